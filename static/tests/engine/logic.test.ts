import { expect, test } from "vitest";
import type { AppDocument } from "../../src/document";
import { isEqual, snapshot } from "../../src/engine/equal";
import { blankResponder } from "../../src/studio/draft/blank";
import { documentOf, js, queryOf, Rig, settle, stateOf, transformerOf, widgetOf } from "./harness";

const LOG = (text: string): string => `log.setValue([...log.value, ${text}])`;

function rigOf(fields: Partial<AppDocument>): Rig {
  return new Rig(documentOf({ ...fields, states: [stateOf("log", []), ...(fields.states ?? [])] }));
}

const responderOf = (name: string, data: string, ...codes: string[]) => ({
  ...blankResponder(name),
  data,
  events: codes.map((code) => js("data_change", code)),
});

// --- transformers --------------------------------------------------------------------------------------------------

test("a transformer's value is what its code returns, evaluated when what it read has changed", async () => {
  const rig = rigOf({
    states: [stateOf("x", 2), stateOf("other", 0)],
    transformers: [transformerOf("double", "globalThis.count = (globalThis.count ?? 0) + 1;\nreturn x.value * 2;")],
    widgets: [
      widgetOf("one", "text", { content: "{{ double.value }}" }),
      widgetOf("two", "text", { content: "{{ double.value + 1 }}" }),
    ],
    scripts: { startup: "globalThis.count = 0" },
  });
  await rig.clock.advance(20);
  expect([rig.prop("one", "content"), rig.prop("two", "content")]).toEqual([4, 5]);
  expect((globalThis as { count?: number }).count).toBe(1);
  rig.engine.receive({ type: "widget", widget: "none", field: "value", value: 1 });
  rig.run("x.setValue(5); other.setValue(1)");
  await rig.clock.advance(20);
  expect([rig.prop("one", "content"), rig.prop("two", "content")]).toEqual([10, 11]);
});

test("a handler that has just changed something reads the new value", async () => {
  const rig = rigOf({
    states: [stateOf("x", 2)],
    transformers: [transformerOf("double", "return x.value * 2;"), transformerOf("more", "return double.value + 1;")],
  });
  await rig.clock.advance(20);
  rig.run(`${LOG("more.value")}; x.setValue(5); ${LOG("more.value")}; x.setValue(6); ${LOG("more.value")}`);
  await rig.clock.advance(20);
  expect(await rig.read("log.value")).toEqual([5, 11, 13]);
  expect(await rig.read("more.value")).toBe(13);
});

test("while the app is paused, handlers read what is, and bindings what was", async () => {
  const rig = rigOf({
    queries: [queryOf("q", { events: [js("success", `x.setValue(event.data); ${LOG("double.value")}`)] })],
    states: [stateOf("x", 1)],
    transformers: [transformerOf("double", "return x.value * 2;")],
    widgets: [widgetOf("one", "text", { content: "{{ double.value }}" })],
  });
  await rig.connect();
  await rig.join("q");
  await rig.message("q", 1, 2);
  await rig.clock.advance(20);
  rig.engine.receive({ type: "playback", do: "pause" });
  await rig.message("q", 2, 3, 4);
  await rig.clock.advance(20);
  expect(rig.prop("one", "content")).toBe(4);
  rig.engine.receive({ type: "playback", do: "resume" });
  await rig.clock.advance(20);
  expect(rig.prop("one", "content")).toBe(8);
  expect(await rig.read("log.value")).toEqual([4, 6, 8]);
});

test("a transformer that fails keeps its last good value, and says where it failed", async () => {
  const rig = rigOf({
    states: [stateOf("x", { price: 1 })],
    transformers: [transformerOf("price", "const row = x.value;\nreturn row.price.toFixed(1)")],
    widgets: [widgetOf("one", "text", { content: "{{ price.value }}" })],
  });
  await rig.clock.advance(20);
  rig.run("x.setValue({price: 'much'})");
  await rig.clock.advance(20);
  expect([rig.prop("one", "content"), rig.error("one", "content")]).toEqual(["1.0", null]);
  expect(rig.reports()).toEqual(["price:2 TypeError: row.price.toFixed is not a function"]);
  rig.run("x.setValue({price: 3})");
  await rig.clock.advance(20);
  expect(rig.prop("one", "content")).toBe("3.0");
});

test("before a first message a transformer has no value yet, nor what reads it, and that is no error", async () => {
  const rig = rigOf({
    queries: [queryOf("q")],
    transformers: [transformerOf("row", "return {price: q.data.price}")],
    widgets: [widgetOf("one", "text", { content: "{{ row.value.price }}" })],
  });
  await rig.connect();
  await rig.join("q");
  await rig.clock.advance(20);
  expect([rig.prop("one", "content"), rig.error("one", "content"), rig.reports()]).toEqual([undefined, null, []]);
  await rig.message("q", 1, { price: 5 });
  await rig.clock.advance(20);
  expect(rig.prop("one", "content")).toBe(5);
});

