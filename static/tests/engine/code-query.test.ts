import { expect, test } from "vitest";
import type { JavaScriptQuery } from "../../src/document";
import { codeOf, documentOf, js, Rig, settle, stateOf, widgetOf } from "./harness";

/** An app with one JavaScript query `q`; `log` is a state that its handlers write to. */
function rigOf(code: string, fields: Partial<JavaScriptQuery> = {}): Rig {
  return new Rig(
    documentOf({ javascript_queries: [codeOf("q", code, fields)], states: [stateOf("log", []), stateOf("x", 1)] }),
  );
}

const LOG = (text: string): string => `log.setValue([...log.value, ${text}])`;

test("it is run with arguments and gives back what its code returns", async () => {
  const rig = rigOf("await null; return args.a + args.b", {
    arguments: [
      { name: "a", value: "{{ x.value }}" },
      { name: "b", value: "{{ 10 }}" },
    ],
  });
  rig.run(`q.run().then((v) => ${LOG("v")}); q.run({b: 20}).then((v) => ${LOG("v")})`);
  await settle();
  expect(await rig.read("log.value")).toEqual([11, 21]);
  expect(await rig.read("[q.data, q.success, q.code, q.message, q.isFetching, q.runTime, q.triggerType]")).toEqual([
    21,
    true,
    "",
    "",
    false,
    0,
    "manual",
  ]);
  expect(await rig.read("q.latestEndTime")).toBe(rig.clock.time);
});

test("its fields are reactive, and say that it runs", async () => {
  const rig = new Rig(
    documentOf({
      javascript_queries: [codeOf("q", "await new Promise((done) => { window.done = done }); return {price: 5}")],
      widgets: [
        widgetOf("busy", "text", { content: "{{ q.isFetching }}" }),
        widgetOf("price", "text", { content: "{{ q.data.price }}" }),
      ],
    }),
  );
  await rig.clock.advance(20);
  expect([rig.prop("busy", "content"), rig.prop("price", "content"), rig.error("price", "content")]).toEqual([
    false,
    undefined,
    null,
  ]);
  rig.run("q.run()");
  await rig.clock.advance(1_234);
  expect(rig.prop("busy", "content")).toBe(true);
  rig.run("window.done()");
  await rig.clock.advance(20);
  expect([rig.prop("busy", "content"), rig.prop("price", "content")]).toEqual([false, 5]);
  expect(await rig.read("q.runTime")).toBe(1_234);
});

test("success and failure are events, each run's once; the error is reported with its line", async () => {
  const rig = rigOf("if (args.bad) {\n  throw new TypeError('no ' + args.bad)\n}\nreturn 7", {
    events: [js("success", LOG("['ok', event.data]")), js("failure", LOG("[event.code, event.message]"))],
  });
  rig.run("q.run(); q.run({bad: 'fish'}).catch(() => {})");
  await settle();
  expect(await rig.read("log.value")).toEqual([
    ["ok", 7],
    ["error", "no fish"],
  ]);
  expect(rig.reports()).toEqual(["q · code:2 TypeError: no fish"]);
  expect(await rig.read("[q.data, q.success, q.code, q.message]")).toEqual([7, false, "error", "no fish"]);
});

test("a failure that nobody catches is reported once, under the query's name", async () => {
  const rig = rigOf("await null; throw Object.assign(new Error('gone'), { code: 'lost' })");
  rig.run("await q.run()");
  await settle();
  expect(rig.reports()).toEqual(["q · code:1 Error: gone (lost)"]);
  expect(await rig.read("q.code")).toBe("lost");
});

test("code that can't be read is reported with its line, and a run rejects", async () => {
  const rig = rigOf("let a = 1;\nlet = = 2;\nreturn a");
  expect(rig.reports()[0]).toMatch(/^q · code:2 SyntaxError: /);
  rig.run(`q.run().catch((e) => ${LOG("e.code")})`);
  await settle();
  expect(await rig.read("log.value")).toEqual(["syntax"]);
});

test("a run that takes too long rejects with timeout, and what it returns later is dropped", async () => {
  const rig = rigOf("return new Promise((done) => { window.done = done })", { timeout_ms: 500 });
  rig.run(`q.run().catch((e) => ${LOG("e.code")})`);
  await rig.clock.advance(499);
  expect(await rig.read("log.value")).toEqual([]);
  await rig.clock.advance(1);
  rig.run("window.done(5)");
  await settle();
  expect(await rig.read("[log.value, q.data, q.code]")).toEqual([["timeout"], null, "timeout"]);
});

