/** The folders of the list that are closed, remembered in this browser. */
import { signal } from "@preact/signals";

const KEY = "lowstream.studio.closed-folders";
const MOST = 500; // folders of all apps; the oldest are open again

const closed = signal<readonly string[]>(stored());

const keyOf = (app: number | string, folder: string): string => `${app} ${folder}`;

function stored(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "string").slice(-MOST) : [];
  } catch {
    return []; // storage is switched off, or holds something else
  }
}

export const isClosed = (app: number | string, folder: string): boolean => closed.value.includes(keyOf(app, folder));

export function setClosed(app: number | string, folder: string, close: boolean): void {
  const key = keyOf(app, folder);
  const others = closed.peek().filter((one) => one !== key);
  closed.value = close ? [...others, key].slice(-MOST) : others;
  try {
    localStorage.setItem(KEY, JSON.stringify(closed.peek()));
  } catch {
    // Kept for this page only.
  }
}
