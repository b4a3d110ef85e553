/** A part of the page whose code is fetched once it is first shown; until then, and where it can't be had, nothing. */
import { signal } from "@preact/signals";
import type { FunctionComponent } from "preact";

export function lazily<Props extends object>(load: () => Promise<FunctionComponent<Props>>): FunctionComponent<Props> {
  const loaded = signal<{ Part: FunctionComponent<Props> } | null>(null);
  let asked = false;
  return (props: Props) => {
    if (!asked) {
      asked = true;
      load().then(
        (Part) => {
          loaded.value = { Part };
        },
        () => {
          asked = false; // shown again, it is asked for again
        },
      );
    }
    const { Part } = loaded.value ?? { Part: null };
    return Part && <Part {...props} />;
  };
}
