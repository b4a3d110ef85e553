/** Widgets that stand in one another: what holds what, and moving between containers and tabs. */
import type { AppDocument, Parent, Tab, Widget, WidgetType } from "../../document";
import { nextFreePlace } from "./placement";

const HOLDERS: readonly WidgetType[] = ["container", "tabs", "modal"];
export const holds = (widget: Widget): boolean => HOLDERS.includes(widget.type);

/** A place where widgets can stand: the page (null), a container, a modal, one tab. */
export interface Room {
  parent: Parent | null;
  label: string;
}

/** Every such place on a page, those within `widget` left out: nothing stands in itself. */
export function roomsFor(document: AppDocument, page: string, widget: string | null): Room[] {
  const own = new Set(widget === null ? [] : [widget, ...within(document, [widget])]);
  const rooms: Room[] = [{ parent: null, label: "The page" }];
  for (const holder of document.widgets) {
    if (holder.page !== page || !holds(holder) || own.has(holder.name)) continue;
    if (holder.type !== "tabs") rooms.push({ parent: { widget: holder.name, slot: "" }, label: holder.name });
    else {
      for (const tab of holder.properties.tabs) {
        rooms.push({
          parent: { widget: holder.name, slot: tab.key },
          label: `${holder.name} · ${tab.title || tab.key}`,
        });
      }
    }
  }
  return rooms;
}

/** A room as the value of a choice. A name has no blank in it. */
export const roomKey = (parent: Parent | null): string => (parent ? `${parent.widget} ${parent.slot}` : "");

export const isIn = (widget: Widget, parent: Parent | null): boolean => roomKey(widget.parent) === roomKey(parent);

/** The names of all that stands in these widgets, however deep. */
export function within(document: AppDocument, names: readonly string[]): string[] {
  const found = new Set<string>();
  let holders = new Set(names);
  while (holders.size > 0) {
    const inner = document.widgets.filter(
      (widget) => widget.parent && holders.has(widget.parent.widget) && !found.has(widget.name),
    );
    holders = new Set(inner.map((widget) => widget.name));
    for (const name of holders) found.add(name);
  }
  return [...found].filter((name) => !names.includes(name));
}

/** Where a new widget of this size would stand in a room. */
export const freePlaceIn = (document: AppDocument, page: string, parent: Parent | null, w: number, h: number) =>
  nextFreePlace(
    document.widgets.filter((widget) => widget.page === page && isIn(widget, parent)).map((widget) => widget.layout),
    w,
    h,
  );

/** Put a widget into another room, at the first place that is free there. */
export function moveInto(document: AppDocument, name: string, parent: Parent | null): AppDocument {
  const widget = document.widgets.find((one) => one.name === name);
  if (!widget || isIn(widget, parent)) return document;
  const layout = freePlaceIn(document, widget.page, parent, widget.layout.w, widget.layout.h);
  return {
    ...document,
    widgets: document.widgets.map((one) => (one.name === name ? { ...one, parent, layout } : one)),
  };
}

/** Other tabs for a tabs widget. What stood in a tab that has got another key follows it. */
export function changeTabs(
  document: AppDocument,
  name: string,
  tabs: readonly Tab[],
  renamed?: [string, string],
): AppDocument {
  return {
    ...document,
    widgets: document.widgets.map((widget): Widget => {
      if (widget.name === name && widget.type === "tabs") {
        const value = renamed && widget.properties.value === renamed[0] ? renamed[1] : widget.properties.value;
        return { ...widget, properties: { ...widget.properties, value, tabs: tabs as [Tab, ...Tab[]] } };
      }
      if (renamed && widget.parent?.widget === name && widget.parent.slot === renamed[0]) {
        return { ...widget, parent: { widget: name, slot: renamed[1] } };
      }
      return widget;
    }),
  };
}

/** Without one tab, whose widgets go to free places in another. */
export function mergeTab(
  document: AppDocument,
  name: string,
  tabs: readonly Tab[],
  from: string,
  to: string,
): AppDocument {
  const moved = document.widgets
    .filter((widget) => isIn(widget, { widget: name, slot: from }))
    .reduce((all, widget) => moveInto(all, widget.name, { widget: name, slot: to }), document);
  return changeTabs(moved, name, tabs);
}
