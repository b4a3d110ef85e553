/** Pictures of the app for the start page: when one is taken of the canvas, and when it goes to the server. */
import { computed, effect } from "@preact/signals";
import { storeThumbnail } from "../api/apps";
import type { Studio } from "./studio";

const SETTLE_MS = 2_000; // charts are drawn by then, and edits come in groups
const TAKE_EVERY_MS = 15_000; // it costs the canvas some 50 ms
const SEND_EVERY_MS = 180_000; // nobody looks at the start page meanwhile

export interface Camera {
  take(): Promise<ArrayBuffer>;
  /** `leaving`: the page may be gone before the answer. */
  send(picture: ArrayBuffer, leaving: boolean): Promise<unknown>;
}

/** Decides; one picture is kept at most, and the newest is the one that counts. */
export class Thumbnails {
  private timer: ReturnType<typeof setTimeout> | null = null;
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
    this.timer = setTimeout(() => void this.take(what), wait);
  }

  /** Take one now and send it, such as of what was just published. */
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

  private async take(what: unknown): Promise<void> {
    this.timer = null;
    this.takenAt = performance.now();
    try {
      this.kept = await this.camera.take();
    } catch {
      return; // the next change brings another chance; until then the last picture will do
    }
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
  }
}

/** Keep the app's picture up to date while the studio is open. Returns the end of it. */
export function keepPictures(studio: Studio): () => void {
  const id = studio.app.peek().id;
  const camera: Camera = {
    take: () => studio.link.picture(),
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
