/** Links in rendered Markdown: the sandbox can't leave by itself, so the page opens them. */

/** Handles a click on a link; false when it was on none. */
export function followLink(event: MouseEvent, openUrl: (url: string) => void): boolean {
  const link = (event.target as Element).closest?.("a[href]");
  if (!link) return false;
  event.preventDefault();
  const address = link.getAttribute("href") ?? "";
  if (/^(https?:|mailto:)/i.test(address)) openUrl(address);
  return true;
}
