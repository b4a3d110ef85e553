/** Actions: what each does and posts, its errors, its condition and pace, and what is not done again for a replay. */
import { expect, test, vi } from "vitest";
import type { Action, EventHandler } from "../../src/document";
import { type ActionPorts, compileAction, type Playback } from "../../src/engine/actions";
import { ASKS_MAX } from "../../src/engine/asks";
import { documentOf, EPOCH, handlerOf, js, queryOf, Rig, settle, stateOf, widgetOf } from "./harness";

type Handler = Parameters<typeof handlerOf>[0];

/** An app with a button of these handlers, and what actions work on. */
async function rigOf(...handlers: Omit<Handler, "event">[]) {
  const rig = new Rig(
    documentOf({
      states: [stateOf("s", { list: [{ price: 1 }] }), stateOf("typed", "", "number")],
      queries: [
        queryOf("q", { run_on_load: false }),
        queryOf("open", {
          parameters: [{ name: "pair", type: "string", default: "XBT", allowed: [], pattern: "" }],
          run_on_load: false,
        }),
      ],
      widgets: [
        widgetOf("who", "input", { value: "Ada" }),
        widgetOf(
          "b",
          "button",
          { text: "" },
          handlers.map((handler) => handlerOf({ event: "click", ...handler } as Handler)),
        ),
        widgetOf("out", "text", { content: "{{ s.value }}" }),
      ],
    }),
  );
  await rig.connect();
  return { rig, click: (data: unknown = null) => click(rig, data) };
}

async function click(rig: Rig, data: unknown = null): Promise<void> {
  rig.engine.receive({ type: "event", widget: "b", event: "click", data });
  await rig.clock.advance(20);
}

const asked = (rig: Rig): unknown[] => rig.of("ask").map(({ ask }) => ask);

test("run_query evaluates its arguments at the event; what is empty is left to its default", async () => {
  const { rig, click } = await rigOf({
    action: { type: "run_query", query: "open", arguments: [{ name: "pair", value: "{{ event.data }}" }] },
  });
  await click("ETH");
  expect(rig.peer.of("run").map(({ query, params }) => [query, params])).toEqual([["open", { pair: "ETH" }]]);
  await rig.join("open");
  await click("DOT");
  expect(rig.peer.of("run").at(-1)).toMatchObject({ query: "open", params: { pair: "DOT" } });
  const other = await rigOf({
    action: { type: "run_query", query: "open", arguments: [{ name: "pair", value: " " }] },
  });
  await other.click("ETH");
  expect(other.rig.peer.of("run")[0]).not.toMatchObject({ params: { pair: "ETH" } });
});

test("control_widget calls the widget's own methods, and nothing it inherits", async () => {
  const call = (method: string, ...args: string[]): { action: Extract<Action, { type: "control_widget" }> } => ({
    action: { type: "control_widget", widget: "who", method, arguments: args },
  });
  const { rig, click } = await rigOf(call("setValue", "{{ event.data }}"), call("constructor"), call("toString"));
  await click("Grace");
  expect(rig.of("set")).toEqual([{ type: "set", widget: "who", field: "value", value: "Grace" }]);
  expect(rig.reports()).toEqual([
    'b · click · handler 2:null Error: who has no method "constructor"; its methods: setValue, clear, reset, focus',
    'b · click · handler 3:null Error: who has no method "toString"; its methods: setValue, clear, reset, focus',
  ]);
});

test("an action on something that is gone says what there isn't", async () => {
  const { rig, click } = await rigOf(
    { action: { type: "control_widget", widget: "gone", method: "focus" } },
    { action: { type: "control_widget", widget: "s", method: "setValue" } }, // a state is no widget
    { action: { type: "run_query", query: "gone" } },
    { action: { type: "disconnect", query: "gone" } },
    { action: { type: "broadcast", query: "gone", message: "x" } },
    { action: { type: "set_state", state: "gone", value: "x" } },
  );
  await click();
  expect(rig.reports().map((line) => line.replace(/^.*Error: /, ""))).toEqual([
    'there is no widget "gone"',
    'there is no widget "s"',
    'there is no query "gone"',
    'there is no query "gone"',
    'there is no stream query "gone"',
    'there is no temporary state "gone"',
  ]);
});

