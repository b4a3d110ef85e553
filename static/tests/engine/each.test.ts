/** The template of each row: evaluated for new rows only, wherever they come from, its failures told once. */
import { expect, test } from "vitest";
import { documentOf, js, queryOf, Rig, stateOf, widgetOf } from "./harness";

const counted = "{{ (window.runs = (window.runs ?? 0) + 1, item.n + unit.value) }}";

async function rigOf(properties: Record<string, unknown>): Promise<Rig> {
  (globalThis as { runs?: number }).runs = 0;
  const rig = new Rig(
    documentOf({
      queries: [queryOf("q")],
      states: [stateOf("unit", "!"), stateOf("rows", [])],
      widgets: [
        widgetOf("l", "list", properties),
        widgetOf("set", "button", {}, [js("click", "unit.setValue('?')")]),
        widgetOf("fill", "button", {}, [js("click", "rows.setValue([{n: 1}, {n: 2}, {n: 3}])")]),
      ],
    }),
  );
  await rig.connect();
  await rig.join("q");
  return rig;
}
const runs = (): number => (globalThis as unknown as { runs: number }).runs;
const click = async (rig: Rig, widget: string): Promise<void> => {
  rig.engine.receive({ type: "event", widget, event: "click", data: null });
  await rig.clock.advance(17);
};

test("rows of a window: each is evaluated once, and all again when something else they read has changed", async () => {
  const rig = await rigOf({ data: "{{ q.messages }}", item: counted, limit: 3 });
  await rig.message("q", 1, { n: 1 }, { n: 2 });
  await rig.clock.advance(17);
  expect(rig.prop("l", "item")).toEqual(["1!", "2!"]);
  expect(runs()).toBe(2);
  await rig.message("q", 3, { n: 3 }, { n: 4 });
  await rig.clock.advance(17);
  expect(rig.prop("l", "item")).toEqual(["2!", "3!", "4!"]);
  expect(runs()).toBe(4);
  await click(rig, "set");
  expect(rig.prop("l", "item")).toEqual(["2?", "3?", "4?"]);
  expect(runs()).toBe(7);
});

test("an array's newest rows, with their index", async () => {
  const rig = await rigOf({ data: "{{ rows.value }}", item: "{{ index }}: **{{ item.n }}**", limit: 2 });
  await click(rig, "fill");
  expect(rig.prop("l", "item")).toEqual(["0: **2**", "1: **3**"]);
  expect(rig.prop("l", "data")).toEqual([{ n: 2 }, { n: 3 }]);
});

test("the index is that of the row as it stands", async () => {
  const rig = await rigOf({ data: "{{ q.messages }}", item: "{{ index }}{{ item }}", limit: 2 });
  await rig.message("q", 1, "a", "b");
  await rig.message("q", 3, "c");
  await rig.clock.advance(17);
  expect(rig.prop("l", "item")).toEqual(["0b", "1c"]);
});

test("a row it fails for has no text, the others have theirs, and the property says so once", async () => {
  const rig = await rigOf({ data: "{{ q.messages }}", item: "{{ item.deep.n }}" });
  await rig.message("q", 1, { deep: { n: 1 } }, {}, { deep: { n: 3 } });
  await rig.clock.advance(17);
  expect(rig.prop("l", "item")).toEqual(["1", "", "3"]);
  expect(rig.error("l", "item")).toMatch(/Cannot read properties of undefined/);
  await rig.message("q", 4, {});
  await rig.clock.advance(17);
  expect(rig.error("l", "item")).toMatch(/\(in 2 of 4 rows\)$/);
});

test("one that can't be compiled says so, and the rows come all the same", async () => {
  const rig = await rigOf({ data: "{{ q.messages }}", item: "{{ item. }}" });
  await rig.message("q", 1, "a");
  await rig.clock.advance(17);
  expect(rig.error("l", "item")).toMatch(/SyntaxError/);
  expect(rig.of("props").at(-1)!.rows.l!.splices[0]!.rows).toEqual(["a"]);
});
