/** Dependency tracking: only what read a changed value is evaluated, once a frame. */
import { expect, test } from "vitest";
import { documentOf, js, queryOf, Rig, settle, stateOf, widgetOf, windowOf } from "./harness";

const counted = globalThis as unknown as { counts: Record<string, number>; count: (name: string) => void };
function countFrom(): Record<string, number> {
  counted.counts = {};
  counted.count = (name) => {
    counted.counts[name] = (counted.counts[name] ?? 0) + 1;
  };
  return counted.counts;
}

test("a binding is evaluated only when something it read has changed", async () => {
  const counts = countFrom();
  const rig = new Rig(
    documentOf({
      states: [stateOf("a", 1), stateOf("b", 2)],
      widgets: [
        widgetOf("one", "text", { content: "{{ (count('a'), a.value) }}" }),
        widgetOf("two", "text", { content: "{{ (count('b'), b.value) }}" }),
        widgetOf("go", "button", { text: "Go", disabled: "" }, [
          js("click", "for (let i = 0; i < 50; i++) a.setValue(i)"),
        ]),
      ],
    }),
  );
  expect(counts).toEqual({ a: 1, b: 1 });
  rig.engine.receive({ type: "event", widget: "go", event: "click", data: null });
  await rig.clock.advance(16);
  expect(counts).toEqual({ a: 2, b: 1 }); // fifty changes, one evaluation
  expect(rig.prop("one", "content")).toBe(49);
  expect(rig.of("props")).toHaveLength(2);
});

test("a handler reads what it has just set, and the value of its own message in a burst", async () => {
  const rig = new Rig(
    documentOf({
      states: [stateOf("last", null)],
      queries: [
        queryOf("q", {
          events: [
            js(
              "success",
              "last.setValue(q.data); console.log(last.value + '/' + q.messages.length + '/' + event.offset)",
            ),
          ],
        }),
      ],
    }),
  );
  await rig.connect();
  await rig.join("q");
  await rig.message("q", 1, "x", "y", "z");
  expect(rig.of("report").map(({ report }) => report.message)).toEqual(["x/1/1", "y/2/2", "z/3/3"]);
});

test("bindings see a burst once, as it ends", async () => {
  const counts = countFrom();
  const rig = new Rig(
    documentOf({ queries: [queryOf("q")], widgets: [widgetOf("w", "stat", { value: "{{ (count('w'), q.data) }}" })] }),
  );
  await rig.connect();
  await rig.join("q");
  await rig.clock.advance(100);
  const before = counts.w!;
  await rig.message("q", 1, ...Array.from({ length: 500 }, (_, i) => i + 1));
  await rig.clock.advance(16);
  expect(counts.w).toBe(before + 1);
  expect(rig.prop("w", "value")).toBe(500);
});

test("a binding that reads another widget's property follows it without a glitch", async () => {
  const counts = countFrom();
  const rig = new Rig(
    documentOf({
      states: [stateOf("a", 2)],
      widgets: [
        widgetOf("sum", "stat", { value: "{{ (count('sum'), double.value + a.value) }}" }),
        widgetOf("double", "stat", { value: "{{ a.value * 2 }}" }),
        widgetOf("go", "button", { text: "" }, [js("click", "a.setValue(5)")]),
      ],
    }),
  );
  expect(rig.prop("sum", "value")).toBe(6);
  rig.engine.receive({ type: "event", widget: "go", event: "click", data: null });
  await rig.clock.advance(16);
  expect(rig.prop("sum", "value")).toBe(15);
  expect(counts.sum).toBe(2);
});

test("bindings that refer to each other are an error, not a hang", () => {
  const rig = new Rig(
    documentOf({
      widgets: [
        widgetOf("a", "stat", { value: "{{ b.value + 1 }}" }),
        widgetOf("b", "stat", { value: "{{ a.value + 1 }}" }),
      ],
    }),
  );
  const errors = [rig.error("a", "value"), rig.error("b", "value")];
  const circle = "Error: these read each other in a circle: a · value → b · value → a · value";
  expect(errors).toEqual([circle, circle]);
});

test("a binding can't write, so it can't wake itself", () => {
  const rig = new Rig(
    documentOf({
      states: [stateOf("n", 0)],
      widgets: [widgetOf("w", "text", { content: "{{ n.setValue(n.value + 1) }}" })],
    }),
  );
  expect(rig.error("w", "content")).toContain("a binding can't call n.setValue");
});

