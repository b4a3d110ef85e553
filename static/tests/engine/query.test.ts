/** Queries as app code has them: statuses and their events, run, disconnect, broadcast. */
import { expect, test } from "vitest";
import type { EventHandler } from "../../src/document";
import type { Init } from "../../src/engine/messages";
import { documentOf, EPOCH, handlerOf, js, queryOf, Rig, settle, stateOf, statusOf, widgetOf } from "./harness";

const LOG =
  "console.log([event.type, event.replay, event.connection ?? null, event.code ?? null, event.reason ?? event.message ?? null].join(' '))";
const logs = (rig: Rig): string[] =>
  rig
    .of("report")
    .filter(({ report }) => report.level === "log")
    .map(({ report }) => report.message);

function rigOf(init: Partial<Init> = {}, more: EventHandler[] = [], runOnLoad = true): Rig {
  const events = [js("open", LOG), js("close", LOG), js("error", LOG), ...more];
  return new Rig(
    documentOf({
      queries: [queryOf("q", { events, run_on_load: runOnLoad })],
      widgets: [widgetOf("status", "text", { content: "{{ q.status }} {{ q.message }}" })],
    }),
    init,
  );
}
const click = (rig: Rig, code: string): void => rig.run(code);

test("open, close and error follow the upstream, and the browser's own socket is none of their business", async () => {
  const rig = rigOf();
  await rig.connect();
  await rig.join("q", { status: statusOf({ status: "connecting", connection: 0 }) });
  const tell = (fields: Parameters<typeof statusOf>[0]): void =>
    rig.peer.send({ type: "status", stream: `q#${rig.peers.length}`, status: statusOf(fields) });
  tell({});
  tell({
    status: "retrying",
    at: 2,
    attempt: 1,
    code: "upstream_closed",
    message: "the server left",
    close_code: 1001,
    close_reason: "going",
  });
  tell({ status: "connecting", at: 3, attempt: 1 });
  tell({ status: "open", at: 4, connection: 2 });
  await rig.reconnect();
  await rig.join("q", { resumed: true, status: statusOf({ at: 4, connection: 2 }) });
  expect(logs(rig)).toEqual([
    "open false 1  ",
    "close false 1 1001 going",
    "error false 1 upstream_closed the server left",
    "open false 2  ",
  ]);
});

test("a reconnect of the upstream that was missed is told as close, then open", async () => {
  const rig = rigOf();
  await rig.connect();
  await rig.join("q");
  await rig.reconnect();
  await rig.join("q", { resumed: true, status: statusOf({ connection: 4 }) });
  expect(logs(rig)).toEqual(["open false 1  ", "close false 1  ", "open false 4  "]);
});

test("another upstream after the grace time is opened anew, though it counts from one again", async () => {
  const rig = rigOf();
  await rig.connect();
  await rig.join("q");
  await rig.reconnect();
  await rig.join("q", { epoch: "e2" });
  expect(logs(rig)).toEqual(["open false 1  ", "close false 1  ", "open false 1  "]);
});

test("after a reload, a connection told before is a replay", async () => {
  const rig = rigOf({ seen: { q: { epoch: EPOCH, offset: 0, connection: 2 } } });
  await rig.connect();
  await rig.join("q", { status: statusOf({ connection: 2 }) });
  expect(logs(rig)).toEqual(["open true 2  "]);
});

test("show_message and broadcast are skipped for replays; JavaScript and set_state run", async () => {
  const rig = new Rig(
    documentOf({
      states: [stateOf("last", null)],
      queries: [
        queryOf("q", {
          events: [
            handlerOf({
              event: "success",
              action: { type: "show_message", level: "info", text: "{{ event.data }}!", duration_ms: 1_000 },
            }),
            handlerOf({ event: "success", action: { type: "broadcast", query: "q", message: "{{ event.offset }}" } }),
            handlerOf({ event: "success", action: { type: "set_state", state: "last", value: "{{ event.data }}" } }),
            js("success", "console.log(last.value)"),
          ],
        }),
      ],
    }),
  );
  const peer = await rig.connect();
  await rig.join("q", { top: 2 });
  await rig.message("q", 1, "a", "b", "c");
  expect(logs(rig)).toEqual(["a", "b", "c"]);
  expect(rig.of("toast")).toEqual([{ type: "toast", level: "info", text: "c!", duration_ms: 1_000 }]);
  expect(peer.of("broadcast").map((frame) => frame.text)).toEqual(["3"]);
});

