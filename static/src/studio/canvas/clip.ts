/** Widgets on the system's clipboard: between apps and tabs too. */
import { clipOf, isClip } from "../../arrange/clipping";
import { readClip } from "../draft/clipboard";
import { holds } from "../draft/parents";
import { paste, type Spot, WIDGETS_MAX } from "../draft/pasting";
import { count } from "../format";
import { loadLanguage } from "../language/lazy";
import type { Studio } from "../studio";

const TEXT = "input, textarea, select, [contenteditable]";
const TOAST_MS = 6_000;

export class Clip {
  /** What was copied here last, for a menu that may not read the clipboard. */
  private own: string | null = null;

  constructor(private readonly studio: Studio) {}

  /** The widgets selected, as text; null: there are none. */
  text(): string | null {
    const { document, selected } = this.studio;
    return clipOf(document.peek().widgets, selected.peek());
  }

  /** By a menu: keys come as an event, see `listen`. */
  copy(): void {
    const text = this.text();
    if (text === null) return;
    this.own = text;
    // Not everywhere may a page write it; pasting by the menu works all the same then.
    void navigator.clipboard?.writeText(text).catch(() => undefined);
    this.studio.link.focus();
  }

  cut(): void {
    this.copy();
    this.studio.removeWidgets(this.studio.selected.peek());
  }

  async pasteByMenu(): Promise<void> {
    const read = await navigator.clipboard?.readText().catch(() => null);
    const text = read ?? this.own;
    if (text && isClip(text)) await this.paste(text);
    else this.studio.toasts.show("There are no widgets on the clipboard.", "info", TOAST_MS);
  }

  /** Text that is something else is nobody's fault: nothing happens. */
  async paste(text: string): Promise<void> {
    const { studio } = this;
    const clip = readClip(text);
    if (clip.kind === "foreign") return;
    if (clip.kind === "broken") {
      studio.toasts.show(`These widgets can't be pasted: ${clip.why}. Copy them again.`, "warning", TOAST_MS);
      return;
    }
    const renaming = await loadLanguage().catch(() => null);
    if (!renaming) {
      studio.toasts.show("Not pasted: the server can't be reached. Try again.", "warning", TOAST_MS);
      return;
    }
    const spot = this.spot(clip.widgets.map(({ name }) => name));
    const pasted = paste(studio.document.peek(), clip.widgets, spot, renaming);
    if (!pasted) {
      studio.toasts.show(
        `${count(clip.widgets.length, "widget")} more would be over ${WIDGETS_MAX}, the most an app can have.`,
        "warning",
        TOAST_MS,
      );
      return;
    }
    const [first] = pasted.names;
    const what = pasted.names.length === 1 ? first : count(pasted.names.length, "widget");
    studio.draft.edit(`Paste ${what}`, () => pasted.document);
    studio.select(pasted.names, true);
    if (pasted.left) studio.toasts.show(`Left out: ${pasted.left}, not in this app.`, "warning", TOAST_MS);
  }

  /** Copies, cuts and pastes what is pressed for outside of text. Returns the end of listening. */
  listen(): () => void {
    const life = new AbortController();
    const { signal } = life;
    const copied = (event: ClipboardEvent): boolean => {
      if (elsewhere(event) || !getSelection()?.isCollapsed) return false;
      const text = this.text();
      if (text === null || !event.clipboardData) return false;
      this.own = text;
      event.clipboardData.setData("text/plain", text);
      event.preventDefault();
      return true;
    };
    document.addEventListener("copy", copied, { signal });
    document.addEventListener(
      "cut",
      (event) => {
        if (copied(event)) this.studio.removeWidgets(this.studio.selected.peek());
      },
      { signal },
    );
    document.addEventListener(
      "paste",
      (event) => {
        const text = event.clipboardData?.getData("text/plain") ?? "";
        if (elsewhere(event) || !isClip(text)) return;
        event.preventDefault();
        void this.paste(text);
      },
      { signal },
    );
    return () => life.abort();
  }

  /** Beside what is selected, or in the container that is; else on the page shown. */
  private spot(copied: readonly string[]): Spot {
    const { document, selected, page } = this.studio;
    const names = selected.peek();
    const last = document.peek().widgets.find(({ name }) => name === names.at(-1));
    if (!last) return { page: page.peek(), parent: null };
    const into = names.length === 1 && holds(last) && last.type !== "tabs" && !copied.includes(last.name);
    return { page: last.page, parent: into ? { widget: last.name, slot: "" } : last.parent };
  }
}

function elsewhere({ defaultPrevented, target }: ClipboardEvent): boolean {
  return (
    defaultPrevented ||
    document.querySelector("dialog[open]") !== null ||
    (target instanceof Element && target.closest(TEXT) !== null)
  );
}
