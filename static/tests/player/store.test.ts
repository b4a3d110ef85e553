import { describe, expect, it } from "vitest";
import type { AppDocument } from "../../src/document";
import { Store } from "../../src/player/store";
import { documentOf, widgetOf } from "../documents";

const withInputs = (...names: string[]): AppDocument =>
  documentOf({ widgets: names.map((name) => widgetOf(name, "input", {}, [], { layout: { x: 0, y: 0, w: 1, h: 1 } })) });

describe("the player's store", () => {
  it("merges new values into a widget's and tells only that widget", () => {
    const store = new Store();
    const other = store.live("other").peek();
    store.apply({ type: "props", props: { price: { value: 1, label: "a" } }, errors: {}, rows: {} });
    store.apply({ type: "props", props: { price: { value: 2 } }, errors: {}, rows: {} });
    expect(store.live("price").peek().values).toEqual({ value: 2, label: "a" });
    expect(store.live("other").peek()).toBe(other);
  });

  it("keeps an error until it is mended, and the value beside it", () => {
    const store = new Store();
    store.apply({
      type: "props",
      props: { price: { value: 1 } },
      errors: { price: { value: "x is not defined" } },
      rows: {},
    });
    expect(store.live("price").peek()).toEqual({
      values: { value: 1 },
      errors: { value: "x is not defined" },
      origins: null,
    });
    store.apply({ type: "props", props: {}, errors: { price: { value: null } }, rows: {} });
    expect(store.live("price").peek()).toEqual({ values: { value: 1 }, errors: {}, origins: null });
  });

  it("applies what changed in rows, as new arrays of the same rows", () => {
    const store = new Store();
    const apply = (reset: boolean, ...splices: [at: number, remove: number, ...rows: unknown[]][]): void =>
      store.apply({
        type: "props",
        props: {},
        errors: {},
        rows: {
          t: {
            reset,
            queries: ["a", "b"],
            splices: splices.map(([at, remove, ...rows]) => ({
              at,
              remove,
              rows,
              origins: rows.flatMap((row) => [1, 1_000, Number(row)]),
            })),
          },
        },
      });
    const live = () => store.live("t").peek();
    apply(true, [0, 0, 1, 2, 3]);
    const { values, origins } = live();
    expect(values.data).toEqual([1, 2, 3]);
    expect(origins?.[2]).toEqual({ query: "b", at: 1_000, offset: 3 });
    apply(false, [0, 1], [2, 0, 4, 5], [1, 1, 9], [1, 0, 8]);
    expect(live().values.data).toEqual([2, 8, 9, 4, 5]);
    expect(live().origins?.map(({ offset }) => offset)).toEqual([2, 8, 9, 4, 5]);
    expect(values.data).toEqual([1, 2, 3]);
    expect(live().origins?.[0]).toBe(origins?.[1]);
    apply(true);
    expect(live().values.data).toEqual([]);
    store.apply({ type: "props", props: { t: { data: [7] } }, errors: {}, rows: {} });
    expect(live()).toMatchObject({ values: { data: [7] }, origins: null });
  });

  it("shows a widget where it was put before the studio says so", () => {
    const store = new Store();
    store.place([{ name: "a", parent: null, x: 1, y: 1, w: 1, h: 1 }]); // no document yet: nothing to move
    store.setDocument(withInputs("a", "b"));
    store.place([{ name: "b", parent: { widget: "box", slot: "" }, x: 3, y: 2, w: 4, h: 5 }]);
    expect(store.document.peek()?.widgets[1]?.parent).toEqual({ widget: "box", slot: "" });
    expect(store.document.peek()?.widgets.map(({ layout }) => layout)).toEqual([
      { x: 0, y: 0, w: 1, h: 1 },
      { x: 3, y: 2, w: 4, h: 5 },
    ]);
  });

  it("gives an engine that starts again what is typed, and forgets widgets that are gone", () => {
    const store = new Store();
    store.setDocument(withInputs("pair", "side"));
    store.enter("pair", "value", "XBT/USD");
    store.enter("side", "value", "buy");
    store.setDocument(withInputs("pair"));
    expect(store.inputs()).toEqual({ pair: { value: "XBT/USD" } });
  });

  it("keeps the five newest notices, none twice", () => {
    const store = new Store();
    for (let index = 0; index < 7; index++) store.notify(`stopped ${index}`);
    store.notify("stopped 6");
    expect(store.notices.peek().map((notice) => notice.text)).toEqual(
      [2, 3, 4, 5, 6].map((index) => `stopped ${index}`),
    );
  });

  it("keeps back what comes while a person drags, in order, and at most 200 of it", () => {
    const store = new Store();
    const say = (value: number) => store.apply({ type: "props", props: { price: { value } }, errors: {}, rows: {} });
    say(1);
    store.hold();
    say(2);
    say(3);
    expect(store.live("price").peek().values).toEqual({ value: 1 });
    store.release();
    expect(store.live("price").peek().values).toEqual({ value: 3 });
    store.hold();
    for (let value = 4; value <= 204; value++) say(value);
    expect(store.live("price").peek().values).toEqual({ value: 203 });
    store.release();
    expect(store.live("price").peek().values).toEqual({ value: 204 });
  });

  it("another document with equal widgets shares those it has", () => {
    const store = new Store();
    store.setDocument(withInputs("a", "b"));
    const [a, b] = store.document.peek()?.widgets ?? [];
    const next = withInputs("a", "b");
    store.setDocument({ ...next, widgets: [next.widgets[0] as never, { ...next.widgets[1], hidden: "x" } as never] });
    expect(store.document.peek()?.widgets[0]).toBe(a);
    expect(store.document.peek()?.widgets[1]).not.toBe(b);
  });

  it("places that change nothing leave the document as it is", () => {
    const store = new Store();
    store.setDocument(withInputs("a", "b"));
    const before = store.document.peek();
    const place = { name: "a", parent: null, x: 0, y: 0, w: 1, h: 1 };
    store.place([place]);
    expect(store.document.peek()).toBe(before);
    store.place([{ ...place, x: 3 }]);
    expect(store.document.peek()?.widgets[0]?.layout.x).toBe(3);
    expect(store.document.peek()?.widgets[1]).toBe(before?.widgets[1]);
  });
});
