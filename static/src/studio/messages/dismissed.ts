/** The queries that nothing more is to be suggested for, remembered in this browser. */
import { signal } from "@preact/signals";

const KEY = "lowstream.studio.unsuggested";
const MOST = 200; // queries; the oldest are asked about again

const dismissed = signal<readonly string[]>(stored());

const keyOf = (app: number | string, query: string): string => `${app} ${query}`;

function stored(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "string").slice(-MOST) : [];
  } catch {
    return []; // storage is switched off, or holds something else
  }
}

export const isDismissed = (app: number | string, query: string): boolean =>
  dismissed.value.includes(keyOf(app, query));

export function dismiss(app: number | string, query: string): void {
  dismissed.value = [...dismissed.value, keyOf(app, query)].slice(-MOST);
  try {
    localStorage.setItem(KEY, JSON.stringify(dismissed.peek()));
  } catch {
    // Kept for this page only.
  }
}
