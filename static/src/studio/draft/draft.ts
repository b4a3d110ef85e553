/**
 * The draft: the document being edited, and how it gets to the server.
 *
 * One entry point changes it (`edit`); saving follows by itself. An edit is never thrown away and another person's
 * is never overwritten unasked. No DOM here: the transport and the clock's timers are all it needs.
 */
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import { ApiError, type Fault } from "../../api/http";
import type { AppDocument } from "../../document";
import { History, type Step } from "./history";
import { isSame, share } from "./shared";

const AUTOSAVE_MS = 600; // long enough to gather a word, short enough to be forgotten about
const RETRY_FIRST_MS = 4_000; // the server is restarting or the network blinked
const RETRY_MAX_MS = 30_000; // a person waits, so not much longer than this
const UNANSWERED_MAX = 10; // one of them may have been written; later ones than that would have been refused

export interface Stored {
  document: AppDocument;
  revision: number;
}

export interface Transport {
  read(): Promise<Stored>;
  write(draft: Stored): Promise<{ revision: number }>;
}

export type SaveState =
  | { kind: "saved"; at: number }
  | { kind: "unsaved" }
  | { kind: "saving" }
  | { kind: "invalid"; faults: Fault[] }
  | { kind: "stale"; theirs: number | null }
  | { kind: "offline"; retryAt: number }
  | { kind: "refused"; message: string };

export type Recipe = (document: AppDocument) => AppDocument;

/** What `save` promises: the server has exactly the document shown, or why it hasn't. */
export type Outcome = "saved" | Exclude<SaveState["kind"], "saved" | "saving" | "unsaved">;

export class Draft {
  readonly document: Signal<AppDocument>;
  readonly state: Signal<SaveState>;
  /** What the server said about the last document it was sent, by path. Kept until the next answer. */
  readonly faults: Signal<Fault[]> = signal([]);
  /** True while anything here is not on the server. */
  readonly unsaved: ReadonlySignal<boolean>;
  readonly history = new History();
  revision: number;

  private readonly transport: Transport;
  /** What the server is known to have; null when it must be written whatever it has. */
  private saved: AppDocument | null;
  private savedAt: number;
  /** Sent, and the answer was lost on the way: the server may have it. */
  private unanswered: AppDocument[] = [];
  /** The newest revision the server is said to have. */
  private heard = 0;
  private heeding = false;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private inFlight: Promise<void> | null = null;
  private retryMs = RETRY_FIRST_MS;
  private disposed = false;

  constructor(stored: Stored, transport: Transport, savedAt = Date.now()) {
    this.document = signal(stored.document);
    this.state = signal({ kind: "saved", at: savedAt });
    this.unsaved = computed(() => this.state.value.kind !== "saved");
    this.revision = stored.revision;
    this.saved = stored.document;
    this.savedAt = savedAt;
    this.transport = transport;
  }

  /**
   * Change the document. `description` names the change for a person, who reads it as "Undo: Rename query1".
   * A recipe that returns what it was given, or its like, changes nothing. Edits with the same `merge` within a second of one another
   * are undone together; typing into one field needs none.
   */
  edit(description: string, recipe: Recipe, merge?: string): void {
    const before = this.document.peek();
    const made = share(before, recipe(before)); // an edit is what is another afterwards, however it was made
    if (made === before) return;
    const after = this.saved && isSame(this.saved, made) ? this.saved : made; // edited back: nothing is to be saved
    this.history.add({ description, before, after }, merge);
    this.put(after);
  }

  /** Take the last step back. Returns it, or null when there is none. */
  undo(): Step | null {
    const step = this.history.undo();
    if (step) this.put(step.before);
    return step;
  }

  /** Do again what was undone last. */
  redo(): Step | null {
    const step = this.history.redo();
    if (step) this.put(step.after);
    return step;
  }

  /** Save now, after whatever is on its way. */
  async save(): Promise<Outcome> {
    this.cancelTimer();
    while (this.inFlight) await this.inFlight;
    if (this.state.peek().kind === "stale") return "stale";
    if (this.document.peek() !== this.saved) {
      this.begin();
      while (this.inFlight) await this.inFlight;
    } else if (this.state.peek().kind === "unsaved") {
      this.isSaved(); // edited, and edited back
    }
    const { kind } = this.state.peek();
    if (kind === "unsaved" || kind === "saving") return this.save(); // edited meanwhile
    return kind;
  }

  /** Another call (publishing) found the draft changed elsewhere: ask the person, as after a stale save. */
  noticeStale(theirs: number | null): void {
    this.cancelTimer();
    this.state.value = { kind: "stale", theirs };
  }

  /**
   * The server is said to have this revision. What somebody else has made is taken over as a step, when nothing here is
   * unsaved; otherwise a person is asked. Resolves with whether the document is another now.
   */
  async heed(revision: number): Promise<boolean> {
    this.heard = Math.max(this.heard, revision);
    if (this.heeding) return false;
    this.heeding = true;
    let taken = false;
    try {
      while (this.inFlight) await this.inFlight;
      while (this.heard > this.revision && this.state.peek().kind === "saved") {
        const stored = await this.transport.read();
        if (stored.revision <= this.revision) break; // of a reading that lags behind what was said
        if (this.inFlight || this.state.peek().kind !== "saved") break; // edited meanwhile
        taken = this.take(stored, "Edited elsewhere") || taken;
      }
      // A write on its way, or one that will be tried again, will be told.
      const { kind } = this.state.peek();
      const tells = this.inFlight !== null || this.unanswered.length > 0 || kind === "stale" || this.disposed;
      if (this.heard > this.revision && !tells) this.noticeStale(this.heard);
    } finally {
      this.heeding = false;
    }
    return taken;
  }