test("while the browser's socket is down the query says so, and recovers", async () => {
  const rig = rigOf();
  await rig.connect();
  await rig.join("q");
  await rig.clock.advance(16);
  expect(rig.prop("status", "content")).toBe("open ");
  rig.peer.events.close(1006, "");
  await rig.clock.advance(16);
  expect(rig.prop("status", "content")).toBe("retrying Connection to the server lost");
  expect(rig.of("queries").at(-1)!.queries[0]!.status).toMatchObject({ status: "retrying", code: "link_lost" });
  await rig.clock.advance(1_000);
  await rig.connect();
  await rig.join("q", { resumed: true });
  await rig.clock.advance(16);
  expect(rig.prop("status", "content")).toBe("open ");
});

test("broadcast sends objects as JSON and strings as they are, and resolves when the server says so", async () => {
  const rig = rigOf();
  const peer = await rig.connect();
  await rig.join("q");
  click(
    rig,
    "(q.broadcast({a: [1, null]}), q.broadcast('text'), q.broadcast([true]), q.broadcast(null), q.broadcast(7).then(() => console.log('sent')))",
  );
  expect(peer.of("broadcast").map((frame) => frame.text)).toEqual(['{"a":[1,null]}', "text", "[true]", "null", "7"]);
  expect(logs(rig)).not.toContain("sent");
  peer.send({ type: "result", id: peer.of("broadcast").at(-1)!.id, ok: true, error: null });
  await settle();
  expect(logs(rig)).toContain("sent");
});

test("a broadcast in the start-up script waits for the first open, and goes before what open handlers send", async () => {
  const document = documentOf({
    scripts: { startup: "q.broadcast('first'); q.broadcast('second')" },
    queries: [
      queryOf("q", {
        events: [handlerOf({ event: "open", action: { type: "broadcast", query: "q", message: "third" } })],
      }),
    ],
  });
  const rig = new Rig(document);
  const peer = await rig.connect();
  await rig.join("q", { status: statusOf({ status: "connecting", connection: 0 }) });
  expect(peer.of("broadcast")).toEqual([]);
  peer.send({ type: "status", stream: "q#1", status: statusOf() });
  await settle();
  expect(peer.of("broadcast").map((frame) => frame.text)).toEqual(["first", "second", "third"]);
});

test("a broadcast rejects with its code: refused, cut, late, not running", async () => {
  const rig = rigOf();
  const tell = ".then(() => console.log('sent'), (e) => console.log(e.code + (window.n = (window.n ?? 0) + 1)))";
  click(rig, `q.broadcast('a')${tell}`);
  await rig.clock.advance(10_000); // no connection ever came
  expect(logs(rig)).toEqual(["not_connected1"]);
  await rig.clock.advance(500);
  const peer = await rig.connect();
  await rig.join("q");
  click(rig, `q.broadcast('b')${tell}`);
  peer.send({
    type: "result",
    id: peer.of("broadcast")[0]!.id,
    ok: false,
    error: { code: "rate_limited", message: "slower" },
  });
  await settle();
  click(rig, `q.broadcast('c')${tell}`);
  peer.events.close(1006, "");
  await settle();
  click(rig, `q.broadcast('d')${tell}`);
  await settle();
  click(rig, `(q.disconnect(), q.broadcast('e')${tell})`);
  await settle();
  expect(logs(rig).filter((line) => /^[a-z_]+\d$/.test(line))).toEqual([
    "not_connected1",
    "rate_limited2",
    "not_confirmed3",
    "not_connected4",
    "not_running5",
  ]);
});

