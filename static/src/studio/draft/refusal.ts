/** What to tell a person when something needs the saved draft and there is none. */
import type { Outcome } from "./draft";

/** Why something that needs the saved draft can't go on; null when it can. */
export function refusalOf(outcome: Outcome): string | null {
  switch (outcome) {
    case "saved":
      return null;
    case "invalid":
      return "The draft has problems. Fix them first; they are listed at the top.";
    case "stale":
      return "The app was changed elsewhere. Choose which version to keep first.";
    case "offline":
      return "The draft could not be saved: the server is not reachable.";
    case "refused":
      return "The draft could not be saved. The reason is at the top.";
  }
}
