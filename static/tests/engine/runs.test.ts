import { expect, test } from "vitest";
import { codeOf, documentOf, js, queryOf, Rig, settle, stateOf, statusOf, triggersOf } from "./harness";

const COUNT = "window.ran = (window.ran ?? 0) + 1; return window.ran";
const FRESH = { states: [stateOf("log", [])], scripts: { startup: "window.ran = 0" } };
const LOG = (text: string): string => `log.setValue([...log.value, ${text}])`;

function answer(rig: Rig, ok: boolean): void {
  const { id } = rig.of("confirm").at(-1)!;
  rig.engine.receive({ type: "answered", id, ok, ...(ok ? {} : { code: "cancelled" }) });
}

test("a query that asks runs when the viewer says yes, and rejects with declined when not", async () => {
  const rig = new Rig(
    documentOf({ ...FRESH, javascript_queries: [codeOf("q", COUNT, { confirm: "Run for {{ currentUser.name }}?" })] }),
    { user: { id: 1, email: "ada@example.org", name: "Ada" } },
  );
  rig.run(`q.run().then((v) => ${LOG("v")}, (e) => ${LOG("e.code")})`);
  await settle();
  expect(rig.of("confirm").map(({ text }) => text)).toEqual(["Run for Ada?"]);
  rig.run(`q.run().catch((e) => ${LOG("e.code")})`); // asking already
  await settle();
  answer(rig, false);
  await settle();
  expect(await rig.read("[log.value, window.ran]")).toEqual([["declined", "declined"], 0]);
  rig.run(`q.run().then((v) => ${LOG("v")})`);
  await settle();
  answer(rig, true);
  await settle();
  expect(await rig.read("log.value")).toEqual(["declined", "declined", 1]);
  expect(rig.reports()).toEqual([]);
});

test("a stream that asks isn't wanted before the yes, also on load", async () => {
  const rig = new Rig(documentOf({ queries: [queryOf("q", { confirm: "Connect?" })] }));
  await rig.connect();
  expect([rig.of("confirm").length, rig.peer.of("run").length]).toEqual([1, 0]);
  expect(await rig.read("q.status")).toBe("idle");
  answer(rig, true);
  await settle();
  expect(rig.peer.of("run").length).toBe(1);
  await rig.reconnect(); // that is no run
  expect([rig.of("confirm").length, rig.peer.of("run").length]).toEqual([1, 1]);
});

test("messages tell of a run's success and failure, never of a message", async () => {
  const notifications = { success: "Connected {{ q.params.pair }}", failure: "Not connected", duration_ms: 4_000 };
  const rig = new Rig(documentOf({ queries: [queryOf("q", { notifications })] }));
  await rig.connect();
  await rig.join("q", { status: statusOf({ status: "connecting", connection: 0 }) });
  expect(rig.of("toast")).toEqual([]);
  rig.peer.send({ type: "status", stream: "q#1", status: statusOf() });
  await rig.message("q", 1, "a", "b");
  await settle();
  const [toast] = rig.of("toast");
  expect([rig.of("toast").length, toast!.level, toast!.duration_ms]).toEqual([1, "success", 4_000]);
  rig.peer.send({ type: "status", stream: "q#1", status: statusOf({ status: "retrying", code: "closed" }) });
  rig.peer.send({ type: "status", stream: "q#1", status: statusOf({ connection: 2 }) });
  await settle();
  expect(rig.of("toast").length).toBe(1);
  rig.run("q.run().catch(() => {})");
  const { id } = rig.peer.of("run").at(-1)!;
  rig.peer.send({ type: "result", id, ok: false, error: { code: "forbidden", message: "not yours" } });
  await settle();
  expect(rig.of("toast").at(-1)).toMatchObject({ level: "error", text: "Not connected: not yours" });
});

test("a JavaScript query's messages have its value and its error", async () => {
  const notifications = { success: "Got {{ q.data }}", failure: "Failed", duration_ms: 3_000 };
  const rig = new Rig(
    documentOf({
      javascript_queries: [codeOf("q", "if (args.bad) throw new Error('x'); return 5", { notifications })],
    }),
  );
  rig.run("q.run(); q.run({bad: true}).catch(() => {})");
  await settle();
  expect(rig.of("toast").map(({ text, level }) => [text, level])).toEqual([
    ["Got 5", "success"],
    ["Failed: x", "error"],
  ]);
});

test("run of a stream rejects with timeout if it isn't joined by then, and goes on joining", async () => {
  const rig = new Rig(documentOf({ ...FRESH, queries: [queryOf("q", { run_on_load: false, timeout_ms: 700 })] }));
  await rig.connect();
  rig.run(`q.run().then(() => ${LOG("'joined'")}, (e) => ${LOG("e.code")})`);
  await rig.clock.advance(699);
  expect(await rig.read("log.value")).toEqual([]);
  await rig.clock.advance(1);
  expect(await rig.read("log.value")).toEqual(["timeout"]);
  await rig.join("q");
  expect(await rig.read("q.status")).toBe("open");
  expect(rig.reports()).toEqual(["q:null q took longer than 0.7 s (timeout)"]);
});

