/**
 * Notices an engine that doesn't answer, such as one in an endless loop. Pings each second; after 3 s of silence it
 * names what was running. A page that slept itself (laptop closed, tab frozen) judges nobody by that time.
 */

export const PING_MS = 1_000;
export const SILENCE_MS = 3_000; // longer than any handler should take, shorter than a person's patience
const LATE_MS = 1_000; // a tick that comes so much later than due: this page was asleep or throttled

export interface WatchdogOptions {
  ping: (n: number) => void;
  /** Called once; `where` is what ran when the engine fell silent, null when it said it was idle. */
  onSilent: (where: string | null) => void;
  /** A clock that goes on while the machine sleeps, in ms. */
  now: () => number;
}

export class Watchdog {
  private readonly timer: ReturnType<typeof setInterval>;
  private readonly options: WatchdogOptions;
  private sent = 0;
  private waitingSince: number | null = null;
  private lastTick: number;
  private where: string | null = null;

  constructor(options: WatchdogOptions) {
    this.options = options;
    this.lastTick = options.now();
    this.timer = setInterval(() => this.tick(), PING_MS);
  }

  /** The engine is about to run app code, or is idle again. */
  running(where: string | null): void {
    this.where = where;
  }

  pong(n: number): void {
    if (n === this.sent) this.waitingSince = null;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private tick(): void {
    const now = this.options.now();
    const late = now - this.lastTick > PING_MS + LATE_MS;
    this.lastTick = now;
    if (late) this.waitingSince = null; // the answer may wait in this page's own queue: ask again
    if (this.waitingSince === null) {
      this.waitingSince = now;
      this.options.ping(++this.sent);
    } else if (now - this.waitingSince >= SILENCE_MS) {
      this.stop();
      this.options.onSilent(this.where);
    }
  }
}

/** What a person reads when code was stopped. */
export function stoppedText(where: string): string {
  const what = where.startsWith("script") ? "Script" : where.includes("· handler") ? "Handler" : "Code";
  return `${what} ‘${where}’ did not finish within ${SILENCE_MS / 1000} s and was stopped. The app goes on without it.`;
}