test("more than 256 unanswered broadcasts are refused", async () => {
  const rig = rigOf();
  const peer = await rig.connect();
  await rig.join("q");
  click(
    rig,
    "[...Array(300)].map((_, i) => q.broadcast(i).catch((e) => { window.refused = (window.refused ?? 0) + 1 }))",
  );
  await settle();
  expect(peer.of("broadcast")).toHaveLength(256);
  expect((globalThis as unknown as { refused: number }).refused).toBe(44);
});

test("a broadcast that fails in an action is reported under the handler's name", async () => {
  const rig = rigOf({}, [handlerOf({ event: "success", action: { type: "broadcast", query: "q", message: "x" } })]);
  const peer = await rig.connect();
  await rig.join("q");
  await rig.message("q", 1, "a");
  peer.send({
    type: "result",
    id: peer.of("broadcast")[0]!.id,
    ok: false,
    error: { code: "forbidden", message: "viewers may not send" },
  });
  await settle();
  expect(rig.reports().at(-1)).toBe("q · success · handler 1:null Error: viewers may not send (forbidden)");
});

test("run resolves when joined, and a refusal fails the query and is reported", async () => {
  const rig = rigOf({}, [], false);
  const peer = await rig.connect();
  expect(peer.of("run")).toEqual([]);
  click(rig, "q.run().then(() => console.log('joined', q.status, q.triggerType))");
  await settle();
  expect(logs(rig)).toEqual([]);
  await rig.join("q");
  expect(logs(rig)).toEqual(["open false 1  ", "joined open manual"]);
  click(rig, "q.run().catch((e) => console.log('refused', e.code))");
  peer.send({
    type: "result",
    id: peer.of("run").at(-1)!.id,
    ok: false,
    error: { code: "too_many_streams", message: "32 streams run" },
  });
  await settle();
  expect(logs(rig).slice(2)).toEqual([
    "close false 1  32 streams run",
    "error false 1 too_many_streams 32 streams run",
    "refused too_many_streams",
  ]);
  expect(rig.reports()).toContain("q:null 32 streams run (too_many_streams)");
});

test("a run the server can't serve just now is tried again", async () => {
  const rig = rigOf();
  const peer = await rig.connect();
  peer.send({ type: "result", id: 1, ok: false, error: { code: "unavailable", message: "Redis does not answer" } });
  await settle();
  await rig.clock.advance(16);
  expect(rig.prop("status", "content")).toBe("retrying Redis does not answer");
  await rig.clock.advance(1_000);
  expect(peer.of("run")).toHaveLength(2);
});

test("disconnect stops the stream, closes it in the eyes of the app, and what still arrives is not heard", async () => {
  const rig = rigOf({}, [js("success", "console.log('late')")]);
  const peer = await rig.connect();
  await rig.join("q");
  click(rig, "q.disconnect()");
  expect(peer.of("stop")).toEqual([{ type: "stop", id: 2, query: "q" }]);
  await rig.message("q", 1, "x");
  await rig.clock.advance(16);
  expect(rig.prop("status", "content")).toBe("closed ");
  expect(logs(rig)).toEqual(["open false 1  ", "close false 1  disconnected by the app"]);
  await rig.reconnect();
  expect(rig.peer.of("run")).toEqual([]);
});

test("a stream that was left and is joined again while its upstream stayed open is opened again for the app", async () => {
  const rig = rigOf();
  await rig.connect();
  await rig.join("q");
  click(rig, "q.disconnect()");
  await rig.clock.advance(1_000); // reports that repeat within a second are one
  click(rig, "q.run()");
  await rig.join("q", { resumed: true, status: statusOf({ at: 1 }) });
  expect(logs(rig)).toEqual(["open false 1  ", "close false 1  disconnected by the app", "open false 1  "]);
});

test("a disconnect while the socket is cut is told to the server when it is back", async () => {
  const rig = rigOf();
  await rig.connect();
  await rig.join("q");
  rig.peer.events.close(1006, "");
  click(rig, "q.disconnect()");
  await rig.clock.advance(1_000);
  const peer = await rig.connect();
  expect(peer.of("run")).toEqual([]);
  expect(peer.of("stop")).toHaveLength(1);
});

