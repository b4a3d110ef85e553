/** Loads what reads code once it is first needed: the parser is too large for the studio's first load. */
import { type ReadonlySignal, signal } from "@preact/signals";

type Language = typeof import("./index");

const loaded = signal<Language | null>(null);
let loading: Promise<Language> | null = null;

/** Null until it has been loaded. */
export const language: ReadonlySignal<Language | null> = loaded;

/** Rejects when the server can't be reached; asked again, it tries again. */
export function loadLanguage(): Promise<Language> {
  loading ??= import("./index").then(
    (found) => {
      loaded.value = found;
      return found;
    },
    (error: unknown) => {
      loading = null;
      throw error;
    },
  );
  return loading;
}
