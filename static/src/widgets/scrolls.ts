/** What scrolls must be reached by keyboard: a region is a tab stop while there is more in it than in sight. */
import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/** A ref for the region. Its content is looked at whenever it, or the region, changes its size. */
export function useScrollStop<T extends HTMLElement>(): RefObject<T | null> {
  const ref = useRef<T>(null);
  useLayoutEffect(() => {
    const region = ref.current;
    if (!region || typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(() => {
      const { scrollHeight, clientHeight, scrollWidth, clientWidth } = region;
      if (scrollHeight > clientHeight || scrollWidth > clientWidth) region.tabIndex = 0;
      else region.removeAttribute("tabindex");
    });
    observer.observe(region);
    for (const part of region.children) observer.observe(part);
    return () => observer.disconnect();
  });
  return ref;
}
