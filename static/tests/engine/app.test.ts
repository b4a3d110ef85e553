/** The whole engine on documents: the manual's example, inputs, edits, what the studio sees, what app code can't reach. */
import { expect, test } from "vitest";
import {
  documentOf,
  EPOCH,
  js,
  messagesOf,
  queryOf,
  Rig,
  settle,
  stateOf,
  statusOf,
  widgetOf,
  windowOf,
} from "./harness";

const ohlc = (time: number, open: number): unknown => [
  42,
  [String(time), String(time + 60), `${open}.1`, `${open}.9`, `${open}.0`, `${open}.5`, `${open}.3`, "1.5", 7],
  "ohlc-1",
  "XBT/USD",
];

test("the manual's example runs as written", async () => {
  const rig = new Rig(
    documentOf({
      states: [stateOf("currentTickerData", ""), stateOf("clockTickerData", "")],
      scripts: {
        startup: `window.krakenStockTickerData = [];
krakenStockTicker.broadcast({"event": "subscribe", "pair": ["EUR/USD"], "subscription": {"name": "ohlc"}});`,
      },
      queries: [
        queryOf("krakenStockTicker", {
          events: [
            js(
              "success",
              `if (krakenStockTicker.data.event) return; // heartbeats and the like
currentTickerData.setValue(krakenStockTicker.data[1].toString());`,
            ),
            js(
              "success",
              `if (krakenStockTicker.data.event) return;
const [time, etime, open, high, low, close, vwap, volume, count] = currentTickerData.value.split(',');
const x = { time, etime, open, high, low, close, vwap, volume, count };
window.krakenStockTickerData.push(x);
while (window.krakenStockTickerData.length > 30) window.krakenStockTickerData.shift();
clockTickerData.setValue(x.time);`,
            ),
          ],
        }),
      ],
      widgets: [
        widgetOf("chart", "chart", {
          title: "{{ clockTickerData.value }}",
          data: "{{ window.krakenStockTickerData }}",
          limit: 200,
        }),
      ],
    }),
  );
  const peer = await rig.connect();
  await rig.join("krakenStockTicker");
  expect(JSON.parse(peer.of("broadcast")[0]!.text)).toEqual({
    event: "subscribe",
    pair: ["EUR/USD"],
    subscription: { name: "ohlc" },
  });
  await rig.message("krakenStockTicker", 1, { event: "systemStatus", status: "online" }, { event: "heartbeat" });
  await rig.message(
    "krakenStockTicker",
    3,
    ...Array.from({ length: 40 }, (_, i) => ohlc(1_542_057_300 + i, 3_500 + i)),
  );
  await rig.clock.advance(16);
  expect(rig.reports()).toEqual([]);
  const rows = rig.prop("chart", "data") as Record<string, string>[];
  expect(rows).toHaveLength(30);
  expect(rows[0]!.time).toBe("1542057310");
  expect(rows.at(-1)).toEqual({
    time: "1542057339",
    etime: "1542057399",
    open: "3539.1",
    high: "3539.9",
    low: "3539.0",
    close: "3539.5",
    vwap: "3539.3",
    volume: "1.5",
    count: "7",
  });
  expect(rig.prop("chart", "title")).toBe("1542057339");
});

test("inputs have a value, methods and an initial value that replaces what was typed when it changes", async () => {
  const rig = new Rig(
    documentOf({
      states: [stateOf("s", "one")],
      widgets: [
        widgetOf("name", "input", { label: "", placeholder: "", value: "{{ s.value }}" }, [
          js("submit", "console.log(event.data + '/' + name.value)"),
        ]),
        widgetOf("echo", "text", { content: "{{ name.value }}!" }),
      ],
    }),
  );
  const echo = async (): Promise<unknown> => {
    await rig.clock.advance(16);
    return rig.prop("echo", "content");
  };
  expect(await echo()).toBe("one!");
  rig.engine.receive({ type: "widget", widget: "name", field: "value", value: "typed" });
  rig.engine.receive({ type: "event", widget: "name", event: "submit", data: "typed" });
  expect(await echo()).toBe("typed!");
  rig.run("name.setValue(42); console.log(name.value)");
  expect(await echo()).toBe("42!");
  rig.run("name.clear()");
  expect(await echo()).toBe("!");
  rig.run("s.setValue('two')");
  expect(await echo()).toBe("two!");
  expect(rig.prop("name", "value")).toBe("two");
  expect(rig.of("set").map(({ widget, field, value }) => [widget, field, value])).toEqual([
    ["name", "value", 42],
    ["name", "value", ""],
  ]);
  expect(rig.of("report").map(({ report }) => report.message)).toEqual(["typed/typed", "42"]);
});

