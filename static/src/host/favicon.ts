/** The mark as the tab's icon. */

const MARK =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="6" fill="#0b7a75"/>' +
  '<path d="M4 9c3-3 5 3 8 0s5 3 8 0M4 15c3-3 5 3 8 0s5 3 8 0" stroke="#fff" stroke-width="2" fill="none" stroke-linecap="round"/></svg>';

export function showFavicon(): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]') ?? document.createElement("link");
  link.rel = "icon";
  link.type = "image/svg+xml";
  link.href = `data:image/svg+xml,${encodeURIComponent(MARK)}`;
  document.head.append(link);
}
