/** Which page of the app the address names (`?page=overview`), and the browser's way back through those seen. */

const NAME = /^[A-Za-z_$][A-Za-z0-9_$]{0,63}$/;
// Nobody turns pages faster; what comes sooner takes the last one's place, so late that no browser finds it too often.
const STEP_MS = 400;

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
  let waiting: ReturnType<typeof setTimeout> | null = null; // as long as the browser's page
  const named = (): string => new URLSearchParams(location.search).get("page") ?? "";
  const cancel = () => {
    if (waiting !== null) clearTimeout(waiting);
    waiting = null;
  };
  const step = (page: string, isOwn: boolean) => {
    const address = new URL(location.href);
    address.searchParams.set("page", page);
    if (isOwn) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
    steppedAt = now();
  };
  addEventListener("popstate", () => {
    cancel();
    onBack(named());
  });
  return {
    get wanted() {
      return named();
    },
    showing(page) {
      if (!NAME.test(page)) return;
      if (!opened && named() === "") first = page;
      opened = true;
      cancel();
      if (page === (named() || first)) return;
      const wait = steppedAt + STEP_MS - now();
      // An app that turns its pages by itself doesn't bury where the viewer came from: only a person's step is one.
      if (wait <= 0) step(page, navigator.userActivation?.isActive ?? true);
      else waiting = setTimeout(() => step(page, false), wait);
    },
  };
}
