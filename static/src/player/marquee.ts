/** Selecting by drawing a frame on the empty canvas: what of the page it touches. With Shift, to what is selected. */
import type { Player } from "./player";

const STILL_PX = 3; // less is a press

interface Rect {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export class Marquee {
  private readonly frame = document.createElement("div");
  private life: AbortController | null = null;
  private before: readonly string[] = [];

  constructor(
    private readonly player: Player,
    private readonly box: HTMLElement,
  ) {
    this.frame.className = "marquee";
  }

  start(event: PointerEvent): void {
    this.stop();
    const { store } = this.player;
    const extend = event.shiftKey || event.metaKey || event.ctrlKey;
    this.before = store.selected.peek();
    const kept = extend ? this.before : [];
    const life = new AbortController();
    this.life = life;
    const { signal } = life;
    const from = this.point(event);
    const items = [...this.box.querySelectorAll<HTMLElement>(":scope > .grid-stack > .grid-stack-item")].map(
      (item) => ({
        name: item.dataset.name ?? "",
        rect: this.rectOf(item),
      }),
    );
    let drawn = false;
    this.box.setPointerCapture(event.pointerId);
    const move = (next: PointerEvent) => {
      const to = this.point(next);
      drawn ||= Math.abs(to.x - from.x) + Math.abs(to.y - from.y) > STILL_PX;
      if (!drawn) return;
      const area = {
        left: Math.min(from.x, to.x),
        top: Math.min(from.y, to.y),
        right: Math.max(from.x, to.x),
        bottom: Math.max(from.y, to.y),
      };
      this.draw(area);
      const touched = items.filter(({ rect }) => overlap(rect, area)).map(({ name }) => name);
      const names = [...new Set([...kept, ...touched])];
      // Shown at once, told at the end: the studio's panels needn't follow each step.
      if (names.join() !== store.selected.peek().join()) store.selected.value = names;
    };
    const up = () => {
      const names = drawn ? [...store.selected.peek()] : [...kept];
      this.stop();
      this.player.tell({ type: "select", names });
    };
    this.box.addEventListener("pointermove", move, { signal });
    this.box.addEventListener("pointerup", up, { signal });
    this.box.addEventListener("pointercancel", () => this.cancel(), { signal });
  }

  /** Give it up; what was selected before is so again. Returns whether there was one. */
  cancel(): boolean {
    if (!this.life) return false;
    this.stop();
    this.player.store.selected.value = this.before;
    return true;
  }

  stop(): void {
    this.life?.abort();
    this.life = null;
    this.frame.remove();
  }

  private draw({ left, top, right, bottom }: Rect): void {
    Object.assign(this.frame.style, {
      left: `${left}px`,
      top: `${top}px`,
      width: `${right - left}px`,
      height: `${bottom - top}px`,
    });
    if (!this.frame.isConnected) this.box.append(this.frame);
  }

  /** On the canvas, which may scroll meanwhile. */
  private point({ clientX, clientY }: PointerEvent): { x: number; y: number } {
    const { left, top } = this.box.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }

  private rectOf(item: HTMLElement): Rect {
    const base = this.box.getBoundingClientRect();
    const { left, top, right, bottom } = item.getBoundingClientRect();
    return { left: left - base.left, top: top - base.top, right: right - base.left, bottom: bottom - base.top };
  }
}

const overlap = (a: Rect, b: Rect): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
