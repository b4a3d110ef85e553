/** The studio's end of the bridge to the player frame: sends messages, pairs requests with their results. */
import type { HostMessage, PlayerMessage, Preview } from "../../bridge";
import type { AppDocument } from "../../document";
import { onlyPlaces } from "../draft/changed-places";

const PENDING_MAX = 100; // a person can't ask faster; beyond it requests are refused
const REQUEST_TIMEOUT_MS = 15_000; // an upstream's handshake has 10 s
const DOCUMENT_DELAY_MS = 150; // edits within a keystroke or two go to the canvas together

interface Pending {
  resolve: (value: Preview) => void;
  reject: (error: Error) => void;
  timer: ReturnType<typeof setTimeout>;
}

type Request = Extract<HostMessage, { id: number }>;
// Omit over a union would merge its members; this keeps them apart.
type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;

/** The running app has not been heard: it is not known whether it could do what was asked. */
export class NoAnswer extends Error {}

export class FrameLink {
  private send: ((message: HostMessage) => void) | null = null;
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;
  private documentTimer: ReturnType<typeof setTimeout> | null = null;
  /** The last that was followed. */
  private followed: AppDocument | null = null;
  private element: HTMLElement | null = null;

  /** Connect to a frame. Returns the disconnection, which fails what is still asked. */
  attach(send: (message: HostMessage) => void, element: HTMLElement | null = null): () => void {
    this.send = send;
    this.element = element;
    return () => {
      this.send = this.element = this.followed = null;
      this.cancelDocument();
      for (const id of [...this.pending.keys()])
        this.settle(id, (request) => request.reject(new NoAnswer("The canvas was closed.")));
    };
  }

  /** Send a message if there is a frame; without one nothing needs it: a new frame starts with the present state. */
  post(message: HostMessage): void {
    this.send?.(message);
  }

  /** From now on keys go to the frame. */
  focus(): void {
    this.element?.focus();
  }

  /**
   * Show an edited document: soon, so that what is typed goes there by the word. At once, if there are more widgets
   * or fewer; and if some have only been moved, just that, of which the app's engine needn't hear.
   */
  follow(document: AppDocument): void {
    const before = this.followed;
    this.followed = document;
    // A frame starts with the document as it is then.
    if (before === null || before === document) return;
    const places = onlyPlaces(before, document);
    if (places) {
      if (places.length > 0) this.post({ type: "places", places });
    } else if (before.widgets.length !== document.widgets.length) this.sendDocument(document);
    else {
      this.cancelDocument();
      this.documentTimer = setTimeout(() => this.sendDocument(this.followed ?? document), DOCUMENT_DELAY_MS);
    }
  }

  /** Show an edited document now. */
  sendDocument(document: AppDocument): void {
    this.cancelDocument();
    this.followed = document;
    this.post({ type: "document", document });
  }

  /** `timeoutMs`: how long a run may take, where that is known to be more than usual. */
  command(query: string, command: "run" | "disconnect", timeoutMs = REQUEST_TIMEOUT_MS): Promise<Preview> {
    return this.request({ type: "command", query, command }, timeoutMs);
  }

  broadcast(query: string, text: string): Promise<Preview> {
    return this.request({ type: "broadcast", query, text });
  }

  /** `given`: at most two names that stand for values in it. */
  evaluate(template: string, given?: Record<string, unknown>): Promise<Preview> {
    return this.request({ type: "evaluate", template, ...(given ? { given } : {}) });
  }

  /** A small picture of what the canvas shows, as WebP or PNG. */
  async picture(): Promise<ArrayBuffer> {
    const picture = await this.request({ type: "picture" });
    if (!(picture instanceof ArrayBuffer) || picture.byteLength === 0) throw new Error("The canvas sent no picture.");
    return picture;
  }

  /** Take in a message of the player; only `result` is for this. */
  receive(message: PlayerMessage): void {
    if (message.type !== "result") return;
    this.settle(message.id, (request) =>
      message.ok ? request.resolve(message.value) : request.reject(new Error(message.error ?? "It failed.")),
    );
  }

  private request(message: WithoutId<Request>, timeoutMs = REQUEST_TIMEOUT_MS): Promise<Preview> {
    const { send } = this;
    if (!send) return Promise.reject(new NoAnswer("The canvas has not started yet."));
    if (this.pending.size >= PENDING_MAX) return Promise.reject(new NoAnswer("Too many requests at once. Try again."));
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => this.settle(id, (request) => request.reject(new NoAnswer(unanswered(timeoutMs)))),
        timeoutMs,
      );
      this.pending.set(id, { resolve, reject, timer });
      send({ ...message, id } as Request);
    });
  }

  private settle(id: number, end: (request: Pending) => void): void {
    const request = this.pending.get(id);
    if (!request) return;
    this.pending.delete(id);
    clearTimeout(request.timer);
    end(request);
  }

  private cancelDocument(): void {
    if (this.documentTimer !== null) clearTimeout(this.documentTimer);
    this.documentTimer = null;
  }
}

const unanswered = (ms: number): string => `The app did not answer in ${Math.round(ms / 1_000)} s.`;
