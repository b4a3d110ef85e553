/** Keeps the engine running: starts its Worker, watches it, stops one that hangs and starts the next without what hung. */
import type { Seen } from "../bridge";
import type { FromEngine, Init, ToEngine } from "../engine/messages";
import { Watchdog } from "./watchdog";

const RESTARTS_MAX = 5; // within RESTARTS_MS; an engine that hangs by itself isn't started for ever
const RESTARTS_MS = 60_000;
const REQUESTS_MAX = 200; // the studio's own bound is lower

export interface EngineOptions {
  create: () => Worker;
  /** What a new start is given, besides what this class keeps. */
  init: () => Omit<Init, "type" | "seen" | "disabled">;
  receive: (message: FromEngine) => void;
  /** `where` was stopped and won't run again until the document changes; null: the engine hung by itself. */
  onStopped: (where: string | null) => void;
  /** The engine can't be kept running. */
  onBroken: (why: string) => void;
  now?: () => number;
}

export class Engine {
  private readonly options: EngineOptions;
  private readonly disabled = new Set<string>();
  private readonly asked = new Set<number>();
  /** How many engines there have been; what an earlier one asked for is nothing to the present one. */
  starts = 0;
  private seen: Record<string, Seen> = {};
  private restarts: number[] = [];
  private worker: Worker | null = null;
  private port: MessagePort | null = null;
  private watchdog: Watchdog | null = null;

  constructor(options: EngineOptions) {
    this.options = options;
  }

  /** What the host's tab had been shown before this page was loaded. */
  keepSeen(seen: Record<string, Seen>): void {
    this.seen = { ...this.seen, ...seen };
  }

  /** The document was edited: what hung may have been mended. */
  forgive(): void {
    this.disabled.clear();
    this.restarts = [];
  }

  start(): void {
    this.stop();
    this.starts += 1;
    let worker: Worker;
    try {
      worker = this.options.create();
    } catch (error) {
      this.options.onBroken(`The app's engine could not start: ${String(error)}`);
      return;
    }
    const channel = new MessageChannel();
    const watchdog = new Watchdog({
      ping: (n) => this.post({ type: "ping", n }),
      onSilent: (where) => this.replace(where),
      now: this.options.now ?? Date.now,
    });
    channel.port1.onmessage = ({ data }: MessageEvent<FromEngine>) => this.receive(data);
    worker.onerror = (event) => {
      event.preventDefault();
      if (this.worker === worker && !this.answered) {
        this.options.onBroken(`The app's engine could not start: ${event.message || "its code could not be loaded"}`);
      }
    };
    this.worker = worker;
    this.port = channel.port1;
    this.watchdog = watchdog;
    this.answered = false;
    worker.postMessage(null, [channel.port2]);
    this.post({ ...this.options.init(), type: "init", seen: this.seen, disabled: [...this.disabled] });
  }

  post(message: ToEngine): void {
    if ("id" in message && message.type !== "answered") {
      this.asked.add(message.id);
      if (this.asked.size > REQUESTS_MAX) this.fail(Math.min(...this.asked), "Too many requests at once.");
    }
    this.port?.postMessage(message);
  }

  stop(): void {
    this.watchdog?.stop();
    this.worker?.terminate();
    this.port?.close();
    this.worker = null;
    this.port = null;
    this.watchdog = null;
    for (const id of [...this.asked]) this.fail(id, "The app was started again before it could answer.");
  }

  private answered = false;

  private receive(message: FromEngine): void {
    this.answered = true;
    if (message.type === "pong") this.watchdog?.pong(message.n);
    else if (message.type === "running") this.watchdog?.running(message.where);
    else {
      if (message.type === "seen") this.keepSeen(message.seen);
      if (message.type === "result") this.asked.delete(message.id);
      this.options.receive(message);
    }
  }

  private fail(id: number, error: string): void {
    this.asked.delete(id);
    this.options.receive({ type: "result", id, ok: false, error });
  }

  private replace(where: string | null): void {
    this.stop();
    const now = (this.options.now ?? Date.now)();
    if (where !== null) this.disabled.add(where);
    else this.restarts = [...this.restarts.filter((at) => now - at < RESTARTS_MS), now];
    this.options.onStopped(where);
    if (this.restarts.length > RESTARTS_MAX) {
      this.options.onBroken(`The app stopped answering ${this.restarts.length} times within a minute.`);
    } else {
      this.start();
    }
  }
}
