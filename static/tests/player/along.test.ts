/** Several widgets dragged by one of them: those that go along, and where they end. */
import { beforeEach, describe, expect, it } from "vitest";
import type { Widget } from "../../src/document";
import { Along } from "../../src/player/along";
import { widgetOf } from "../documents";

const at = (x: number, y: number) => ({ layout: { x, y, w: 2, h: 2 } });
const WIDGETS: Widget[] = [
  widgetOf("lead", "text", {}, [], at(4, 4)),
  widgetOf("left", "text", {}, [], at(1, 4)),
  widgetOf("box", "container", {}, [], at(8, 4)),
  widgetOf("held", "text", {}, [], { ...at(0, 0), parent: { widget: "box", slot: "" } }),
  widgetOf("other", "text", {}, [], { ...at(0, 0), page: "page2" }),
];

describe("a selection that is dragged", () => {
  const along = new Along();
  const start = (...names: string[]) => along.start(WIDGETS, names, "lead", { clientX: 0, clientY: 0 }, () => null);
  const end = (x: number, y: number) =>
    [...along.end({ x, y, w: 2, h: 2 })].map(([name, to]) => `${name} ${to.x},${to.y}`);
  beforeEach(() => along.clear());

  it("keeps its shape", () => {
    start("lead", "left", "box");
    expect(end(5, 6)).toEqual(["lead 5,6", "left 2,6", "box 9,6"]);
  });

  it("goes no further than all of it has room", () => {
    start("lead", "left");
    expect(end(0, 0)).toEqual(["lead 3,0", "left 0,0"]);
  });

  it("leaves out what stands elsewhere or in another of them, and is nothing for one alone", () => {
    start("lead", "held", "other");
    expect(end(5, 6)).toEqual([]);
    start("lead", "box", "held");
    expect(end(5, 6)).toEqual(["lead 5,6", "box 9,6"]);
    start("lead");
    expect(end(5, 6)).toEqual([]);
  });
});