test("what stands in an input survives a restart of the engine", () => {
  const widgets = [
    widgetOf("name", "input", { label: "", placeholder: "", value: "start" }),
    widgetOf("echo", "text", { content: "{{ name.value }}" }),
  ];
  const rig = new Rig(documentOf({ widgets }), { inputs: { name: { value: "typed" }, gone: { value: "x" } } });
  expect(rig.prop("echo", "content")).toBe("typed");
  expect(rig.of("props").some(({ props }) => props.name && "value" in props.name)).toBe(false);
});

test("other widgets show their properties, read-only; hidden is a binding too", async () => {
  const rig = new Rig(
    documentOf({
      states: [stateOf("s", 3)],
      widgets: [
        { ...widgetOf("price", "stat", { label: "L", value: "{{ s.value }}" }), hidden: "{{ s.value > 5 }}" },
        widgetOf("echo", "text", { content: "{{ price.label }}{{ price.value }}{{ price.hidden }}" }),
      ],
    }),
  );
  expect(rig.prop("echo", "content")).toBe("L3false");
  rig.run("s.setValue(9)");
  await rig.clock.advance(16);
  expect(rig.prop("price", "hidden")).toBe(true);
  expect(rig.prop("echo", "content")).toBe("L9true");
});

test("an edit keeps states, streams and values, and takes over handlers, bindings and names", async () => {
  const q = (code: string) => queryOf("q", { events: [js("success", code)] });
  const rig = new Rig(
    documentOf({
      states: [stateOf("kept", 1), stateOf("gone", 2)],
      queries: [q("console.log('old')"), queryOf("removed")],
      widgets: [
        widgetOf("w", "text", { content: "{{ kept.value }}" }),
        widgetOf("v", "text", { content: "{{ later.value }}" }),
      ],
    }),
  );
  const peer = await rig.connect();
  await rig.join("q");
  await rig.join("removed");
  rig.run("kept.setValue(10)");
  await rig.message("q", 1, "a");
  expect(rig.error("v", "content")).toContain("later is not defined");
  rig.edit({
    states: [stateOf("kept", 5), stateOf("later", "here")],
    queries: [q("console.log('new ' + typeof gone)"), queryOf("added")],
    widgets: [
      widgetOf("w", "text", { content: "{{ kept.value }} {{ q.data }}" }),
      widgetOf("v", "text", { content: "{{ later.value }}" }),
    ],
  });
  await rig.message("q", 2, "b");
  await rig.clock.advance(16);
  expect(rig.prop("w", "content")).toBe("10 b");
  expect(rig.prop("v", "content")).toBe("here");
  expect(rig.error("v", "content")).toBeNull();
  expect(rig.of("report").map(({ report }) => report.message)).toEqual(["old", "new undefined"]);
  expect(peer.of("stop").map((frame) => frame.query)).toEqual(["removed"]);
  expect(peer.of("run").map((frame) => frame.query)).toEqual(["q", "removed"]); // an added query is run by hand
  rig.engine.receive({ type: "command", id: 1, query: "q", command: "run" });
  await rig.join("q", { stream: "q2", epoch: "e2" });
  rig.peer.send(messagesOf("q2", 1, ["c"], "e2"));
  await rig.clock.advance(16);
  expect(rig.prop("w", "content")).toBe("10 c");
});

