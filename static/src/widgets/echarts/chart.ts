/** One ECharts chart in an element: themed, resized, and told of in events. */
import { type EChartsType, init, setPlatformAPI } from "echarts";
import type { Theme } from "../../bridge";
import { EVENTS } from "./events";
import { guarded, isPlain, type Plain } from "./guard";
import { type Items, itemsOf, type Model } from "./items";
import { themeOf } from "./theme";

const OWN_IMAGE = /^data:image\/(?:png|jpeg|gif|webp|svg\+xml)[;,]/i;

// Every picture ECharts draws comes through here. A picture from elsewhere stays empty: nothing is asked for.
setPlatformAPI({
  loadImage(source, onload, onerror) {
    const image = new Image();
    image.onload = onload;
    image.onerror = onerror;
    if (OWN_IMAGE.test(source)) image.src = source;
    return image;
  },
});

export interface Chart {
  /** Draw an option; `merge`: into the one before. Throws what ECharts can't make sense of. */
  set(option: Plain, merge: boolean): void;
  dispatch(action: Plain): void;
  clear(): void;
  /** What is drawn. */
  items(): Items;
  retheme(theme: Theme): void;
  destroy(): void;
}

export function createChart(box: HTMLElement, theme: Theme, emit: (event: string, data: Plain) => void): Chart {
  let chart = made();
  const observer = new ResizeObserver(() => {
    const width = box.clientWidth;
    const height = box.clientHeight;
    if (width > 0 && height > 0 && (width !== chart.getWidth() || height !== chart.getHeight())) {
      chart.resize({ width, height });
    }
  });
  observer.observe(box);

  function made(): EChartsType {
    const fresh = init(box, themeOf(box, theme), { width: box.clientWidth || 1, height: box.clientHeight || 1 });
    for (const { on, event, data } of EVENTS) {
      fresh.on(on, (parameters) => emit(event, data(parameters as unknown as Plain)));
    }
    return fresh;
  }

  /** An error leaves a chart half drawn, and it draws no more: another one takes its place. */
  function attempt(run: () => void): void {
    try {
      run();
    } catch (error) {
      chart.dispose();
      chart = made();
      throw error;
    }
  }

  return {
    set(option, merge) {
      const aria = isPlain(option.aria) ? option.aria : { enabled: true }; // says in words what is drawn
      attempt(() => chart.setOption({ ...option, aria }, { notMerge: !merge }));
    },
    dispatch(action) {
      attempt(() => chart.dispatchAction(guarded(action) as never));
    },
    clear() {
      chart.clear();
    },
    items() {
      return itemsOf((chart as unknown as { getModel(): Model }).getModel());
    },
    retheme(next) {
      theme = next;
      chart.setTheme(themeOf(box, next));
    },
    destroy() {
      observer.disconnect();
      chart.dispose();
    },
  };
}
