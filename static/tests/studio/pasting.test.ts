/** Copies of widgets: names of their own, what refers to what, containers with their contents, and text that isn't ours. */
import { describe, expect, it } from "vitest";
import { clipOf, isClip } from "../../src/arrange/clipping";
import type { AppDocument, Widget } from "../../src/document";
import { readClip } from "../../src/studio/draft/clipboard";
import * as pasting from "../../src/studio/draft/pasting";
import * as language from "../../src/studio/language";
import { documentOf, handlerOf, stateOf, widgetOf } from "../documents";

const paste = (document: AppDocument, widgets: readonly Widget[], spot: pasting.Spot) =>
  pasting.paste(document, widgets, spot, language);
const duplicate = (document: AppDocument, names: readonly string[]) => pasting.duplicate(document, names, language);

const PAGE = { page: "page1", parent: null };
const at = (x: number, y: number, w = 4, h = 2) => ({ layout: { x, y, w, h } });
const inside = (widget: string, slot = "") => ({ parent: { widget, slot } });
const DOCUMENT: AppDocument = documentOf({
  states: [stateOf("price")],
  widgets: [
    widgetOf("amount", "input", {}, [], at(0, 0)),
    widgetOf("box", "container", { title: "{{ amount.value }} of {{ price.value }}" }, [], at(4, 0, 8, 6)),
    widgetOf(
      "ok",
      "button",
      { text: "{{ 'amount' + amount.value }}" },
      [
        handlerOf({
          event: "click",
          action: { type: "control_widget", widget: "amount", method: "focus", arguments: ["{{ ok.text }}"] },
        }),
        handlerOf({ event: "click", action: { type: "set_state", state: "price", value: "{{ amount.value }}" } }),
      ],
      { ...at(0, 0, 4, 1), ...inside("box") },
    ),
  ],
});
const read = (text: string): Widget[] => {
  const clip = readClip(text);
  return clip.kind === "widgets" ? clip.widgets : [];
};
const copied = (document: AppDocument, ...names: string[]) => read(clipOf(document.widgets, names) ?? "");
const one = (document: AppDocument | undefined, name: string) =>
  document?.widgets.find((widget) => widget.name === name);

describe("pasting", () => {
  it("keeps what is copied as it is, and gives the copies free names that refer to one another", () => {
    const pasted = paste(DOCUMENT, copied(DOCUMENT, "amount", "box"), PAGE);
    expect(pasted?.document.widgets.slice(0, 3)).toEqual(DOCUMENT.widgets);
    expect(pasted?.names).toEqual(["amount1", "box1"]);
    expect(one(pasted?.document, "box1")?.properties).toMatchObject({
      title: "{{ amount1.value }} of {{ price.value }}",
    });
    const ok = one(pasted?.document, "ok1");
    expect(ok).toMatchObject({
      parent: { widget: "box1", slot: "" },
      properties: { text: "{{ 'amount' + amount1.value }}" },
      events: [
        { action: { widget: "amount1", arguments: ["{{ ok1.text }}"] } },
        { action: { state: "price", value: "{{ amount1.value }}" } },
      ],
    });
    expect(pasted?.left).toBe("");
  });

  it("what isn't copied along is still referred to by its name", () => {
    const pasted = paste(DOCUMENT, copied(DOCUMENT, "ok"), PAGE);
    expect(one(pasted?.document, "ok1")).toMatchObject({
      parent: null,
      events: [{ action: { widget: "amount" } }, { action: { state: "price" } }],
    });
  });

  it("names never meet, though one group's new name is another's old one", () => {
    const document = documentOf({
      widgets: [widgetOf("a1", "text", { content: "{{ a2 }}" }), widgetOf("a2", "text", { content: "{{ a1 }}" })],
    });
    const pasted = paste(document, copied(document, "a1", "a2"), PAGE);
    expect(pasted?.names).toEqual(["a3", "a4"]);
    expect(one(pasted?.document, "a3")?.properties).toMatchObject({ content: "{{ a4 }}" });
    expect(one(pasted?.document, "a4")?.properties).toMatchObject({ content: "{{ a3 }}" });
  });

  it("a new name isn't one that code has of its own", () => {
    const content = "{{ [1].map((a2) => a2 + a1.width) }}";
    const document = documentOf({ widgets: [widgetOf("a1", "text", { content })] });
    const pasted = paste(document, copied(document, "a1"), PAGE);
    expect(pasted?.names).toEqual(["a3"]);
    expect(one(pasted?.document, "a3")?.properties).toMatchObject({ content: content.replace("a1", "a3") });
  });

  it("into another app leaves out what acts on what isn't there, and says so", () => {
    const rows = widgetOf("rows", "table", { source: { queries: ["ticks", "there"], mode: "append" } });
    const document = documentOf({ widgets: [...DOCUMENT.widgets, rows] });
    const pasted = paste(documentOf(), copied(document, "ok", "rows"), PAGE);
    expect(one(pasted?.document, "ok")?.events).toEqual([]);
    expect(one(pasted?.document, "rows")?.properties).toMatchObject({ source: null });
    expect(pasted?.left).toBe("2 handlers and 2 sources of rows, about amount, price, ticks, there");
  });

  it("stands as a group at the first free place from where it came, nothing else moves", () => {
    const pasted = paste(DOCUMENT, copied(DOCUMENT, "amount", "box"), PAGE);
    expect(one(pasted?.document, "amount1")?.layout).toEqual({ x: 0, y: 6, w: 4, h: 2 });
    expect(one(pasted?.document, "box1")?.layout).toEqual({ x: 4, y: 6, w: 8, h: 6 });
  });

  it("goes into a container and no deeper than a document may be", () => {
    const spot = { page: "page1", parent: { widget: "box", slot: "" } };
    expect(one(paste(DOCUMENT, copied(DOCUMENT, "amount"), spot)?.document, "amount1")?.parent).toEqual(spot.parent);
    let deep = documentOf({ widgets: [widgetOf("c1", "container")] });
    for (const n of [2, 3, 4])
      deep = { ...deep, widgets: [...deep.widgets, widgetOf(`c${n}`, "container", {}, [], inside(`c${n - 1}`))] };
    const held = paste(deep, copied(deep, "c4"), { page: "page1", parent: { widget: "c4", slot: "" } });
    expect(one(held?.document, "c5")?.parent).toBeNull();
  });

  it("refuses more than an app can have", () => {
    const full = documentOf({ widgets: Array.from({ length: 200 }, (_, index) => widgetOf(`w${index}`, "text")) });
    expect(paste(full, copied(full, "w0"), PAGE)).toBeNull();
    expect(duplicate(full, ["w0"])).toBeNull();
  });
});

