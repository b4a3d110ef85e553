/** Handlers: order, isolation, lines of errors, awaiting, the watchdog's messages, time slices. */
import { expect, test } from "vitest";
import { codeOf, documentOf, js, messagesOf, queryOf, Rig, settle, stateOf, widgetOf } from "./harness";

const logs = (rig: Rig): string[] =>
  rig
    .of("report")
    .filter(({ report }) => report.level === "log")
    .map(({ report }) => report.message);

test("handlers of one event run in document order, message by message", async () => {
  const events = [js("success", "console.log('a' + q.data)"), js("success", "console.log('b' + event.data)")];
  const rig = new Rig(documentOf({ queries: [queryOf("q", { events })] }));
  await rig.connect();
  await rig.join("q");
  await rig.message("q", 1, 1, 2);
  expect(logs(rig)).toEqual(["a1", "b1", "a2", "b2"]);
});

test("one that fails is reported with its name and line, and stops nothing else", async () => {
  const events = [
    js("success", "const x = event.data;\n\nx.missing.deep = 1;"),
    js("success", "await null;\nthrow new RangeError('later')"),
    js("success", "if (event.data === 1) return;\nconsole.log('third ' + event.data)"),
  ];
  const rig = new Rig(documentOf({ queries: [queryOf("q", { events })] }));
  await rig.connect();
  await rig.join("q");
  await rig.message("q", 1, 1, 2);
  expect(logs(rig)).toEqual(["third 2"]);
  expect(rig.reports()).toContain(
    "q · success · handler 1:3 TypeError: Cannot set properties of undefined (setting 'deep')",
  );
  expect(rig.reports()).toContain("q · success · handler 2:2 RangeError: later");
  const before = rig.reports().length;
  await rig.clock.advance(1_000); // each failed twice; the second is counted, not repeated
  expect(rig.reports().slice(before)).toEqual([
    expect.stringContaining("(setting 'deep') (1 more like this)"),
    expect.stringContaining("later (1 more like this)"),
  ]);
});

test("code that can't be compiled is reported once, and the others run", async () => {
  const events = [js("success", "const = 1"), js("success", "console.log('ok', event.data)")];
  const rig = new Rig(documentOf({ scripts: { startup: "if (" }, queries: [queryOf("q", { events })] }));
  await rig.connect();
  await rig.join("q");
  await rig.message("q", 1, 1, 2);
  expect(rig.reports().filter((line) => line.includes("SyntaxError"))).toEqual([
    expect.stringMatching(/^q · success · handler 1:1 SyntaxError: /),
    expect.stringMatching(/^script · startup:1 SyntaxError: /),
  ]);
  expect(logs(rig)).toEqual(["ok 1", "ok 2"]);
});

test("errors in functions defined elsewhere, and in console lines, are found where they stand", async () => {
  const rig = new Rig(
    documentOf({ scripts: { startup: "window.fail = () => {\n  undefinedName();\n}\nconsole.warn('hi', {a: 1})" } }),
  );
  rig.run("fail()");
  expect(rig.reports()).toEqual([
    'script · startup:4 hi {"a":1}',
    "script · startup:2 ReferenceError: undefinedName is not defined",
  ]);
});

test("the page is told what runs before it runs, and once the engine is idle", async () => {
  const rig = new Rig(
    documentOf({
      states: [stateOf("s", 1)],
      scripts: { startup: "s.setValue(2)" },
      widgets: [
        widgetOf("plain", "text", { content: "{{ s.value }}" }),
        widgetOf("calls", "text", { content: "{{ String(s.value) }}" }),
        widgetOf("b", "button", { text: "" }, [js("click", "1"), js("click", "2"), js("click", "throw 3")]),
      ],
    }),
  );
  await rig.clock.advance(0);
  rig.engine.receive({ type: "event", widget: "b", event: "click", data: null });
  await rig.clock.advance(0);
  expect(rig.of("running").map(({ where }) => where)).toEqual([
    "script · startup",
    "calls · content", // a plain path can't loop, so nothing is said of it
    null,
    "b · click · handler 1",
    "b · click · handler 2",
    "b · click · handler 3",
    null,
  ]);
  rig.engine.receive({ type: "ping", n: 7 });
  expect(rig.of("pong")).toEqual([{ type: "pong", n: 7 }]);
});