test("on load, and after a time", async () => {
  const rig = new Rig(
    documentOf({
      ...FRESH,
      javascript_queries: [
        codeOf("first", COUNT, { run_on_load: true }),
        codeOf("later", COUNT, { triggers: triggersOf({ after_ms: 500 }) }),
      ],
    }),
  );
  expect(await rig.read("[window.ran, first.data, first.triggerType, later.data]")).toEqual([1, 1, "automatic", null]);
  await rig.clock.advance(500);
  expect(await rig.read("[window.ran, later.triggerType]")).toEqual([2, "timeout"]);
  await rig.clock.advance(5_000);
  expect(await rig.read("window.ran")).toBe(2);
});

test("a changed input runs it again, once for a burst, and not for the same value", async () => {
  const rig = new Rig(
    documentOf({
      states: [stateOf("pair", "A"), stateOf("other", 0)],
      scripts: { startup: "window.ran = 0" },
      javascript_queries: [
        codeOf("q", "window.ran += 1; return args.pair", {
          arguments: [{ name: "pair", value: "{{ pair.value }}" }],
          triggers: triggersOf({ on_input: true, debounce_ms: 300 }),
        }),
      ],
    }),
  );
  await rig.clock.advance(1_000);
  expect(await rig.read("window.ran")).toBe(0);
  for (const value of ["B", "C"]) {
    rig.run(`pair.setValue("${value}"); other.setValue(other.value + 1)`);
    await rig.clock.advance(200);
  }
  expect(await rig.read("window.ran")).toBe(0);
  await rig.clock.advance(120);
  expect(await rig.read("[window.ran, q.data, q.triggerType]")).toEqual([1, "C", "input"]);
  rig.run('pair.setValue("D"); pair.setValue("C")');
  await rig.clock.advance(1_000);
  expect(await rig.read("window.ran")).toBe(1);
  rig.edit({ javascript_queries: [] });
  rig.run('pair.setValue("E")');
  await rig.clock.advance(1_000);
  expect(rig.reports()).toEqual([]);
});

test("a stream is joined anew with the new parameters when an input changes", async () => {
  const parameter = { name: "pair", type: "text" as const, default: "A", choices: [], pattern: "", label: "" };
  const rig = new Rig(
    documentOf({
      states: [stateOf("pair", "A")],
      queries: [
        queryOf("q", {
          parameters: [parameter as never],
          arguments: [{ name: "pair", value: "{{ pair.value }}" }],
          triggers: triggersOf({ on_input: true, debounce_ms: 100 }),
        }),
      ],
    }),
  );
  await rig.connect();
  await rig.join("q");
  rig.run('pair.setValue("B")');
  await rig.clock.advance(120);
  expect(rig.peer.of("run").map(({ params }) => params)).toEqual([{ pair: "A" }, { pair: "B" }]);
  expect(await rig.read("q.triggerType")).toBe("input");
});

test("after another query: each time it has succeeded, a stream when it has opened", async () => {
  const rig = new Rig(
    documentOf({
      ...FRESH,
      queries: [queryOf("s")],
      javascript_queries: [
        codeOf("a", "if (args.bad) throw new Error('x'); return 1"),
        codeOf("b", COUNT, { triggers: triggersOf({ after: ["a"] }) }),
        codeOf("c", "window.opened = (window.opened ?? 0) + 1", { triggers: triggersOf({ after: ["s"] }) }),
      ],
    }),
  );
  rig.run("window.opened = 0; a.run(); a.run(); a.run({bad: 1}).catch(() => {})");
  await settle();
  expect(await rig.read("[window.ran, b.triggerType]")).toEqual([2, "after"]);
  await rig.connect();
  await rig.join("s");
  expect(await rig.read("[window.opened, c.triggerType]")).toEqual([1, "after"]);
  rig.peer.send({ type: "status", stream: "s#1", status: statusOf({ status: "retrying", code: "closed" }) });
  rig.peer.send({ type: "status", stream: "s#1", status: statusOf({ connection: 2 }) });
  await settle();
  expect(await rig.read("window.opened")).toBe(2);
  rig.run("s.run()");
  await rig.join("s", { status: statusOf({ connection: 2 }) });
  expect(await rig.read("window.opened")).toBe(3);
});

test("queries that run after one another in a circle stop, and are named", async () => {
  const rig = new Rig(
    documentOf({
      ...FRESH,
      javascript_queries: [
        codeOf("a", COUNT, { triggers: triggersOf({ after: ["b"] }) }),
        codeOf("b", COUNT, { triggers: triggersOf({ after: ["a"] }) }),
      ],
    }),
  );
  rig.run("a.run()");
  await settle();
  expect(await rig.read("window.ran")).toBe(2);
  expect(rig.reports()).toEqual(["a:null queries run after one another in a circle: a → b → a; the last is not run"]);
});