describe("duplicating", () => {
  it("stays in the container, with contents, under new names", () => {
    const twice = duplicate(DOCUMENT, ["ok", "amount"]);
    expect(twice?.names.sort()).toEqual(["amount1", "ok1"]);
    expect(one(twice?.document, "ok1")).toMatchObject({
      parent: { widget: "box" },
      layout: { x: 4, y: 0, w: 4, h: 1 },
    });
    const box = duplicate(DOCUMENT, ["box", "ok"]);
    expect(box?.names).toEqual(["box1"]);
    expect(one(box?.document, "ok1")?.parent).toEqual({ widget: "box1", slot: "" });
  });
});

describe("text from the clipboard", () => {
  const clip = (widgets: unknown, format: unknown = 1) => JSON.stringify({ lowstream: "widgets", format, widgets });

  it("that is something else is foreign, and ours that is broken says why", () => {
    for (const text of ["", "hello", "{}", "[1]", '{"widgets": []}', "{ lowstream"]) {
      expect(isClip(text)).toBe(false);
      expect(readClip(text).kind).toBe("foreign");
    }
    const whole = clipOf(DOCUMENT.widgets, ["box"]) ?? "";
    for (const [text, why] of [
      [whole.slice(0, -20), "cut off"],
      [clip([], 2), "format is 2"],
      [clip([]), "no widgets"],
      [clip([1]), "is none"],
      [clip([{ type: "rocket", name: "a" }]), '"rocket"'],
      [clip([{ type: "constructor", name: "a" }]), '"constructor"'],
      [clip([{ type: "text", name: "a b" }]), '"a b"'],
      [
        clip([
          { type: "text", name: "a" },
          { type: "text", name: "a" },
        ]),
        '"a"',
      ],
      [clip([{ type: "text", name: "a", x: " ".repeat(1024 * 1024) }]), "1 MiB"],
    ] as const) {
      expect(readClip(text)).toMatchObject({ kind: "broken", why: expect.stringContaining(why) });
    }
  });

  it("comes out in the document's shape, whatever was in it", () => {
    const [widget] = read(
      clip([
        {
          type: "input",
          name: "a",
          page: 7,
          layout: { x: 99, y: -4, w: 5.5, h: 1e9 },
          parent: "box",
          hidden: null,
          events: [
            { event: "change", action: { type: "launch" } },
            { event: "change", action: { type: "set_state", state: 3 } },
            5,
          ],
          properties: { label: ["x"], placeholder: "there", surprise: 1 },
          __proto__x: 1,
        },
      ]),
    );
    const blank = widgetOf("a", "input");
    expect(Object.keys(widget ?? {}).sort()).toEqual(Object.keys(blank).sort());
    expect(widget).toMatchObject({ page: "page1", parent: null, hidden: "", properties: { placeholder: "there" } });
    expect(widget?.layout.h).toBe(100);
    expect(widget?.layout.y).toBe(0);
    expect(Object.keys(widget?.properties ?? {}).sort()).toEqual(Object.keys(blank.properties).sort());
    expect(widget?.events.map((handler) => handler.action)).toMatchObject([{ type: "set_state", state: "" }]);
  });

  it("parents in a circle end on the page", () => {
    const circle = read(
      clip([
        { type: "container", name: "a", parent: { widget: "b" } },
        { type: "container", name: "b", parent: { widget: "a" } },
        { type: "text", name: "c", parent: { widget: "c" } },
      ]),
    );
    const pasted = paste(documentOf(), circle, PAGE);
    expect(pasted?.document.widgets.map((widget) => widget.parent)).toEqual([null, null, null]);
  });
});
