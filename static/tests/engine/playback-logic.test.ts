/** While paused, data responders and inputs of queries react as ever; what they do for streams is shown on resuming. */
import { expect, test } from "vitest";
import { blankResponder } from "../../src/studio/draft/blank";
import { codeOf, documentOf, js, queryOf, Rig, stateOf, triggersOf, widgetOf } from "./harness";

const FRAME_MS = 40; // a flush, and what follows of it

const responderOf = (name: string, data: string, code: string) => ({
  ...blankResponder(name),
  data,
  events: [js("data_change", code)],
});

/** A stream whose messages set `s`, a button that adds to `mine`, a responder and a query that watch one of them. */
async function rigOf(watched: string, more: object = {}): Promise<Rig> {
  const rig = new Rig(
    documentOf({
      queries: [queryOf("q", { events: [js("success", "s.setValue(event.data)")] })],
      javascript_queries: [
        codeOf("follow", "return args.x", {
          arguments: [{ name: "x", value: `{{ ${watched} }}` }],
          triggers: triggersOf({ on_input: true, debounce_ms: 0 }),
          events: [js("success", "(window.ran ??= []).push(event.data); out.setValue('ran ' + event.data)")],
        }),
      ],
      responders: [
        responderOf("watch", `{{ ${watched} }}`, "(window.told ??= []).push(event.data); told.setValue(event.data)"),
      ],
      states: [stateOf("s", 0), stateOf("mine", 0), stateOf("told", "-"), stateOf("out", "-")],
      widgets: [
        widgetOf("x", "text", { content: "{{ s.value }} {{ mine.value }} {{ told.value }} {{ out.value }}" }),
        widgetOf("add", "button", {}, [js("click", "mine.setValue(mine.value + 1)")]),
      ],
      ...more,
    }),
  );
  Object.assign(globalThis, { told: [], ran: [] });
  await rig.connect();
  await rig.join("q");
  await rig.clock.advance(FRAME_MS);
  return rig;
}

const world = globalThis as unknown as { told: unknown[]; ran: unknown[] };
const play = (rig: Rig, what: "pause" | "resume") => rig.engine.receive({ type: "playback", do: what });
const click = (rig: Rig) => rig.engine.receive({ type: "event", widget: "add", event: "click", data: null });

async function shown(rig: Rig): Promise<unknown> {
  await rig.clock.advance(FRAME_MS);
  return rig.prop("x", "content");
}

test("a state that a click sets fires a responder and runs a query, and what they do shows at once", async () => {
  const rig = await rigOf("mine.value");
  play(rig, "pause");
  click(rig);
  expect(await shown(rig)).toBe("0 1 1 ran 1");
  expect([world.told, world.ran]).toEqual([[1], [1]]);
  play(rig, "resume");
  expect(await shown(rig)).toBe("0 1 1 ran 1");
  expect([world.told, world.ran]).toEqual([[1], [1]]);
});

test("a state that a stream sets fires and runs them too, once, and what they do shows on resuming", async () => {
  const rig = await rigOf("s.value");
  play(rig, "pause");
  await rig.message("q", 1, 5);
  expect(await shown(rig)).toBe("0 0 - -");
  await rig.message("q", 2, 6);
  expect(await shown(rig)).toBe("0 0 - -");
  expect([world.told, world.ran]).toEqual([
    [5, 6],
    [5, 6],
  ]);
  click(rig); // the viewer's own shows meanwhile
  expect(await shown(rig)).toBe("0 1 - -");
  play(rig, "resume");
  expect(await shown(rig)).toBe("6 1 6 ran 6");
  expect([world.told, world.ran]).toEqual([
    [5, 6],
    [5, 6],
  ]);
});

test("one that watches both is the viewer's when the viewer changes its part, and sees the stream's newest", async () => {
  const rig = await rigOf("s.value + mine.value");
  play(rig, "pause");
  await rig.message("q", 1, 10);
  expect(await shown(rig)).toBe("0 0 - -");
  click(rig);
  expect(await shown(rig)).toBe("0 1 11 ran 11");
  expect(world.told).toEqual([10, 11]);
});

test("what watches a window follows its messages; pausing, stepping and resuming are no change of it", async () => {
  const rig = await rigOf("q.messages.length");
  await rig.message("q", 1, 1, 2, 3);
  await rig.clock.advance(FRAME_MS);
  play(rig, "pause");
  rig.engine.receive({ type: "playback", do: "step", by: -2 });
  await rig.clock.advance(FRAME_MS);
  expect(world.told).toEqual([3]);
  await rig.message("q", 4, 4);
  expect(await shown(rig)).toBe("3 0 3 ran 3");
  expect([world.told, world.ran]).toEqual([
    [3, 4],
    [3, 4],
  ]);
  play(rig, "resume");
  expect(await shown(rig)).toBe("4 0 4 ran 4");
  expect(world.told).toEqual([3, 4]);
});

test("of a list too large to compare, pausing and resuming are no change either", async () => {
  const rig = await rigOf("q.messages");
  await rig.message("q", 1, ...Array.from({ length: 1_100 }, (_, n) => n));
  await rig.clock.advance(FRAME_MS);
  const count = world.told.length;
  play(rig, "pause");
  await rig.clock.advance(FRAME_MS);
  play(rig, "resume");
  await rig.clock.advance(FRAME_MS);
  expect(world.told.length).toBe(count);
});

test("a transformer between them tells a responder what is, and bindings what was", async () => {
  const rig = await rigOf("double.value", {
    transformers: [{ name: "double", code: "return s.value * 2" }],
    widgets: [widgetOf("x", "text", { content: "{{ double.value }} {{ told.value }}" })],
  });
  play(rig, "pause");
  await rig.message("q", 1, 4);
  expect(await shown(rig)).toBe("0 -");
  expect(world.told).toEqual([8]);
  play(rig, "resume");
  expect(await shown(rig)).toBe("8 8");
  expect(world.told).toEqual([8]);
});

test("a responder's own chain stays the streams' to its end", async () => {
  const rig = await rigOf("s.value", {
    responders: [
      responderOf("first", "{{ s.value }}", "told.setValue(event.data)"),
      responderOf("second", "{{ told.value }}", "out.setValue('then ' + event.data)"),
    ],
    javascript_queries: [],
  });
  play(rig, "pause");
  await rig.message("q", 1, 5);
  expect(await shown(rig)).toBe("0 0 - -");
  expect(await rig.read("out.value")).toBe("then 5");
});
