/** The studio's requests for a picture of the canvas: one at a time, taken only while nobody works on the canvas. */
import { Rest } from "../../ui/rest";
import type { CanvasMessage, Player } from "../player";

type PictureMessage = Extract<CanvasMessage, { type: "picture" | "picture_end" }>;

export class Pictures {
  private readonly rest: Rest;
  private asked: { id: number; end: AbortController } | null = null;

  /** Until the signal. */
  constructor(
    private readonly player: Player,
    private readonly signal: AbortSignal,
  ) {
    this.rest = new Rest(window, signal);
    signal.addEventListener("abort", () => this.asked?.end.abort());
  }

  take(message: PictureMessage): void {
    if (message.type === "picture_end") {
      if (this.asked?.id === message.id) this.asked.end.abort();
      return;
    }
    this.asked?.end.abort();
    void this.answer(message.id);
  }

  private async answer(id: number): Promise<void> {
    const end = new AbortController();
    this.asked = { id, end };
    const { signal, done } = this.rest.while(end.signal);
    try {
      if (!this.rest.lasts) throw new Error("Somebody works on the canvas.");
      const { takePicture } = await import("./take");
      const value = await takePicture(document, signal);
      this.player.tell({ type: "result", id, ok: true, value });
    } catch (error) {
      if (!this.signal.aborted) this.player.tell({ type: "result", id, ok: false, error: String(error) });
    } finally {
      done();
      if (this.asked?.id === id) this.asked = null;
    }
  }
}
