/** Reading widgets from the clipboard's text: whoever wrote it, what comes out has the document's shape. */
import { type Clip, isClip } from "../../arrange/clipping";
import { COLUMNS } from "../../arrange/groups";
import type { EventHandler, Layout, Parent, Widget, WidgetType } from "../../document";
import { DEFINITIONS, definitionOf } from "../../widgets/registry";
import { blankAction, blankHandler, blankWidget } from "./blank";
import { faultOfName } from "./naming";

const TEXT_MAX = 1024 * 1024; // a whole document's
const HANDLERS_MAX = 50; // of a widget, the document's

export type Reading = { kind: "widgets"; widgets: Widget[] } | { kind: "broken"; why: string } | { kind: "foreign" };

/** `foreign`: it is something else, and nobody's fault. */
export function readClip(text: string): Reading {
  if (!isClip(text)) return { kind: "foreign" };
  if (text.length > TEXT_MAX) return { kind: "broken", why: "it is larger than 1 MiB" };
  let clip: Partial<Clip>;
  try {
    clip = JSON.parse(text) as Partial<Clip>;
  } catch {
    return { kind: "broken", why: "it is cut off or was changed" };
  }
  if (clip.format !== 1) return { kind: "broken", why: `its format is ${String(clip.format)}, and 1 is what is known` };
  if (!Array.isArray(clip.widgets) || clip.widgets.length === 0)
    return { kind: "broken", why: "there are no widgets in it" };
  const names = new Set<string>();
  const widgets: Widget[] = [];
  for (const entry of clip.widgets as unknown[]) {
    if (!isRecord(entry)) return { kind: "broken", why: "one of its widgets is none" };
    const { type, name } = entry;
    if (typeof type !== "string" || !Object.hasOwn(DEFINITIONS, type))
      return { kind: "broken", why: `there is no kind of widget called ${JSON.stringify(type)}` };
    if (typeof name !== "string" || faultOfName(name, null, names) !== null)
      return { kind: "broken", why: `${JSON.stringify(name)} is not a name for one of its widgets` };
    names.add(name);
    widgets.push(widgetOf(type as WidgetType, name, entry));
  }
  return { kind: "widgets", widgets };
}

function widgetOf(type: WidgetType, name: string, entry: Record<string, unknown>): Widget {
  const blank = blankWidget(type, name, layoutOf(entry.layout, type));
  const events = Array.isArray(entry.events) ? entry.events.flatMap(handlerOf).slice(0, HANDLERS_MAX) : [];
  return {
    ...blank,
    events,
    hidden: typeof entry.hidden === "string" ? entry.hidden : "",
    parent: parentOf(entry.parent),
    properties: fitted(blank.properties as unknown as Record<string, unknown>, entry.properties),
  } as unknown as Widget;
}

/** What is there in the shape it should have; the rest as in a new one. */
function fitted(blank: Record<string, unknown>, given: unknown): Record<string, unknown> {
  if (!isRecord(given)) return blank;
  return Object.fromEntries(
    Object.entries(blank).map(([key, value]) => [key, key in given && alike(value, given[key]) ? given[key] : value]),
  );
}

function alike(blank: unknown, given: unknown): boolean {
  // What may be null: the rows' source, a number that isn't set.
  if (blank === null) return given === null || typeof given === "number" || isRecord(given);
  if (given === null) return typeof blank === "number" || isRecord(blank);
  return Array.isArray(blank) ? Array.isArray(given) : typeof given === typeof blank && !Array.isArray(given);
}

function handlerOf(given: unknown): EventHandler[] {
  if (!isRecord(given) || typeof given.event !== "string" || !isRecord(given.action)) return [];
  const action: unknown = blankAction(given.action.type as EventHandler["action"]["type"], "", "");
  if (!isRecord(action)) return []; // an action of no type there is
  const blank = blankHandler(given.event) as unknown as Record<string, unknown>;
  return [{ ...fitted(blank, given), action: fitted(action, given.action) } as unknown as EventHandler];
}

function layoutOf(given: unknown, type: WidgetType): Layout {
  const { w, h } = definitionOf(type).size;
  const at = isRecord(given) ? given : {};
  const whole = (value: unknown, least: number, most: number, other: number) =>
    Number.isInteger(value) ? Math.min(Math.max(value as number, least), most) : other;
  const width = whole(at.w, 1, COLUMNS, w);
  return { x: whole(at.x, 0, COLUMNS - width, 0), y: whole(at.y, 0, 10_000, 0), w: width, h: whole(at.h, 1, 100, h) };
}

function parentOf(given: unknown): Parent | null {
  if (!isRecord(given) || typeof given.widget !== "string") return null;
  return { widget: given.widget, slot: typeof given.slot === "string" ? given.slot : "" };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
