/** Pictures of the app for the start page: when one is taken of the canvas, and when it goes to the server. */
import { computed, effect } from "@preact/signals";
import { storeThumbnail } from "../api/apps";
import { REST_MS, Rest } from "../ui/rest";
import type { Studio } from "./studio";

const SETTLE_MS = 2_000; // charts are drawn by then, and edits come in groups
const TAKE_EVERY_MS = 15_000; // it costs the canvas some 50 ms
const AGAIN_MS = 5_000; // after one that failed, or that a hand on the canvas ended
const TRIES_MAX = 12; // of one state of the app; what fails that often waits for the next change
const SEND_EVERY_MS = 180_000; // nobody looks at the start page meanwhile

export interface Camera {
  /** Whether nobody would feel it now. */
  rests(): boolean;
  /** Rejects when it can't be taken, such as while somebody works on the canvas, and when the signal says so. */
  take(signal: AbortSignal): Promise<ArrayBuffer>;
  /** `leaving`: the page may be gone before the answer. */
  send(picture: ArrayBuffer, leaving: boolean): Promise<unknown>;
}

/** Decides; one picture is kept at most, and the newest is the one that counts. */
export class Thumbnails {
  private timer: ReturnType<typeof setTimeout> | null = null;
  private taking: AbortController | null = null;
  private kept: ArrayBuffer | null = null;
  private takenAt = Number.NEGATIVE_INFINITY;
  private sentAt = Number.NEGATIVE_INFINITY;

  /** `shown`: what there is a picture of already. */
  constructor(
    private readonly camera: Camera,
    private shown: unknown,
  ) {}

  /** This is on the canvas, saved and with data; null: it isn't. */
  see(what: unknown): void {
    this.cancel();
    if (what === null || what === this.shown) return;
    const wait = Math.max(SETTLE_MS, this.takenAt + TAKE_EVERY_MS - performance.now());
    this.plan(what, wait);
  }

  /** Take one as soon as nobody feels it, and send it: of what was just published. Resolves after the first try. */
  async catchNow(what: unknown): Promise<void> {
    this.cancel();
    this.sentAt = Number.NEGATIVE_INFINITY;
    if (what === null) this.send(false);
    else await this.take(what);
  }

  /** Send what is still here. */
  leave(): void {
    this.send(true);
  }

  dispose(): void {
    this.cancel();
  }

  private plan(what: unknown, waitMs: number, tries = 0): void {
    this.timer = setTimeout(() => void this.take(what, tries), waitMs);
  }

  private async take(what: unknown, tries = 0): Promise<void> {
    this.timer = null;
    if (!this.camera.rests()) {
      this.plan(what, REST_MS, tries); // costs nothing, so as often as it takes
      return;
    }
    const taking = new AbortController();
    this.taking = taking;
    try {
      this.kept = await this.camera.take(taking.signal);
    } catch {
      // Given up here, something else is to be taken.
      if (this.taking === taking && tries + 1 < TRIES_MAX) this.plan(what, AGAIN_MS, tries + 1);
      return;
    }
    this.takenAt = performance.now();
    this.shown = what;
    if (performance.now() - this.sentAt >= SEND_EVERY_MS) this.send(false);
  }

  private send(leaving: boolean): void {
    const picture = this.kept;
    if (!picture) return;
    this.kept = null;
    this.sentAt = performance.now();
    this.camera.send(picture, leaving).catch(() => undefined); // likewise
  }

  private cancel(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    const { taking } = this;
    this.taking = null;
    taking?.abort();
  }
}

/** Keep the app's picture up to date while the studio is open. Returns the end of it. */
export function keepPictures(studio: Studio): () => void {
  const id = studio.app.peek().id;
  const life = new AbortController();
  const rest = new Rest(window, life.signal);
  const camera: Camera = {
    rests: () => rest.lasts,
    take: async (signal) => {
      const resting = rest.while(signal);
      return studio.link.picture(resting.signal).finally(resting.done);
    },
    send: (picture, leaving) => storeThumbnail(id, new Blob([picture], { type: typeOf(picture) }), leaving),
  };
  const pictured = studio.app.peek().thumbnail ? studio.document.peek() : null;
  const thumbnails = new Thumbnails(camera, pictured);
  const now = computed(() => presentable(studio)); // streams report often; this changes with an edit
  const stopSeeing = effect(() => thumbnails.see(now.value));
  let release = studio.app.peek().release;
  const stopPublished = effect(() => {
    const before = release;
    release = studio.app.value.release;
    if (release !== null && release !== before) void thumbnails.catchNow(now.peek());
  });
  const leave = () => {
    if (document.visibilityState === "hidden") thumbnails.leave();
  };
  const gone = () => thumbnails.leave();
  document.addEventListener("visibilitychange", leave);
  addEventListener("pagehide", gone);
  return () => {
    stopSeeing();
    stopPublished();
    document.removeEventListener("visibilitychange", leave);
    removeEventListener("pagehide", gone);
    thumbnails.leave();
    thumbnails.dispose();
    life.abort();
  };
}

/** The document, if the canvas shows its first page with data, and the server has it; else null. */
function presentable(studio: Studio): unknown {
  const document = studio.document.value;
  const { started, queries } = studio.live;
  const saved = studio.draft.state.value.kind === "saved";
  const live = queries.value.length === 0 || queries.value.some(({ messages }) => messages > 0);
  const first = studio.page.value === document.pages[0]?.name;
  return saved && started.value && live && first && document.widgets.length > 0 ? document : null;
}

/** The browser may have written another kind than it was asked for. */
function typeOf(picture: ArrayBuffer): string {
  return new Uint8Array(picture, 0, 1)[0] === 0x89 ? "image/png" : "image/webp";
}
