/** The system's theme, and its changes. */
import type { Theme } from "../bridge";

const DARK = "(prefers-color-scheme: dark)";

export function systemTheme(): Theme {
  return matchMedia(DARK).matches ? "dark" : "light";
}

/** Calls back at each change. Returns the unsubscription. */
export function onSystemTheme(listener: (theme: Theme) => void): () => void {
  const query = matchMedia(DARK);
  const changed = () => listener(query.matches ? "dark" : "light");
  query.addEventListener("change", changed);
  return () => query.removeEventListener("change", changed);
}
