/** What is entered into widgets, as app code reads it, and who has the last word on it. */
import { expect, test } from "vitest";
import type { Rig as RigType } from "./harness";
import { documentOf, Rig, stateOf, widgetOf } from "./harness";

const enter = (rig: RigType, widget: string, value: unknown) =>
  rig.engine.receive({ type: "widget", widget, field: "value", value });

const read = (rig: RigType, code: string): unknown => {
  rig.run(`console.log(JSON.stringify(${code}))`);
  return JSON.parse(rig.of("report").at(-1)!.report.message);
};

test("each kind of input has a value of its kind, whatever it is bound to", () => {
  const rig = new Rig(
    documentOf({
      widgets: [
        widgetOf("number", "number", { value: "12" }),
        widgetOf("word", "number", { value: "twelve" }),
        widgetOf("select", "select", {}),
        widgetOf("tags", "multi_select", { value: "a, b" }),
        widgetOf("power", "switch", { value: "false" }),
        widgetOf("slider", "slider", {}),
        widgetOf("day", "date_time", { kind: "date", value: "2026-11-21T09:30" }),
        widgetOf("clock", "date_time", { kind: "time", value: "9:30" }),
        widgetOf("soon", "date_time", { value: "soon" }),
      ],
    }),
  );
  expect(
    read(
      rig,
      "[number.value, word.value, select.value, tags.value, power.value, slider.value, day.value, clock.value, soon.value]",
    ),
  ).toEqual([12, null, null, ["a", "b"], false, 0, "2026-11-21", "09:30", null]);
  rig.run("number.setValue('7'); day.setValue('2027-01-02T00:00')");
  expect(read(rig, "[number.value, day.value]")).toEqual([7, "2027-01-02"]);
});

test("a list made anew with the same contents replaces nothing", async () => {
  const rig = new Rig(
    documentOf({
      states: [stateOf("s", 1)],
      widgets: [widgetOf("tags", "multi_select", { value: "{{ s.value && ['a'] }}" })],
    }),
  );
  await rig.clock.advance(16);
  enter(rig, "tags", ["b"]);
  rig.run("s.setValue(2)");
  await rig.clock.advance(16);
  expect(read(rig, "tags.value")).toEqual(["b"]);
});

test("the page takes back what the viewer entered, and nothing that code set since", async () => {
  const rig = new Rig(
    documentOf({ states: [stateOf("s", "one")], widgets: [widgetOf("line", "input", { value: "{{ s.value }}" })] }),
  );
  await rig.clock.advance(16);
  rig.run("s.setValue('two')");
  await rig.clock.advance(16);
  enter(rig, "line", "typed over one"); // the page had not seen "two" yet
  enter(rig, "line", undefined); // now it has
  expect(read(rig, "line.value")).toBe("two");
  rig.run("line.setValue('by code')");
  enter(rig, "line", undefined);
  expect(read(rig, "line.value")).toBe("by code");
});

test("what was entered before a restart stands until the page says otherwise", async () => {
  const rig = new Rig(
    documentOf({ states: [stateOf("s", "first")], widgets: [widgetOf("line", "input", { value: "{{ s.value }}" })] }),
    { inputs: { line: { value: "typed" } } },
  );
  await rig.clock.advance(16);
  rig.run("s.setValue('as it was before')");
  await rig.clock.advance(16);
  expect(read(rig, "line.value")).toBe("typed");
  enter(rig, "line", undefined);
  await rig.clock.advance(16);
  expect(read(rig, "line.value")).toBe("as it was before");
  expect(rig.prop("line", "value")).toBe("as it was before");
});