test("one handler over a burst is announced once", async () => {
  const rig = new Rig(documentOf({ queries: [queryOf("q", { events: [js("success", "1")] })] }));
  await rig.connect();
  await rig.join("q");
  await rig.clock.advance(100);
  const before = rig.of("running").length;
  await rig.message("q", 1, ...Array(500).fill(0));
  await rig.clock.advance(100);
  expect(
    rig
      .of("running")
      .slice(before)
      .map(({ where }) => where),
  ).toEqual(["q · success · handler 1", null]);
});

test("what the watchdog stopped is left out until the document is edited", async () => {
  const document = documentOf({
    scripts: { startup: "console.log('startup')" },
    queries: [
      queryOf("q", {
        events: [js("success", "console.log('one', event.data)"), js("success", "console.log('two', event.data)")],
      }),
    ],
    widgets: [widgetOf("w", "text", { content: "{{ String(1) }}" })],
  });
  const disabled = ["q · success · handler 1", "script · startup", "w · content"];
  const rig = new Rig(document, { disabled });
  await rig.connect();
  await rig.join("q");
  await rig.message("q", 1, 1);
  expect(logs(rig)).toEqual(["two 1"]);
  expect(rig.error("w", "content")).toBe("stopped: it did not come to an end");
  rig.edit({});
  await rig.message("q", 2, 2);
  expect(logs(rig)).toEqual(["two 1", "one 2", "two 2"]);
});

test("a slow handler lets the page's pings be answered in between", async () => {
  const world = globalThis as unknown as { tick: () => void };
  const rig = new Rig(documentOf({ queries: [queryOf("q", { events: [js("success", "tick()")] })] }));
  let handled = 0;
  world.tick = () => {
    handled += 1;
    rig.clock.time += 15; // each takes 15 ms
  };
  await rig.connect();
  await rig.join("q");
  await rig.message("q", 1, ...Array(300).fill(0)); // 4.5 s of work
  expect(handled).toBe(3);
  await rig.clock.advance(0);
  expect(handled).toBeGreaterThan(3);
  await rig.clock.advance(60_000);
  expect(handled).toBe(300);
});

test("too many awaiting runs hold back further messages, none is lost, and answers still get through", async () => {
  const events = [
    js("success", "window.began = event.offset; await new Promise((r) => { (window.release ??= []).push(r) })"),
  ];
  const world = globalThis as unknown as { began: number; release: (() => void)[] };
  world.release = [];
  const rig = new Rig(documentOf({ queries: [queryOf("q", { events })] }));
  const peer = await rig.connect();
  await rig.join("q");
  await rig.message("q", 1, ...Array(1_500).fill(0));
  expect(world.began).toBe(1_000);
  rig.run("q.broadcast('x').then(() => console.log('answered'))");
  peer.send({ type: "result", id: peer.of("broadcast")[0]!.id, ok: true, error: null });
  await settle();
  expect(logs(rig)).toEqual(["answered"]);
  for (const release of world.release.splice(0, 300)) release();
  await rig.clock.advance(1);
  expect(world.began).toBe(1_300);
  await rig.clock.advance(5_000); // nobody lets go any more
  expect(world.began).toBe(1_500);
  expect(rig.reports().join()).toContain("1000 runs have been waiting for 5 s");
});

test("timers run under the name of who set them, can be cleared, and are bounded", async () => {
  const done = new Promise<void>((resolve) => {
    (globalThis as unknown as { finish: () => void }).finish = resolve;
  });
  const rig = new Rig(
    documentOf({
      states: [stateOf("s", 0)],
      widgets: [widgetOf("w", "stat", { value: "{{ s.value }}" })],
      scripts: {
        startup: `clearTimeout(setTimeout(() => console.log('never'), 1));
          setTimeout((x) => { s.setValue(x); finish(); throw new Error('in a timer') }, 5, 42);`,
      },
    }),
  );
  await done;
  await settle();
  await rig.clock.advance(16);
  expect(rig.prop("w", "value")).toBe(42);
  expect(rig.reports()).toEqual(["script · startup:2 Error: in a timer"]);
  rig.run(
    "const ids = []; try { for (;;) ids.push(setTimeout(() => {}, 1e6)) } catch (e) { console.log(e.message) } ids.forEach(clearTimeout)",
  );
  expect(logs(rig)).toEqual(["1000 timers run already; clear some"]);
});