test("set_state sets the whole, or a part and keeps the rest", async () => {
  const { rig, click } = await rigOf(
    { action: { type: "set_state", state: "s", path: "list[0].price", value: "{{ event.data }}" } },
    { action: { type: "set_state", state: "typed", value: "12" } },
  );
  await click(5);
  expect(rig.prop("out", "content")).toEqual({ list: [{ price: 5 }] });
  rig.run("console.log(JSON.stringify(typed.value))");
  expect(rig.reports()).toEqual(["runner · click · handler 1:1 12"]);
});

test("broadcast sends bytes that are written down, and remembers", async () => {
  const send = (message: string, encoding: "text" | "hex" | "base64", remember = false) => ({
    action: { type: "broadcast" as const, query: "open", message, encoding, remember },
  });
  const { rig, click } = await rigOf(
    send("00 FF:0x10", "hex"),
    send("AP8Q", "base64"),
    send("{{ ({a: 1}) }}", "text", true),
    send("0 f f", "hex"),
    send("?", "base64"),
  );
  rig.run("open.run()");
  await rig.join("open");
  await click();
  expect(rig.peer.of("broadcast").map(({ text, encoding, remember }) => [text, encoding, remember])).toEqual([
    ["AP8Q", "base64", undefined],
    ["AP8Q", "base64", undefined],
    ['{"a":1}', undefined, '{"a":1}'],
  ]);
  expect(rig.reports()).toEqual([
    'b · click · handler 4:null Error: "0 f f" is not hex; write pairs of 0-9 and a-f, such as 0a ff (bad_message)',
    'b · click · handler 5:null Error: "?" is not base64; write A-Z, a-z, 0-9, + and / (bad_message)',
  ]);
});

test("disconnect closes a stream", async () => {
  const { rig, click } = await rigOf({ action: { type: "disconnect", query: "open" } });
  rig.run("open.run()");
  await rig.join("open");
  await click();
  expect(rig.peer.of("stop").map(({ query }) => query)).toEqual(["open"]);
});

test("control_playback does what it says", () => {
  const did: unknown[] = [];
  const playback: Playback = {
    pause: () => did.push("pause"),
    resume: () => did.push("resume"),
    toggle: () => did.push("toggle"),
    step: (by) => did.push(by),
  };
  const ports = { playback } as ActionPorts; // it needs nothing else
  for (const what of ["pause", "resume", "toggle", "step_back", "step_forward"] as const) {
    compileAction({ type: "control_playback", do: what }, "b · click · handler 1", ports)();
  }
  expect(did).toEqual(["pause", "resume", "toggle", -1, 1]);
});

test("addresses, apps, copies and files are asked of the page", async () => {
  const { rig, click } = await rigOf(
    { action: { type: "go_to_url", url: "https://x.test/{{ event.data }}", new_tab: false } },
    {
      action: {
        type: "open_app",
        app: "market",
        parameters: [
          { name: "pair", value: "{{ event.data }}" },
          { name: "none", value: "" },
        ],
        new_tab: true,
      },
    },
    { action: { type: "copy_to_clipboard", text: "{{ ({ a: event.data }) }}" } },
    { action: { type: "export_data", data: "{{ [event.data] }}", format: "xlsx", file_name: "of {{ event.data }}" } },
  );
  await click("XBT");
  expect(asked(rig)).toEqual([
    { kind: "open_url", url: "https://x.test/XBT", new_tab: false },
    { kind: "open_app", app: "market", parameters: { pair: "XBT" }, new_tab: true },
    { kind: "copy", text: '{"a":"XBT"}' },
  ]);
  expect(rig.of("export")).toEqual([{ type: "export", id: 4, name: "of XBT", format: "xlsx", data: ["XBT"] }]);
  rig.engine.receive({ type: "answered", id: 1, ok: false, code: "bad_url", error: "no such address" });
  rig.engine.receive({ type: "answered", id: 3, ok: false, code: "cancelled", error: "the viewer said no" });
  rig.engine.receive({ type: "answered", id: 4, ok: true });
  await settle();
  // What the viewer didn't want is no fault of the app.
  expect(rig.reports()).toEqual(["b · click · handler 1:null Error: no such address (bad_url)"]);
});

