/** Loads each widget type's view once, and tells those who wait when it is there or can't be had. */
import { type Signal, signal } from "@preact/signals";
import type { WidgetType } from "../document";
import type { ViewModule } from "../widgets/view";
import { VIEWS } from "../widgets/views";

export type Loaded = { view: ViewModule["default"] } | { error: string } | null;

const loaded = new Map<WidgetType, Signal<Loaded>>(); // one entry a type

/** null while it loads. */
export function viewOf(type: WidgetType): Signal<Loaded> {
  const known = loaded.get(type);
  if (known) return known;
  const made = signal<Loaded>(null);
  loaded.set(type, made);
  void load(type, made);
  return made;
}

/** Another try after a failure. */
export function reloadView(type: WidgetType): void {
  const known = loaded.get(type);
  if (!known) return;
  known.value = null;
  void load(type, known);
}

async function load(type: WidgetType, into: Signal<Loaded>): Promise<void> {
  try {
    into.value = { view: (await VIEWS[type]()).default };
  } catch (error) {
    into.value = { error: error instanceof Error ? error.message : String(error) };
  }
}
