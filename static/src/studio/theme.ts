/** Light or dark: the system's choice until a person makes their own, which this browser keeps. */
import { computed, effect, signal } from "@preact/signals";
import type { Theme } from "../bridge";

const KEY = "lowstream.theme";

function stored(): Theme | null {
  try {
    const value = localStorage.getItem(KEY);
    return value === "light" || value === "dark" ? value : null;
  } catch {
    return null; // storage is switched off
  }
}

const dark = matchMedia("(prefers-color-scheme: dark)");
const system = signal<Theme>(dark.matches ? "dark" : "light");
const chosen = signal<Theme | null>(stored());

export const theme = computed<Theme>(() => chosen.value ?? system.value);

export function toggleTheme(): void {
  const next: Theme = theme.peek() === "dark" ? "light" : "dark";
  chosen.value = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // Kept for this page only.
  }
}

/** Keep the page in step with the theme. Called once by each page. */
export function applyTheme(): void {
  dark.addEventListener("change", (event) => {
    system.value = event.matches ? "dark" : "light";
  });
  effect(() => {
    document.documentElement.dataset.theme = theme.value;
  });
}