test("Lowcoder's names have sensible values", async () => {
  const rig = rigOf();
  await rig.connect();
  await rig.join("q", { status: statusOf({ subprotocol: "v1" }) });
  click(
    rig,
    "console.log(JSON.stringify([q.code, q.success, q.message, q.extra.subprotocol, q.isFetching, q.triggerType, typeof q.runTime, typeof q.latestEndTime, q.data]))",
  );
  expect(logs(rig).at(-1)).toBe('["",true,"","v1",false,"automatic","number","number",null]');
});

test("commands of the page are answered", async () => {
  const rig = rigOf();
  await rig.connect();
  await rig.join("q");
  rig.engine.receive({ type: "command", id: 1, query: "q", command: "disconnect" });
  rig.engine.receive({ type: "broadcast", id: 2, query: "q", text: "x" });
  rig.engine.receive({ type: "command", id: 3, query: "nope", command: "run" });
  rig.engine.receive({ type: "evaluate", id: 4, template: "{{ q.status + 1 }}" });
  rig.engine.receive({ type: "evaluate", id: 5, template: "{{ q.data.x }}" });
  rig.engine.receive({ type: "evaluate", id: 6, template: "{{ q.run() }}" });
  const given = { item: { a: 2 }, index: 5 };
  rig.engine.receive({ type: "evaluate", id: 7, template: "{{ item.a + index }}", given });
  await settle();
  const results = rig.of("result").sort((a, b) => a.id - b.id);
  expect(results.map(({ ok, value, error }) => (ok ? (value ?? "done") : error))).toEqual([
    "done",
    "Error: q isn't running; call q.run() first (not_running)",
    'Error: there is no query "nope"',
    "closed1",
    expect.stringContaining("TypeError"),
    "Error: a binding can't call q.run; do it in an event handler",
    7,
  ]);
});

test("gap and reconnecting handlers get what they need to know", async () => {
  const rig = rigOf({}, [
    js("gap", "console.log('gap', event.from, event.to, event.count)"),
    js("reconnecting", "console.log('reconnecting', event.attempt, event.nextRetryAt, q.attempt, q.nextRetryAt)"),
  ]);
  await rig.connect();
  await rig.join("q");
  rig.peer.send({ type: "gap", stream: "q#1", epoch: EPOCH, from: 1, to: 40, count: 40 });
  const lost = statusOf({ status: "retrying", at: 2, attempt: 3, next_retry_at: 9_000, code: "lost", message: "gone" });
  rig.peer.send({ type: "status", stream: "q#1", status: lost });
  await settle();
  expect(logs(rig).filter((line) => /gap|reconnecting/.test(line))).toEqual([
    "gap 1 40 40",
    "reconnecting 3 9000 3 9000",
  ]);
});

test("lagging says so and how far, until the viewer has caught up or its socket is gone", async () => {
  const rig = rigOf();
  await rig.connect();
  await rig.join("q");
  const lag = async (lagging: boolean, behind: number): Promise<void> => {
    rig.peer.send({ type: "lagging", stream: `q#${rig.peers.length}`, lagging, behind });
    await settle();
    rig.run("console.log(q.lagging, q.behind)");
  };
  await lag(true, 1_204);
  await rig.clock.advance(250);
  expect(rig.of("queries").at(-1)!.queries[0]!.behind).toBe(1_204);
  await lag(false, 0);
  await lag(true, 7);
  rig.peer.events.close(1006, "");
  await rig.clock.advance(1_000);
  rig.run("console.log(q.lagging, q.behind)");
  expect(logs(rig).slice(1)).toEqual(["true 1204", "false 0", "true 7", "false 0"]);
});

test("another release, or none, is passed on to the page", async () => {
  const rig = rigOf();
  const peer = await rig.connect();
  peer.send({ type: "release", number: 4 }, { type: "release", number: null });
  await settle();
  expect(rig.of("release").map(({ number }) => number)).toEqual([4, null]);
});