test("cancel_previous: only the newest run arrives; else each does", async () => {
  const slow = "const mine = args.n; await new Promise((go) => (window.go ??= []).push(go)); return mine";
  for (const cancel_previous of [true, false]) {
    const rig = rigOf(slow, { cancel_previous, events: [js("success", LOG("event.data"))] });
    rig.run(
      "window.go = []; window.told = []; for (const n of [1, 2]) q.run({n}).catch((e) => window.told.push(e.code))",
    );
    rig.run("window.go.forEach((go) => go())");
    await settle();
    expect(await rig.read("[log.value, window.told]")).toEqual(cancel_previous ? [[2], ["cancelled"]] : [[1, 2], []]);
    expect(rig.reports()).toEqual([]);
  }
});

test("cancel drops what runs; reset brings back the beginning", async () => {
  const rig = rigOf("if (args.now) return 5; return new Promise(() => {})");
  rig.run(`await q.run({now: true}); q.run().catch((e) => ${LOG("e.code")}); q.cancel()`);
  await settle();
  expect(await rig.read("[log.value, q.data, q.isFetching]")).toEqual([["cancelled"], 5, false]);
  rig.run("q.reset()");
  expect(await rig.read("[q.data, q.success, q.runTime, q.latestEndTime]")).toEqual([null, false, null, null]);
});

test("periodic: the next run comes after the one before has ended, until it is cancelled or edited", async () => {
  const rig = rigOf("window.n = (window.n ?? 0) + 1; await new Promise((r) => (window.end = r)); return window.n", {
    periodic_ms: 1_000,
    run_on_load: true,
    timeout_ms: 0,
  });
  rig.run("window.n = 0");
  await rig.clock.advance(5_000);
  rig.run("window.end()");
  await rig.clock.advance(999);
  expect(await rig.read("window.n")).toBe(0); // one run so far, counted before it was set to 0
  await rig.clock.advance(1);
  expect(await rig.read("window.n")).toBe(1);
  rig.run("window.end()");
  await rig.clock.advance(1_000);
  expect(await rig.read("[window.n, q.triggerType]")).toEqual([2, "automatic"]);
  rig.run("window.end()");
  await settle();
  rig.edit({ javascript_queries: [codeOf("q", "window.n = 100", { periodic_ms: 1_000 })] });
  await rig.clock.advance(5_000);
  expect(await rig.read("window.n")).toBe(2);
  rig.run("q.run()");
  rig.run("window.n = 0; q.cancel()");
  await rig.clock.advance(5_000);
  expect(await rig.read("window.n")).toBe(0);
});

test("only so many runs at once", async () => {
  const rig = rigOf("return new Promise(() => {})");
  rig.run(`for (let i = 0; i < 101; i++) q.run().catch((e) => ${LOG("e.code")})`);
  await settle();
  expect(await rig.read("[log.value, q.extra.running]")).toEqual([["rate_limited"], 100]);
});

test("the studio runs it with arguments and is given its value", async () => {
  const rig = rigOf("return {sum: args.a + 1}");
  rig.engine.receive({ type: "command", id: 7, query: "q", command: "run", params: { a: 1 } });
  await settle();
  expect(rig.of("result").at(-1)).toMatchObject({ id: 7, ok: true, value: { sum: 2 } });
  rig.edit({ javascript_queries: [codeOf("q", "throw new Error('no')")] });
  rig.engine.receive({ type: "command", id: 8, query: "q", command: "run" });
  await settle();
  expect(rig.of("result").at(-1)).toMatchObject({ id: 8, ok: false, error: "Error: no" });
});

test("while it runs the watchdog knows its name, and what it stopped isn't run again", async () => {
  const rig = rigOf("return 1");
  rig.run("q.run()");
  expect(rig.of("running").map(({ where }) => where)).toContain("q · code");
  const app = documentOf({ javascript_queries: [codeOf("q", "return 1", { run_on_load: true })] });
  const stopped = new Rig(app, { disabled: ["q · code"] });
  await settle();
  expect(stopped.reports()).toEqual(["q · code:null Error: it did not come to an end (stopped)"]);
});

test("a binding can't run it, and a bad argument is its failure", async () => {
  const rig = rigOf("return 1", { arguments: [{ name: "a", value: "{{ nothing.here }}" }] });
  expect(await rig.read("q.run()")).toContain("q.run");
  rig.run(`q.run().catch((e) => ${LOG("e.code")}); q.run(5).catch((e) => ${LOG("e.code")})`);
  await settle();
  expect((await rig.read("log.value")) as string[]).toEqual(["bad_parameter", "bad_parameter"]);
});