  /** After a stale save: take the server's document. The caller has offered this one as a download first. */
  async takeTheirs(): Promise<void> {
    this.cancelTimer();
    this.take(await this.transport.read(), "Load theirs");
  }

  /** After a stale save: put this document in place of the revision the person was told of, and of no later one. */
  async overwriteTheirs(): Promise<Outcome> {
    const state = this.state.peek();
    if (state.kind !== "stale") return this.save();
    this.revision = state.theirs ?? (await this.transport.read()).revision;
    this.saved = null; // the server has theirs, even where mine is what it once had
    this.state.value = { kind: "unsaved" };
    return this.save();
  }

  dispose(): void {
    this.disposed = true;
    this.cancelTimer();
  }

  private put(document: AppDocument): void {
    this.document.value = document;
    const { kind } = this.state.peek();
    if (kind === "stale") return; // waits for the person's choice
    if (kind === "offline" && this.timer !== null) return; // the retry that is planned will take this along
    if (document === this.saved && !this.inFlight) {
      this.cancelTimer();
      this.isSaved();
      return;
    }
    if (!this.inFlight) this.state.value = { kind: "unsaved" };
    this.schedule(AUTOSAVE_MS);
  }

  /** Take a document of the server's as a step. Returns whether it is another than the one here. */
  private take(stored: Stored, description: string): boolean {
    const before = this.document.peek();
    const after = share(before, stored.document);
    this.revision = stored.revision;
    this.saved = after;
    this.savedAt = Date.now();
    this.unanswered = [];
    this.isSaved();
    if (after === before) return false;
    // All that others do between two steps of one's own is one step, however long it takes them.
    this.history.add({ description, before, after }, description, Number.POSITIVE_INFINITY);
    this.document.value = after;
    return true;
  }

  /** The server has exactly this. */
  private isSaved(): void {
    this.faults.value = [];
    this.state.value = { kind: "saved", at: this.savedAt };
  }

  private schedule(delayMs: number): void {
    this.cancelTimer();
    if (this.disposed) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      // A save on its way ends by looking whether there is more to save.
      if (!this.inFlight) this.begin();
    }, delayMs);
  }

  private cancelTimer(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  private begin(): void {
    const document = this.document.peek();
    this.state.value = { kind: "saving" };
    this.inFlight = this.write(document).finally(() => {
      this.inFlight = null;
      if (this.state.peek().kind === "unsaved" && this.timer === null) this.schedule(0);
    });
  }

  private async write(document: AppDocument): Promise<void> {
    try {
      const { revision } = await this.transport.write({ document, revision: this.revision });
      this.written(document, revision);
    } catch (error) {
      if (error instanceof ApiError && error.status === 409 && (await this.wasMine())) return;
      this.state.value = this.failed(error, document);
    }
  }

  private written(document: AppDocument, revision: number): void {
    this.revision = revision;
    this.saved = document;
    this.savedAt = Date.now();
    this.unanswered = [];
    this.retryMs = RETRY_FIRST_MS;
    this.faults.value = [];
    if (this.edited(document)) this.state.value = { kind: "unsaved" };
    else this.isSaved();
  }

  /** A write was refused as stale because an earlier one, whose answer was lost, had been taken: then it goes on. */
  private async wasMine(): Promise<boolean> {
    if (this.unanswered.length === 0) return false;
    const stored = await this.transport.read().catch(() => null);
    const mine = stored && this.unanswered.find((document) => isSame(document, stored.document));
    if (!mine) return false;
    this.written(mine, stored.revision);
    return true;
  }

  private edited(since: AppDocument): boolean {
    return this.document.peek() !== since;
  }

  private failed(error: unknown, document: AppDocument): SaveState {
    if (!(error instanceof ApiError)) return { kind: "refused", message: String(error) };
    if (error.unreachable) {
      this.saved = null;
      this.unanswered = [...this.unanswered.filter((sent) => sent !== document), document].slice(-UNANSWERED_MAX);
      const retryAt = Date.now() + this.retryMs;
      this.schedule(this.retryMs);
      this.retryMs = Math.min(this.retryMs * 2, RETRY_MAX_MS);
      return { kind: "offline", retryAt };
    }
    if (error.status === 409) {
      this.unanswered = [];
      this.cancelTimer();
      return { kind: "stale", theirs: error.revision };
    }
    // The answer is about what was sent: with newer edits at hand, those are sent before anyone is alarmed.
    if (error.status === 422) this.faults.value = error.faults;
    if (this.edited(document)) return { kind: "unsaved" };
    if (error.status === 422) return { kind: "invalid", faults: error.faults };
    return { kind: "refused", message: error.message };
  }
}
