/** A hidden page is posted nothing it can't show; every message is handled all the same, and one step catches up. */
import { expect, test } from "vitest";
import { documentOf, handlerOf, js, queryOf, Rig, settle, stateOf, widgetOf } from "./harness";

async function rigOf(visible = true, observe = false): Promise<Rig> {
  const events = [
    js("success", "window.seen = (window.seen ?? 0) + 1; total.setValue(seen); box.setValue(event.data)"),
    handlerOf({ event: "success", action: { type: "show_message", text: "{{ event.data }}" } }),
  ];
  const rig = new Rig(
    documentOf({
      queries: [queryOf("q", { events })],
      states: [stateOf("total", 0)],
      widgets: [
        widgetOf("t", "table", { data: "{{ q.messages }}", limit: 3 }),
        widgetOf("x", "text", { content: "{{ window.evaluated = (window.evaluated ?? 0) + 1, total.value }}" }),
        widgetOf("box", "input"),
        widgetOf("look", "button", {}, [js("click", "console.log(x.content, box.value, evaluated)")]),
      ],
    }),
    { visible, observe },
  );
  delete (globalThis as { seen?: number }).seen;
  delete (globalThis as { evaluated?: number }).evaluated;
  await rig.connect();
  await rig.join("q");
  return rig;
}

test("hidden: every message is handled, nothing is evaluated or posted for the page; shown: it catches up at once", async () => {
  const rig = await rigOf();
  await rig.message("q", 1, "a");
  await rig.clock.advance(1_100);
  rig.engine.receive({ type: "visible", visible: false });
  await rig.clock.advance(300);
  const before = rig.posts.length;
  const evaluated = (): number => (globalThis as unknown as { evaluated: number }).evaluated;
  const evaluatedBefore = evaluated();
  for (let n = 2; n <= 1_000; n += 1) {
    await rig.message("q", n, `m${n}`);
    if (n % 10 === 0) await rig.clock.advance(100);
  }
  const posted = new Set(rig.posts.slice(before).map(({ type }) => type));
  expect([...posted].sort()).toEqual(["running", "seen", "toast"]); // the watchdog's, and where a reload would go on
  expect(evaluated()).toBe(evaluatedBefore);

  const shownFrom = rig.posts.length;
  rig.engine.receive({ type: "visible", visible: true });
  const caughtUp = rig.posts.slice(shownFrom); // without waiting for anything
  expect(caughtUp.map(({ type }) => type)).toEqual(["set", "running", "props"]);
  expect(rig.prop("x", "content")).toBe(1_000);
  expect(
    rig
      .of("props")
      .at(-1)!
      .rows.t!.splices.flatMap(({ rows }) => rows),
  ).toEqual(["m998", "m999", "m1000"]);
  expect(rig.of("toast").at(-1)!.text).toMatch(/^m9\d\d$/); // the last one: at most a few a second are made
  expect(evaluated()).toBe(evaluatedBefore + 1);
  await rig.message("q", 1_001, "last");
  await rig.clock.advance(17);
  expect(rig.prop("x", "content")).toBe(1_001);
});

test("while a hand drags on it, only raw messages go on, so that none is missed; it catches up afterwards", async () => {
  const rig = await rigOf(true, true);
  await rig.clock.advance(1_100);
  rig.engine.receive({ type: "visible", visible: false, busy: true });
  const before = rig.posts.length;
  for (let n = 1; n <= 500; n += 1) {
    await rig.message("q", n, `m${n}`);
    await rig.clock.advance(10);
  }
  await rig.clock.advance(300);
  const posts = rig.posts.slice(before);
  expect(posts.filter(({ type }) => ["state", "values", "queries", "props", "set"].includes(type))).toEqual([]);
  const raw = rig.of("raw").flatMap(({ messages }) => messages.filter(({ kind }) => kind === "message"));
  expect(raw.map(({ offset }) => offset)).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
  rig.engine.receive({ type: "visible", visible: true });
  expect(rig.prop("x", "content")).toBe(500);
  await rig.clock.advance(300);
  expect(rig.posts.slice(before).map(({ type }) => type)).toEqual(expect.arrayContaining(["state", "queries"]));
});

test("app code of a hidden page reads bindings as they would be", async () => {
  const rig = await rigOf();
  rig.engine.receive({ type: "visible", visible: false });
  await rig.message("q", 1, "a", "b");
  await rig.clock.advance(100);
  rig.engine.receive({ type: "event", widget: "look", event: "click", data: null });
  await settle();
  expect(rig.reports().at(-1)).toMatch(/ 2 b \d+$/);
});

test("an app that is opened in a hidden tab shows what it has when it is shown", async () => {
  const rig = await rigOf(false);
  await rig.message("q", 1, "a");
  await rig.clock.advance(2_000);
  expect(rig.of("props")).toEqual([]);
  rig.engine.receive({ type: "visible", visible: true });
  expect(rig.prop("x", "content")).toBe(1);
  expect(rig.of("props").at(-1)!.rows.t).toMatchObject({ reset: true });
});
