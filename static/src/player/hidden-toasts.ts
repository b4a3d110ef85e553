/** Messages to a viewer who isn't looking: of those that come while the tab is hidden, the newest is shown afterwards. */
import type { ToastLevel, ToastStore } from "../ui/toasts";

interface Message {
  text: string;
  level: ToastLevel;
  duration_ms: number;
}

export class HiddenToasts {
  private newest: Message | null = null;
  private count = 0;

  constructor(
    private readonly toasts: Pick<ToastStore, "show">,
    private readonly isHidden: () => boolean = () => document.hidden,
  ) {}

  show({ text, level, duration_ms }: Message): void {
    if (this.isHidden()) {
      this.newest = { text, level, duration_ms };
      this.count += 1;
    } else this.toasts.show(text, level, duration_ms);
  }

  /** The tab is in sight again. */
  catchUp(): void {
    const { newest, count } = this;
    if (!newest || this.isHidden()) return;
    this.newest = null;
    this.count = 0;
    const more = count > 1 ? ` (and ${count - 1} more)` : "";
    this.toasts.show(newest.text + more, newest.level, newest.duration_ms);
  }
}