test("a failing binding keeps its last good value and recovers", async () => {
  const rig = new Rig(
    documentOf({
      states: [stateOf("s", { x: 1 })],
      widgets: [
        widgetOf("w", "stat", { value: "{{ s.value.x }}" }),
        widgetOf("go", "button", { text: "" }, [js("click", "s.setValue(event.data)")]),
      ],
    }),
  );
  rig.engine.receive({ type: "event", widget: "go", event: "click", data: null });
  await rig.clock.advance(16);
  expect(rig.prop("w", "value")).toBe(1);
  expect(rig.error("w", "value")).toMatch(/^TypeError: Cannot read properties of null/);
  rig.engine.receive({ type: "event", widget: "go", event: "click", data: { x: 3 } });
  await rig.clock.advance(16);
  expect(rig.prop("w", "value")).toBe(3);
  expect(rig.error("w", "value")).toBeNull();
});

test("an array changed in place and set again, or a global array, is shown", async () => {
  const rig = new Rig(
    documentOf({
      states: [stateOf("xs", [])],
      scripts: { startup: "window.ys = []" },
      widgets: [
        widgetOf("a", "table", { data: "{{ xs.value }}", limit: 10 }),
        widgetOf("b", "table", { data: "{{ window.ys }}", limit: 10 }),
        widgetOf("c", "text", { content: "{{ ys.length }}" }),
        widgetOf("go", "button", { text: "" }, [js("click", "xs.value.push(1); xs.setValue(xs.value); ys.push(2)")]),
      ],
    }),
  );
  rig.engine.receive({ type: "event", widget: "go", event: "click", data: null });
  await rig.clock.advance(16);
  expect(rig.prop("a", "data")).toEqual([1]);
  expect(rig.prop("b", "data")).toEqual([2]);
  expect(rig.prop("c", "content")).toBe(1);
});

test("rows beyond the widget's limit are not posted, and a big array at most every 50 ms", async () => {
  const rig = new Rig(
    documentOf({
      queries: [queryOf("q", { window: windowOf({ size: 10_000 }) })],
      widgets: [widgetOf("t", "table", { data: "{{ q.messages.slice() }}", limit: 3 })],
    }),
  );
  await rig.connect();
  await rig.join("q", { window: 10_000 });
  await rig.message("q", 1, ...Array.from({ length: 2_000 }, (_, i) => i + 1));
  await rig.clock.advance(16);
  expect(rig.prop("t", "data")).toEqual([1998, 1999, 2000]);
  const before = rig.of("props").length;
  for (let i = 1; i <= 5; i += 1) {
    await rig.message("q", 2_000 + i, 2_000 + i);
    await rig.clock.advance(8);
  }
  expect(rig.of("props").length).toBe(before); // 40 ms later: still waiting
  await rig.clock.advance(40);
  expect(rig.of("props").length).toBe(before + 1);
  expect(rig.prop("t", "data")).toEqual([2003, 2004, 2005]);
  await rig.clock.advance(1_000);
  expect(rig.of("props").length).toBe(before + 1);
});

test("what can't be cloned is copied without its functions", async () => {
  const rig = new Rig(
    documentOf({
      scripts: { startup: "window.thing = new (class Thing { a = 1; go = () => 1 })()" },
      widgets: [
        widgetOf("t", "table", { data: "{{ [thing, {n: NaN}] }}", limit: 5 }),
        widgetOf("u", "text", { content: "{{ new Proxy({b: 2}, {}) }}" }),
      ],
    }),
  );
  await settle();
  expect(rig.prop("t", "data")).toEqual([{ a: 1 }, { n: Number.NaN }]);
  expect(rig.prop("u", "content")).toEqual({ b: 2 });
});

test("a binding that looks into a message has no value before the first one, and no error", async () => {
  const rig = new Rig(
    documentOf({
      states: [stateOf("none", null)],
      queries: [queryOf("q", {})],
      widgets: [
        widgetOf("lone", "text", { content: "{{ q.data.price }}" }),
        widgetOf("mixed", "text", { content: "Last {{ q.messages.at(-1).price }} of {{ 1 + 1 }}" }),
        widgetOf("wrong", "text", { content: "{{ q.nothing.there }}{{ q.data.price }}" }),
        widgetOf("state", "text", { content: "{{ none.value.price }}" }),
      ],
    }),
  );
  expect(rig.error("lone", "content")).toBeNull();
  expect(rig.prop("mixed", "content")).toBe("Last  of 2");
  expect(rig.error("wrong", "content")).toMatch(/^TypeError/); // not for want of a message
  expect(rig.error("state", "content")).toMatch(/^TypeError/);
  await rig.connect();
  await rig.join("q");
  await rig.message("q", 1, { price: 7 });
  await rig.clock.advance(16);
  expect(rig.prop("lone", "content")).toBe(7);
  await rig.message("q", 2, null);
  await rig.clock.advance(16);
  expect(rig.error("lone", "content")).toMatch(/^TypeError: Cannot read properties of null/);
});