test("utils are promises that say how it ended, at the line that called them", async () => {
  const rig = new Rig(documentOf());
  rig.run(`const outcome = (name, promise) => promise.then(() => console.log(name, 'done'), (e) => console.log(name, e.code));
    outcome('copy', utils.copyToClipboard(['a']));
    outcome('url', utils.openUrl('https://x.test/', { newTab: false }));
    outcome('app', utils.openApp('market', { query: { pair: 'XBT', depth: 5 } }));
    outcome('file', utils.exportData([1], { format: 'json', fileName: 'one' }));
    outcome('odd', utils.exportData([1], { format: 'exe' }));
    outcome('function', utils.exportData([() => 1]));`);
  expect(asked(rig)).toEqual([
    { kind: "copy", text: '["a"]' },
    { kind: "open_url", url: "https://x.test/", new_tab: false },
    { kind: "open_app", app: "market", parameters: { pair: "XBT", depth: "5" }, new_tab: false },
  ]);
  expect(rig.of("export")).toEqual([{ type: "export", id: 4, name: "one", format: "json", data: [1] }]);
  rig.engine.receive({ type: "answered", id: 1, ok: true });
  rig.engine.receive({ type: "answered", id: 2, ok: false, code: "cancelled", error: "no" });
  rig.engine.receive({ type: "answered", id: 3, ok: true });
  rig.engine.receive({ type: "answered", id: 99, ok: true }); // nobody's
  await settle();
  expect(rig.reports().map((line) => line.replace(/^.*:\d+ /, ""))).toEqual([
    "odd bad_format",
    "copy done",
    "url cancelled",
    "app done",
    "function bad_data",
  ]);
  rig.run("\nwindow.promise = utils.openUrl('x:y')");
  const { promise } = globalThis as unknown as { promise: Promise<void> };
  promise.catch((error) => rig.engine.uncaught(error));
  rig.engine.receive({ type: "answered", id: rig.of("ask").at(-1)!.id, ok: false, code: "bad_url", error: "no" });
  await settle();
  expect(rig.reports().at(-1)).toBe("runner · click · handler 1:2 Error: no (bad_url)");
});

test("utils do nothing for a binding, which only reads", async () => {
  const rig = new Rig(
    documentOf({ widgets: [widgetOf("w", "text", { content: "{{ utils.openUrl('https://x.test') }}" })] }),
  );
  await rig.clock.advance(20);
  expect(rig.of("ask")).toEqual([]);
  expect(rig.error("w", "content")).toContain("a binding can't call utils.openUrl");
});

test("of thousands of asks only a few wait; the rest is refused at once", async () => {
  const rig = new Rig(documentOf());
  rig.run(`let refused = 0;
    for (let i = 0; i < 5000; i++) utils.openUrl('https://x.test/' + i).catch((e) => { if (e.code === 'rate_limited') refused += 1 });
    setTimeout(() => console.log(refused));`);
  expect(rig.of("ask")).toHaveLength(ASKS_MAX);
  await vi.waitFor(() => expect(rig.reports()).toEqual([`runner · click · handler 1:3 ${5_000 - ASKS_MAX}`]));
  rig.engine.receive({ type: "answered", id: 1, ok: true });
  await settle();
  rig.run("utils.openUrl('https://x.test/again')");
  expect(rig.of("ask")).toHaveLength(ASKS_MAX + 1);
});

// --- condition and pace -----------------------------------------------------------------------------------------------

const log = (text: string): { action: Extract<Action, { type: "run_javascript" }> } => ({
  action: { type: "run_javascript", code: `console.log(${JSON.stringify(text)}, event.data)` },
});
const logged = (rig: Rig): string[] => rig.reports().map((line) => line.replace(/^.*:\d+ /, ""));

test("a condition decides when the event comes; one that fails is reported and the handler doesn't run", async () => {
  const { rig, click } = await rigOf(
    { ...log("over 5"), only_when: "{{ event.data > 5 }}" },
    { ...log("text"), only_when: "{{ event.data > 5 ? 'yes' : 'FALSE' }}" },
    { ...log("broken"), only_when: "{{ missing.name }}" },
    { ...log("never"), only_when: "false" },
  );
  await click(5);
  await click(6);
  expect(logged(rig).filter((line) => !line.includes("missing"))).toEqual(["over 5 6", "text 6"]);
  expect(rig.reports().join()).toMatch(/b · click · handler 3:\w+ ReferenceError: missing is not defined/);
});