test("the studio sees queries, states, raw messages and binding values, bounded and only when changed", async () => {
  const rig = new Rig(
    documentOf({
      states: [stateOf("s", { deep: { a: { b: { c: { d: 1 } } } }, long: "x".repeat(500) })],
      queries: [queryOf("q", { window: windowOf({ size: 1_000 }) })],
      widgets: [widgetOf("w", "stat", { label: "{{ nope.x }}", value: "{{ q.data }}" })],
    }),
    { observe: true },
  );
  await rig.connect();
  await rig.join("q", { top: 0 });
  await rig.message("q", 1, ...Array.from({ length: 300 }, (_, i) => i));
  await rig.clock.advance(250);
  const raw = rig.of("raw");
  expect(raw.flatMap((post) => post.messages)).toHaveLength(200);
  expect(raw.reduce((sum, post) => sum + post.dropped, 0)).toBe(101); // with the `open` before them
  expect(raw.at(-1)!.messages.at(-1)).toEqual({ query: "q", kind: "message", at: 1_299, offset: 300, text: "299" });
  const state = rig.of("state").at(-1)!.state as {
    s: { value: { deep: unknown; long: string } };
    q: { messages: unknown[] };
  };
  expect(state.s.value.deep).toEqual({ a: { b: "{…}" } });
  expect(state.s.value.long).toHaveLength(200);
  expect(state.q.messages).toHaveLength(50);
  const values = rig.of("values").at(-1)!;
  expect(values.values).toEqual({ "w.value": 299 });
  expect(values.errors["w.label"]).toContain("nope is not defined");
  const before = rig.posts.length;
  await rig.clock.advance(60_000);
  const later = rig.posts.slice(before).map((post) => post.type);
  expect(new Set(later)).toEqual(new Set(["queries", "state", "seen"])); // the rate fell to zero
  expect(later.length).toBeLessThan(30);
});

test("without the studio only the query reports are posted", async () => {
  const rig = new Rig(documentOf({ queries: [queryOf("q")] }));
  await rig.connect();
  await rig.join("q");
  await rig.message("q", 1, 1);
  await rig.clock.advance(1_000);
  expect(rig.of("queries").at(-1)!.queries[0]).toMatchObject({
    name: "q",
    messages: 1,
    status: statusOf(),
    lastMessageAt: 1_000,
  });
  expect([...rig.of("state"), ...rig.of("raw"), ...rig.of("values")]).toEqual([]);
});

test("app code reaches its own names and nothing of the engine: not the token, not the socket", async () => {
  const stolen: unknown[] = [];
  Object.assign(globalThis, { stolen });
  const rig = new Rig(
    documentOf({
      scripts: {
        startup: `window.originals = { stringify: JSON.stringify, parse: JSON.parse };
          JSON.stringify = function (x) { stolen.push(x); return originals.stringify(x) };
          JSON.parse = function (x) { stolen.push(x); return originals.parse(x) };
          Object.defineProperty(Object.prototype, 'toJSON', { configurable: true, value() { stolen.push(this); return this } });`,
      },
      queries: [queryOf("q")],
    }),
    { user: { id: 1, email: "ada@example.test", name: "Ada" }, url: { query: { pair: "XBT/USD" }, hash: "" } },
  );
  try {
    await rig.connect();
  } finally {
    rig.run("Object.assign(JSON, originals); delete Object.prototype.toJSON");
  }
  expect(rig.peer.of("hello")[0]!.token).toBe("secret-token");
  expect(JSON.stringify(stolen)).not.toContain("secret-token");
  rig.run("console.log(currentUser.name, url.query.pair, Object.keys(q).length, typeof q.link, typeof q.ports)");
  expect(rig.of("report").at(-1)!.report.message).toBe("Ada XBT/USD 27 undefined undefined");
});

test("utils.showMessage shows a few messages a second", async () => {
  const rig = new Rig(documentOf());
  rig.run("for (let i = 0; i < 50; i++) utils.showMessage('n' + i, i ? 'warning' : 'odd', 9e9)");
  expect(rig.of("toast")).toHaveLength(5);
  expect(rig.of("toast")[0]).toEqual({ type: "toast", level: "info", text: "n0", duration_ms: 60_000 });
  await settle();
  expect(EPOCH).toBe("e1");
});

test("what reads a widget's rows goes on when its query is taken away and comes back", async () => {
  const source = { queries: ["q"], mode: "append", key: "", where: [], order_by: "", span_seconds: 0 };
  const rig = new Rig(
    documentOf({
      queries: [queryOf("q")],
      widgets: [widgetOf("t", "table", { source }), widgetOf("x", "text", { content: "{{ t.data.length }}" })],
    }),
  );
  await rig.connect();
  await rig.join("q");
  await rig.message("q", 1, "a");
  await rig.clock.advance(50);
  expect(rig.prop("x", "content")).toBe(1);
  rig.edit({ queries: [] });
  await rig.clock.advance(50);
  expect(rig.prop("x", "content")).toBe(0);
  rig.edit({ queries: [queryOf("q")] });
  await rig.clock.advance(50);
  rig.run("q.run().catch(() => {})");
  await settle();
  await rig.join("q");
  await rig.message("q", 1, "a", "b");
  await rig.clock.advance(50);
  expect(rig.prop("x", "content")).toBe(2);
});
