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
});
