/** Which page of the app the address names (`?page=overview`), and the browser's way back through those seen. */

const NAME = /^[A-Za-z_$][A-Za-z0-9_$]{0,63}$/;
const STEP_MS = 400; // nobody turns pages faster; what comes sooner takes the last one's place

export interface PageHistory {
  /** The page the address names; empty: none. */
  readonly wanted: string;
  /** The app shows this page now. */
  showing(page: string): void;
}

/** `onBack`: the viewer went back or forward to this page; empty: the first. */
export function createPageHistory(onBack: (page: string) => void, now: () => number = Date.now): PageHistory {
  let first: string | null = null; // the page an address without a name leads to, once one was opened
  let opened = false;
  let steppedAt = Number.NEGATIVE_INFINITY;
  const named = (): string => new URLSearchParams(location.search).get("page") ?? "";
  addEventListener("popstate", () => onBack(named()));
  return {
    get wanted() {
      return named();
    },
    showing(page) {
      if (!NAME.test(page)) return;
      if (!opened && named() === "") first = page;
      opened = true;
      if (page === (named() || first)) return;
      const address = new URL(location.href);
      address.searchParams.set("page", page);
      // An app that turns its pages by itself doesn't bury where the viewer came from.
      if (now() - steppedAt < STEP_MS) history.replaceState(null, "", address);
      else history.pushState(null, "", address);
      steppedAt = now();
    },
  };
}
