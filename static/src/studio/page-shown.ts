/** The page that is on the canvas, where new widgets go. */
import type { Studio } from "./studio";

export function pageShown(studio: Studio): string {
  return studio.document.peek().pages[0].name;
}