test("a promise nobody caught is reported at the line that made it", async () => {
  const rig = new Rig(documentOf({ queries: [queryOf("q")] }));
  const peer = await rig.connect();
  await rig.join("q");
  rig.run("\nwindow.promise = q.broadcast('x')");
  const { promise } = globalThis as unknown as { promise: Promise<void> };
  promise.catch((error) => rig.engine.uncaught(error)); // as the Worker's unhandledrejection does
  peer.send({
    type: "result",
    id: peer.of("broadcast")[0]!.id,
    ok: false,
    error: { code: "too_large", message: "70 KiB" },
  });
  await settle();
  expect(rig.reports()).toEqual(["runner · click · handler 1:2 Error: 70 KiB (too_large)"]);
});

test("a flood of console lines is cut, and what was left out is said", async () => {
  const rig = new Rig(documentOf());
  rig.run("for (let i = 0; i < 10000; i++) console.log(i)");
  expect(rig.of("report")).toHaveLength(50);
  await rig.clock.advance(1_000);
  expect(rig.reports().at(-1)).toBe("engine:null 9950 more reports within a second were left out");
});

test("app names can't be assigned, states say how to", () => {
  const rig = new Rig(documentOf({ states: [stateOf("s", 1)], queries: [queryOf("q", { run_on_load: false })] }));
  rig.run("s = 2");
  rig.run("s.value = 2");
  expect(rig.reports()).toEqual([
    "runner · click · handler 1:1 TypeError: s is a name of the app and can't be assigned; a state has setValue(x)",
    "runner · click · handler 1:1 TypeError: s.value can't be assigned; call s.setValue(x)",
  ]);
});

test("messages of a query nobody knows are left alone", async () => {
  const rig = new Rig(documentOf({ queries: [queryOf("q")] }));
  const peer = await rig.connect();
  peer.send(messagesOf("nobody", 1, [1]));
  await settle();
  expect(rig.reports()).toEqual([]);
});

test("a handler that waits has the event as it came, whatever another does to it meanwhile", async () => {
  const events = [
    { ...js("click", "console.log(event.data.join())"), delay_ms: 100 },
    js("click", "event.data = ['changed']"),
  ];
  const rig = new Rig(documentOf({ widgets: [widgetOf("b", "button", {}, events)] }));
  rig.engine.receive({ type: "event", widget: "b", event: "click", data: ["as", "it", "was"] });
  await rig.clock.advance(200);
  expect(rig.of("report").map(({ report }) => report.message)).toEqual(["as,it,was"]);
});

test("more runs than too many are not waited for either, once none of them has ended for a while", async () => {
  const waits = js(
    "success",
    "window.began = event.offset; await new Promise((r) => { (window.release ??= []).push(r) })",
  );
  const world = globalThis as unknown as { began: number; release: (() => void)[] };
  world.release = [];
  const rig = new Rig(documentOf({ queries: [queryOf("q", { events: [waits, waits, waits] })] }));
  await rig.connect();
  await rig.join("q");
  await rig.message("q", 1, ...Array(400).fill(0));
  expect([world.began, world.release.length]).toEqual([334, 1_002]);
  for (const release of world.release.splice(0, 2)) release();
  await rig.clock.advance(5_001);
  expect(world.began).toBe(400);
});

test("a result that only looks like a promise counts once, whatever it does", async () => {
  const rig = new Rig(
    documentOf({
      queries: [
        queryOf("q", {
          events: [js("success", "return { then(done, failed) { done(); done(); failed('no'); throw 'x' } }")],
        }),
      ],
    }),
  );
  await rig.connect();
  await rig.join("q");
  await rig.message("q", 1, ...Array(1_200).fill(0));
  expect(await rig.read("q.received")).toBe(1_200);
  expect(rig.reports()).toEqual([]);
});

test("whatever a handler throws, the other handlers and messages follow", async () => {
  const rig = new Rig(
    documentOf({
      queries: [
        queryOf("q", {
          events: [
            js("success", "throw { get stack() { throw 1 } }"),
            js("success", "throw new Proxy({}, { get() { throw 1 }, getPrototypeOf() { throw 1 } })"),
            js("success", "c.run().catch(() => {}); console.log(event.data)"),
          ],
        }),
      ],
      javascript_queries: [codeOf("c", "throw { get code() { throw 1 }, get message() { throw 1 } }")],
    }),
  );
  await rig.connect();
  await rig.join("q");
  await rig.message("q", 1, "a", "b");
  expect(logs(rig)).toEqual(["a", "b"]);
  expect(await rig.read("[c.isFetching, c.success, c.code]")).toEqual([false, false, "error"]);
});
