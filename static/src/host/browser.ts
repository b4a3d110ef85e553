/** What the page around an app does for it once it may: goes to an address, fills the clipboard, saves a file. */
import { Refusal } from "./refusal";

const REVOKE_MS = 60_000; // by then the browser has read the file

/** Everything outside that `asks` needs; tests bring their own. */
export interface Browser {
  /** The page's own address. */
  readonly here: string;
  /** Whether the person has just pressed something in this page or in the app. */
  readonly active: boolean;
  now(): number;
  go(href: string, newTab: boolean): void;
  copy(text: string): Promise<void>;
  save(name: string, type: string, bytes: ArrayBuffer): void;
}

export const browser: Browser = {
  get here() {
    return location.href;
  },
  get active() {
    return navigator.userActivation?.isActive ?? false;
  },
  now: () => Date.now(),
  // A link, not `window.open`: it takes `noreferrer` for this tab as well.
  go(href, newTab) {
    const link = linkTo(href);
    link.rel = "noopener noreferrer";
    link.target = newTab ? "_blank" : "_self";
    press(link);
  },
  async copy(text) {
    // Missing where the page isn't a secure context.
    if (!navigator.clipboard) throw new Refusal("failed", "this browser keeps its clipboard to secure pages");
    await navigator.clipboard.writeText(text);
  },
  save(name, type, bytes) {
    const href = URL.createObjectURL(new Blob([bytes], { type }));
    const link = linkTo(href);
    link.download = name;
    press(link);
    setTimeout(() => URL.revokeObjectURL(href), REVOKE_MS);
  },
};

/** Copies what stands in a box, as older browsers and pages without https can. To be called in a click. */
export function copyBox(box: HTMLTextAreaElement | null): void {
  box?.select();
  if (!box || !document.execCommand("copy")) throw new Refusal("failed", "the browser did not let the text be copied");
}

function linkTo(href: string): HTMLAnchorElement {
  const link = document.createElement("a");
  link.href = href;
  link.hidden = true;
  return link;
}

function press(link: HTMLAnchorElement): void {
  document.body.append(link);
  link.click();
  link.remove();
}