test("a transformer only reads: it can't write, wait or be assigned", async () => {
  const rig = rigOf({
    states: [stateOf("x", 1)],
    transformers: [
      transformerOf("writes", "x.setValue(2); return 1"),
      transformerOf("waits", "return await 5"),
      transformerOf("broken", "const a = 1;\nreturn a +;"),
    ],
  });
  expect(rig.reports()).toEqual(["broken:2 SyntaxError: Unexpected token ';'"]);
  await rig.read("[writes.value, waits.value]");
  rig.run("writes.value = 5");
  const reports = rig.reports();
  expect(reports[1]).toContain("can't call x.setValue");
  expect(reports[2]).toContain("can't wait for a promise");
  expect(reports[3]).toContain("writes.value can't be assigned");
  expect(await rig.read("x.value")).toBe(1);
});

test("an edited transformer is another from then on", async () => {
  const rig = rigOf({
    transformers: [transformerOf("t", "return 1")],
    widgets: [widgetOf("one", "text", { content: "{{ t.value }}" })],
  });
  await rig.clock.advance(20);
  rig.edit({ transformers: [transformerOf("t", "return 2")] });
  await rig.clock.advance(20);
  expect(rig.prop("one", "content")).toBe(2);
});

test("what reads each other in a circle is named at each of its places", async () => {
  const rig = rigOf({
    transformers: [transformerOf("total", "return price.value + 1")],
    widgets: [
      widgetOf("price", "stat", { value: "{{ total.value }}" }),
      widgetOf("outside", "text", { content: "{{ total.value ?? 'none' }}" }),
    ],
  });
  await rig.clock.advance(20);
  const circle = "these read each other in a circle: price · value → total → price · value";
  expect(rig.error("price", "value")).toBe(`Error: ${circle}`);
  expect(rig.reports()).toEqual([`total:1 Error: ${circle}`]);
  expect(rig.prop("outside", "content")).toBe("none");
  rig.edit({ transformers: [transformerOf("total", "return 7")] });
  await rig.clock.advance(20);
  expect([rig.prop("price", "value"), rig.error("price", "value"), rig.prop("outside", "content")]).toEqual([
    7,
    null,
    7,
  ]);
});

test("the studio is told the values and errors of transformers and responders", async () => {
  const rig = new Rig(
    documentOf({
      transformers: [transformerOf("t", "return {a: 1}"), transformerOf("bad", "return nothing.here")],
      responders: [responderOf("r", "{{ t.value.a }}")],
    }),
    { observe: true },
  );
  await rig.clock.advance(300);
  const { values, errors } = rig.of("values").at(-1)!;
  expect(values).toEqual({ "t.value": { a: 1 }, "r.data": 1 });
  expect(errors["bad.value"]).toContain("nothing is not defined");
  expect(rig.of("state").at(-1)!.state).toMatchObject({ t: { value: { a: 1 } }, r: { data: 1 } });
});

// --- responders ----------------------------------------------------------------------------------------------------

test("a responder tells of each change with the value before, and not at the start", async () => {
  const rig = rigOf({
    states: [stateOf("x", 1), stateOf("list", [1])],
    responders: [
      responderOf("watch", "{{ x.value }}", LOG("[event.type, event.data, event.previous]")),
      responderOf("lists", "{{ list.value }}", LOG("[event.data, event.previous]")),
    ],
  });
  await rig.clock.advance(100);
  expect(await rig.read("log.value")).toEqual([]);
  rig.run("x.setValue(2); x.setValue(3)");
  await rig.clock.advance(20);
  expect(await rig.read("log.value")).toEqual([["data_change", 3, 1]]);
  rig.run("x.setValue(3); list.setValue([1])"); // the same
  await rig.clock.advance(20);
  rig.run("list.value.push(2); list.setValue(list.value)"); // changed in place
  await rig.clock.advance(20);
  expect(await rig.read("log.value.slice(1)")).toEqual([[[1, 2], [1]]]);
});

test("a responder's first message is a change, and a failing binding none", async () => {
  const rig = rigOf({
    queries: [queryOf("q")],
    responders: [responderOf("watch", "{{ q.data.price.toFixed(1) }}", LOG("[event.data, event.previous ?? 'none']"))],
  });
  await rig.connect();
  await rig.join("q");
  await rig.message("q", 1, { price: 5 });
  await rig.clock.advance(20);
  await rig.message("q", 2, { price: "much" });
  await rig.clock.advance(20);
  expect(await rig.read("log.value")).toEqual([["5.0", "none"]]);
  expect(rig.reports()).toEqual(["watch · data:1 TypeError: q.data.price.toFixed is not a function"]);
});

