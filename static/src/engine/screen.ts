/** `screen` as app code has it: the size of the app's page, and what kind of device that means. */
import type { Graph, Source } from "./graph";

const PHONE_BELOW = 640; // px; also where the player stacks its widgets
const TABLET_BELOW = 1_024;

export interface Size {
  width: number;
  height: number;
}

export class Screen {
  readonly #size: Source<Size>;

  constructor(graph: Graph, size: Size) {
    this.#size = graph.source(size);
  }

  resize({ width, height }: Size): void {
    const before = this.#size.peek();
    if (before.width !== width || before.height !== height) this.#size.set({ width, height });
  }

  api(): object {
    const size = this.#size;
    return Object.freeze({
      get width(): number {
        return size.get().width;
      },
      get height(): number {
        return size.get().height;
      },
      get isPhone(): boolean {
        return size.get().width < PHONE_BELOW;
      },
      get isTablet(): boolean {
        const { width } = size.get();
        return width >= PHONE_BELOW && width < TABLET_BELOW;
      },
      get isDesktop(): boolean {
        return size.get().width >= TABLET_BELOW;
      },
    });
  }
}