test("the condition is looked at when the event comes, also of what runs later", async () => {
  const { rig, click } = await rigOf({ ...log("later"), only_when: "{{ typed.value === null }}", delay_ms: 100 });
  await click(1);
  rig.run("typed.setValue(1)");
  await click(2);
  await rig.clock.advance(500);
  expect(logged(rig)).toEqual(["later 1"]);
});

test("paced handlers run under their own name, and others beside them at once", async () => {
  const { rig, click } = await rigOf(
    { ...log("debounced"), debounce_ms: 100 },
    { ...log("throttled"), throttle_ms: 100 },
    log("plain"),
    { action: { type: "run_javascript", code: "throw new Error('late')" }, delay_ms: 200 },
  );
  await click(1);
  await click(2);
  await rig.clock.advance(500);
  expect(rig.reports()).toEqual([
    "b · click · handler 2:1 throttled 1",
    "b · click · handler 3:1 plain 1",
    "b · click · handler 3:1 plain 2",
    "b · click · handler 2:1 throttled 2",
    "b · click · handler 1:1 debounced 2",
    "b · click · handler 4:1 Error: late",
  ]);
});

test("an edit cancels what waits of the handlers it changes, and of those that are gone", async () => {
  const { rig, click } = await rigOf({ ...log("old"), delay_ms: 100 });
  const waiting = rig.clock.waiting;
  await click(1);
  const widgets = [
    widgetOf("b", "button", { text: "" }, [handlerOf({ event: "click", ...log("new"), delay_ms: 100 })]),
  ];
  rig.edit({ widgets });
  await click(2);
  await rig.clock.advance(500);
  expect(logged(rig)).toEqual(["new 2"]);
  await click(3);
  rig.edit({ widgets: [] });
  await rig.clock.advance(2_000);
  expect(logged(rig)).toEqual(["new 2"]);
  expect(rig.clock.waiting).toBeLessThanOrEqual(waiting);
});

test("a handler over a stream loses no trailing message", async () => {
  const events = [handlerOf({ event: "success", ...log("seldom"), throttle_ms: 1_000 })];
  const rig = new Rig(documentOf({ queries: [queryOf("q", { events })] }));
  await rig.connect();
  await rig.join("q");
  await rig.message("q", 1, ...Array.from({ length: 500 }, (_, i) => i));
  await rig.clock.advance(3_000);
  expect(logged(rig)).toEqual(["seldom 0", "seldom 499"]);
});

test("what was done when a message came isn't done again when it is shown once more", async () => {
  const events: EventHandler[] = [
    handlerOf({ event: "success", action: { type: "broadcast", query: "q", message: "x" } }),
    handlerOf({ event: "success", action: { type: "show_message", text: "x" } }),
    handlerOf({ event: "success", action: { type: "go_to_url", url: "https://x.test" } }),
    handlerOf({ event: "success", action: { type: "open_app", app: "x" } }),
    handlerOf({ event: "success", action: { type: "copy_to_clipboard", text: "x" } }),
    handlerOf({ event: "success", action: { type: "export_data", data: "{{ [1] }}" } }),
    handlerOf({ event: "success", action: { type: "show_message", text: "x" }, delay_ms: 10 }),
    js("success", "console.log(event.offset, event.replay)"),
  ];
  const seen = { q: { epoch: EPOCH, offset: 2, connection: 1 } };
  const rig = new Rig(documentOf({ queries: [queryOf("q", { events })] }), { seen });
  await rig.connect();
  await rig.join("q", { top: 2, resumed: true });
  await rig.message("q", 1, "a", "b");
  await rig.clock.advance(50);
  const done = () => [rig.of("ask"), rig.of("export"), rig.of("toast"), rig.peer.of("broadcast")].map((l) => l.length);
  expect(logged(rig)).toEqual(["1 true", "2 true"]);
  expect(done()).toEqual([0, 0, 0, 0]);
  await rig.message("q", 3, "c");
  await rig.clock.advance(50);
  expect(done()).toEqual([3, 1, 2, 1]);
});