test("responders that change what others watch settle within one refresh", async () => {
  const rig = rigOf({
    states: [stateOf("a", 0), stateOf("b", 0)],
    responders: [
      responderOf("first", "{{ a.value }}", "b.setValue(event.data * 10)"),
      responderOf("second", "{{ b.value }}", LOG("event.data")),
    ],
  });
  rig.run("a.setValue(1)");
  await rig.clock.advance(17);
  expect(await rig.read("log.value")).toEqual([10]);
});

test("a responder that keeps firing itself is reported and stopped; the others go on", async () => {
  const rig = rigOf({
    states: [stateOf("a", 0), stateOf("b", 0)],
    responders: [
      responderOf("loops", "{{ a.value }}", "a.setValue(a.value + 1)"),
      responderOf("fine", "{{ b.value }}", LOG("event.data")),
    ],
  });
  rig.run("a.setValue(1); b.setValue(1)");
  await rig.clock.advance(20);
  expect(rig.reports()).toEqual([
    "loops:null its handlers change what it watches: it fired 100 times in a row and is stopped; edit it, or start the app again",
  ]);
  rig.run("a.setValue(5); b.setValue(2)");
  await rig.clock.advance(20);
  expect(await rig.read("[log.value, a.value]")).toEqual([[1, 2], 5]);
});

test("a responder on a global variable doesn't take its own handlers for a change", async () => {
  const rig = rigOf({
    responders: [responderOf("watch", "{{ window.watched }}", LOG("event.data.length"))],
    scripts: { startup: "window.watched = []" },
  });
  rig.run("window.watched.push(1)");
  await rig.clock.advance(50);
  expect(await rig.read("log.value")).toEqual([1]);
  rig.run("window.watched = Array(5000).fill(0)"); // too large to compare
  await rig.clock.advance(50);
  expect(await rig.read("log.value")).toEqual([1, 5000]);
  expect(rig.reports()).toEqual([]);
  await settle();
});

// --- comparing -----------------------------------------------------------------------------------------------------

test.each([
  [1, 1, true],
  [Number.NaN, Number.NaN, true],
  [{ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, true],
  [{ a: 1 }, { b: 1 }, false],
  [[1], { 0: 1 }, false],
  [[1, 2], [1], false],
  [new Date(1), new Date(1), false],
  [null, {}, false],
  [Array(2_000).fill(0), Array(2_000).fill(0), false],
])("isEqual(%j, %j) is %j", (a, b, expected) => {
  expect(isEqual(a, b)).toBe(expected);
});

test("a snapshot is a copy, or nothing when it can't be one", () => {
  const value = { a: [1, { b: 2 }] };
  const kept = snapshot(value)!;
  value.a.push(3);
  expect(kept.copy).toEqual({ a: [1, { b: 2 }] });
  expect([snapshot(Array(2_000).fill(0)), snapshot({ at: new Date() })]).toEqual([null, null]);
  const round: Record<string, unknown> = {};
  round.round = round;
  expect(snapshot(round)).toBeNull();
});

test("a responder that comes in one edit with what it watches neither fails nor fires", async () => {
  const rig = rigOf({});
  await rig.clock.advance(20);
  rig.edit({
    states: [stateOf("log", []), stateOf("s", 3)],
    responders: [responderOf("r", "{{ s.value }}", LOG("event.data"))],
  });
  await rig.clock.advance(20);
  rig.run("s.setValue(4)");
  await rig.clock.advance(20);
  expect(await rig.read("log.value")).toEqual([4]);
  expect(rig.reports()).toEqual([]);
});

test("a value that fails when it is looked into stops nothing else", async () => {
  const rig = rigOf({
    states: [stateOf("n", 0)],
    responders: [
      responderOf("bad", "{{ n.value > 0 ? { get x() { throw new Error('not so') } } : 0 }}", LOG("'bad'")),
      responderOf("good", "{{ n.value }}", LOG("event.data")),
    ],
    widgets: [
      widgetOf("v", "json", { data: "{{ ({ n: n.value, get x() { throw new Error('not so') } }) }}" }),
      widgetOf("w", "text", { content: "{{ n.value }}" }),
    ],
  });
  await rig.clock.advance(20);
  for (const n of [1, 2]) {
    rig.run(`n.setValue(${n})`);
    await rig.clock.advance(20);
    expect(rig.prop("w", "content")).toBe(n);
    expect(rig.prop("v", "data")).toEqual({ n, x: null });
  }
  expect(await rig.read("log.value")).toEqual(["bad", 1, "bad", 2]);
});