test("broadcast sends bytes and what to remember, and forget takes it back", async () => {
  const rig = rigOf();
  const peer = await rig.connect();
  await rig.join("q");
  click(
    rig,
    "(q.broadcast(new Uint8Array([1, 2])), q.broadcast({b: 1, a: 2}, {remember: true}), q.broadcast('x', {remember: 'hello'}), q.broadcast('plain'))",
  );
  click(rig, "(q.forget('hello'), q.forget({a: 2, b: 1}), q.forget().then(() => console.log('forgotten')))");
  expect(peer.of("broadcast").map(({ id: _, type: __, query: ___, ...rest }) => rest)).toEqual([
    { text: "AQI=", encoding: "base64" },
    { text: '{"b":1,"a":2}', remember: '{"a":2,"b":1}' },
    { text: "x", remember: "hello" },
    { text: "plain" },
  ]);
  expect(peer.of("forget").map(({ key }) => key)).toEqual(["hello", '{"a":2,"b":1}', null]);
  peer.send({ type: "result", id: peer.of("forget").at(-1)!.id, ok: true, error: null });
  await settle();
  expect(logs(rig)).toContain("forgotten");
  click(rig, "q.broadcast(() => 1).catch((e) => console.log(e.code))");
  click(rig, "q.disconnect(); q.forget().catch((e) => console.log(e.code))");
  await settle();
  expect(logs(rig).slice(-2)).toEqual(["bad_message", "not_running"]);
});

test("the page may send bytes, and have a message remembered", async () => {
  const rig = rigOf();
  const peer = await rig.connect();
  await rig.join("q");
  rig.engine.receive({ type: "broadcast", id: 1, query: "q", text: "AQI=", encoding: "base64", remember: "k" });
  await settle();
  expect(peer.of("broadcast")[0]).toMatchObject({ text: "AQI=", encoding: "base64", remember: "k" });
});

test("a query that is taken out of the app leaves no timer behind", async () => {
  const rig = rigOf();
  await rig.connect();
  await rig.join("q", { max_age_seconds: 600 });
  await rig.message("q", 1, "a");
  await rig.clock.advance(2_000);
  rig.edit({ queries: [] });
  await rig.clock.advance(2_000);
  expect(rig.clock.waiting).toBe(1); // the link's pulse
});

test("a welcome that is handled when its connection is gone keeps no query from the next", async () => {
  const rig = new Rig(
    documentOf({ queries: [queryOf("q", { events: [js("success", "await new Promise(() => {})")] })] }),
  );
  const first = await rig.connect();
  await rig.join("q");
  await rig.message("q", 1, ...Array(1_100).fill(0)); // too many wait: nothing further is handled for 5 s
  first.events.close(1006, "");
  await rig.clock.advance(600);
  await rig.connect(); // its welcome waits in line
  rig.peer.events.close(1006, "");
  await rig.clock.advance(600);
  rig.engine.receive({ type: "token", token: "t", socket: "ws://server/live/" });
  await rig.clock.advance(5_000); // the old welcome is handled now
  const peer = rig.peer;
  expect(rig.peers.length).toBe(3);
  peer.send({ type: "welcome", protocol: 1, at: rig.clock.time, session: "s1", user: null, ack_seconds: 10 });
  await settle();
  expect(peer.of("run").length).toBe(1);
});

test("a run that fails for its parameters ends what was to be tried again", async () => {
  const parameter = { name: "n", type: "number" as const, default: 1, allowed: [], pattern: "" };
  const rig = new Rig(
    documentOf({
      queries: [queryOf("q", { run_on_load: false, parameters: [parameter] })],
    }),
  );
  await rig.connect();
  rig.run("q.run().catch(() => {})");
  const { id } = rig.peer.of("run")[0]!;
  rig.peer.send({ type: "result", id, ok: false, error: { code: "unavailable", message: "later" } });
  await settle();
  rig.run("q.run({ n: 'x' }).catch(() => {})");
  await rig.clock.advance(60_000);
  expect(rig.peer.of("run").length).toBe(1);
  expect(await rig.read("q.status")).toBe("failed");
});
