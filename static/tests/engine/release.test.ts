/** Another release comes while the app goes on: what is new runs, what runs goes on, and nothing starts over. */
import { expect, test } from "vitest";
import type { AppDocument } from "../../src/document";
import { codeOf, documentOf, queryOf, Rig, settle, stateOf, statusOf, triggersOf } from "./harness";

const asked = (rig: Rig): string[] => rig.peer.of("run").map(({ query }) => query);

async function running(document: AppDocument): Promise<Rig> {
  const rig = new Rig(document);
  await rig.connect();
  await rig.clock.advance(100);
  return rig;
}

async function release(rig: Rig, document: AppDocument): Promise<void> {
  rig.engine.receive({ type: "document", document, release: true });
  await rig.clock.advance(100);
}

const opened = (rig: Rig, query: string): void =>
  rig.peer.send({
    type: "stream",
    query,
    stream: `s-${query}`,
    scope: "session",
    epoch: "e1",
    top: 0,
    window: 1_000,
    max_age_seconds: 0,
    keyed: false,
    resumed: false,
    status: statusOf(),
  });

test("states stay, new queries that run on load run, and those there already are not asked for again", async () => {
  const before = documentOf({
    queries: [queryOf("one"), queryOf("byHand", { run_on_load: false })],
    javascript_queries: [codeOf("count", "return (window.runs = (window.runs || 0) + 1)", { run_on_load: true })],
    states: [stateOf("counter", 0)],
  });
  const rig = await running(before);
  rig.run("counter.setValue(7)");
  await settle();
  expect(asked(rig)).toEqual(["one"]);
  await release(rig, {
    ...before,
    queries: [
      ...before.queries,
      queryOf("two"),
      queryOf("later", { run_on_load: false, triggers: triggersOf({ after_ms: 500 }) }),
    ],
    states: [stateOf("counter", 1)],
  });
  expect(await rig.read("counter.value")).toBe(7);
  expect(await rig.read("runs")).toBe(1);
  expect(asked(rig)).toEqual(["one", "two"]);
  await rig.clock.advance(500);
  expect(asked(rig)).toEqual(["one", "two", "later"]);
});

test("code that runs on load runs again when it is another, and so does what now runs on load", async () => {
  const before = documentOf({
    queries: [queryOf("byHand", { run_on_load: false })],
    javascript_queries: [codeOf("greet", "return 'hello'", { run_on_load: true })],
  });
  const rig = await running(before);
  expect(await rig.read("greet.data")).toBe("hello");
  await release(rig, {
    ...before,
    queries: [queryOf("byHand")],
    javascript_queries: [codeOf("greet", "return 'good day'", { run_on_load: true })],
  });
  expect(await rig.read("greet.data")).toBe("good day");
  expect(asked(rig)).toEqual(["byHand"]);
});

test("a stream that somebody has started goes on with what it was given, also if it runs on load from now on", async () => {
  const pair: AppDocument["queries"][number]["parameters"][number] = {
    name: "pair",
    type: "string",
    default: "XBT",
    allowed: [],
    pattern: "",
  };
  const of = (run_on_load: boolean) => documentOf({ queries: [queryOf("pairs", { parameters: [pair], run_on_load })] });
  const rig = await running(of(false));
  rig.run("pairs.run({ pair: 'ETH' })");
  await rig.clock.advance(100);
  rig.peer.send({ type: "result", id: rig.peer.of("run")[0]?.id ?? 0, ok: true, error: null });
  opened(rig, "pairs");
  await rig.clock.advance(100);
  await release(rig, of(true));
  expect(rig.peer.of("run")).toMatchObject([{ query: "pairs", params: { pair: "ETH" } }]);
});

test("a stream runs again with other arguments, and after it was closed by an unpublishing; not after a disconnect", async () => {
  const parameters: AppDocument["queries"][number]["parameters"] = [
    { name: "pair", type: "string", default: "", required: false, enum: [] } as never,
  ];
  const of = (value: string) =>
    documentOf({
      queries: [
        queryOf("pairs", { parameters, arguments: [{ name: "pair", value }] }),
        queryOf("off"),
        queryOf("gone"),
      ],
    });
  const rig = await running(of("XBT"));
  for (const query of ["pairs", "off", "gone"]) {
    opened(rig, query);
  }
  rig.run("off.disconnect()");
  rig.peer.send({ type: "status", stream: "s-gone", status: statusOf({ status: "closed", code: "unpublished" }) });
  await rig.clock.advance(100);
  const before = rig.peer.of("run").length;
  await release(rig, of("ETH"));
  expect(rig.peer.of("run").slice(before)).toMatchObject([
    { query: "pairs", params: { pair: "ETH" } },
    { query: "gone" },
  ]);
});