test("one failing handler stops neither the other handlers nor what runs after", async () => {
  const rig = new Rig(
    documentOf({
      ...FRESH,
      javascript_queries: [
        codeOf("a", "return 1", { events: [js("success", "\nthrow new Error('no')"), js("success", LOG("'second'"))] }),
        codeOf("b", COUNT, { triggers: triggersOf({ after: ["a"] }) }),
      ],
    }),
  );
  rig.run("a.run()");
  await settle();
  expect(await rig.read("[log.value, window.ran]")).toEqual([["second"], 1]);
  expect(rig.reports()).toEqual(["a · success · handler 1:2 Error: no"]);
});

test("a yes after the query is gone runs nothing", async () => {
  const rig = new Rig(
    documentOf({
      queries: [queryOf("q", { confirm: "Sure?" })],
      javascript_queries: [codeOf("c", COUNT, { confirm: "Sure?" })],
    }),
  );
  await rig.connect();
  rig.run("window.ran = 0; window.kept = [q, c]; c.run().catch(() => {})");
  await settle();
  rig.edit({ queries: [], javascript_queries: [] });
  for (const { id } of rig.of("confirm")) rig.engine.receive({ type: "answered", id, ok: true });
  await settle();
  rig.run("window.kept.forEach((query) => query.run().catch((e) => console.log(e.code)))");
  await settle();
  for (const { id } of rig.of("confirm")) rig.engine.receive({ type: "answered", id, ok: true });
  await settle();
  expect(rig.peer.of("run")).toEqual([]);
  expect(await rig.read("window.ran")).toBe(0);
});

test("a query that becomes one of the other kind keeps its handlers, and its inputs run the new one", async () => {
  const events = [js("success", "console.log('ran')")];
  const parameter = { name: "n", type: "string" as const, default: "", allowed: [], pattern: "" };
  const fields = {
    events,
    arguments: [{ name: "n", value: "{{ n.value }}" }],
    triggers: triggersOf({ on_input: true, debounce_ms: 10 }),
  };
  const rig = new Rig(
    documentOf({
      states: [stateOf("n", 1)],
      queries: [queryOf("q", { ...fields, parameters: [parameter], run_on_load: false })],
    }),
  );
  await rig.connect();
  rig.edit({ queries: [], javascript_queries: [codeOf("q", "return 1", fields)] });
  rig.run("n.setValue(2)");
  await rig.clock.advance(100);
  expect(rig.peer.of("run")).toEqual([]);
  expect(rig.reports()).toEqual(["q · success · handler 1:1 ran"]);
});

test("an input that could not be evaluated at first runs the query once it can", async () => {
  const rig = new Rig(
    documentOf({
      states: [stateOf("n", null)],
      scripts: { startup: "window.ran = 0" },
      javascript_queries: [
        codeOf("q", COUNT, {
          arguments: [{ name: "n", value: "{{ n.value.a }}" }],
          triggers: triggersOf({ on_input: true, debounce_ms: 10 }),
        }),
      ],
    }),
  );
  rig.run("n.setValue({ a: 1 })");
  await rig.clock.advance(100);
  expect(await rig.read("window.ran")).toBe(1);
});

test("a question that can't be evaluated, and a run too many, are told also when nobody waits for the run", async () => {
  const rig = new Rig(
    documentOf({
      javascript_queries: [
        codeOf("asks", COUNT, { confirm: "{{ nothing.a }}", run_on_load: true }),
        codeOf("hangs", "return new Promise(() => {})", {
          run_on_load: true,
          triggers: triggersOf({ after: ["tick"] }),
        }),
        codeOf("tick", ""),
      ],
    }),
  );
  await settle();
  expect(rig.reports().join()).toMatch(/^asks:null .*nothing is not defined/);
  rig.run("for (let i = 0; i < 100; i += 1) tick.run()");
  await settle();
  expect(rig.reports().slice(1).join()).toMatch(/^hangs.*100 times at once/);
  expect(rig.reports().length).toBe(2);
});

test("a run whose time is over says nothing of a newer run", async () => {
  const notifications = { success: "Connected", failure: "Not connected", duration_ms: 4_000 };
  const rig = new Rig(
    documentOf({ queries: [queryOf("q", { run_on_load: false, timeout_ms: 5_000, notifications })] }),
  );
  await rig.connect();
  rig.run("q.run().catch(() => {})");
  await rig.clock.advance(4_000);
  rig.run("q.run().catch(() => {})");
  await rig.clock.advance(2_000);
  await rig.join("q");
  expect(rig.of("toast").map(({ level }) => level)).toEqual(["success"]);
});

test("what the start-up script disconnects isn't run by the page's load", async () => {
  const rig = new Rig(documentOf({ queries: [queryOf("q")], scripts: { startup: "q.disconnect()" } }));
  await rig.connect();
  expect(rig.peer.of("run")).toEqual([]);
  expect(await rig.read("q.status")).toBe("closed");
});
