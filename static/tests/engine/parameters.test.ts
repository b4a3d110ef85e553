/** Parameters: what a query's arguments say, as the declared types, over and over on each run and not in between. */
import { expect, test } from "vitest";
import type { Argument, Parameter } from "../../src/document";
import { convert } from "../../src/engine/parameters";
import { documentOf, EPOCH, js, queryOf, Rig, settle, stateOf, statusOf, widgetOf } from "./harness";

const declared = (name: string, fields: Partial<Parameter> = {}): Parameter => ({
  name,
  type: "string",
  default: null,
  allowed: [],
  pattern: "",
  ...fields,
});

function rigOf(parameters: Parameter[], args: Record<string, string>, runOnLoad = true, startup = ""): Rig {
  const list: Argument[] = Object.entries(args).map(([name, value]) => ({ name, value }));
  return new Rig(
    documentOf({
      scripts: { startup },
      states: [stateOf("pair", "BTC/USD")],
      queries: [
        queryOf("q", {
          parameters,
          arguments: list,
          run_on_load: runOnLoad,
          events: [js("error", "console.log('event', event.code)")],
        }),
      ],
      widgets: [
        widgetOf("depth", "input", { label: "", placeholder: "", value: "5" }),
        widgetOf("shown", "text", { content: "{{ JSON.stringify(q.params) }}" }),
      ],
    }),
  );
}
const params = (rig: Rig): unknown => rig.peer.of("run").at(-1)?.params;
const logs = (rig: Rig): string[] => rig.of("report").map(({ report }) => report.message);

test("a value becomes the declared type, nothing becomes the default, and what is neither is refused", () => {
  const as = (type: Parameter["type"], value: unknown): unknown => convert({ name: "x", type }, value);
  expect(["5", " 5.5 ", 5, "-1e3"].map((value) => as("number", value))).toEqual([5, 5.5, 5, -1_000]);
  expect(["true", false].map((value) => as("boolean", value))).toEqual([true, false]);
  expect(["a", 7, true].map((value) => as("string", value))).toEqual(["a", "7", "true"]);
  for (const type of ["string", "number", "boolean"] as const) {
    for (const nothing of [undefined, null, ""]) expect(as(type, nothing)).toBeUndefined();
    expect(() => as(type, { a: 1 })).toThrow(`the parameter x must be a ${type}, not an object`);
  }
  for (const wrong of ["five", " ", Number.NaN, Number.POSITIVE_INFINITY, true]) {
    expect(() => as("number", wrong)).toThrow("must be a number");
  }
  expect(() => as("boolean", 1)).toThrow("the parameter x must be a boolean, not 1");
});

test("arguments are evaluated after the start-up script, converted, and shown with the defaults", async () => {
  const rig = rigOf(
    [declared("pair"), declared("depth", { type: "number" }), declared("side", { default: "buy" })],
    { pair: "{{ pair.value }}", depth: "{{ depth.value }}", side: "{{ undefined }}" },
    true,
    "pair.setValue('ETH/USD')",
  );
  await rig.connect();
  expect(params(rig)).toEqual({ pair: "ETH/USD", depth: 5 });
  await rig.clock.advance(16);
  expect(rig.prop("shown", "content")).toBe('{"pair":"ETH/USD","depth":5,"side":"buy"}');
});

test("a reconnect goes on with the same parameters; a run evaluates them again", async () => {
  const rig = rigOf([declared("pair")], { pair: "{{ pair.value }}" });
  await rig.connect();
  await rig.join("q");
  rig.run("pair.setValue('ETH/USD')");
  await rig.reconnect();
  expect(params(rig)).toEqual({ pair: "BTC/USD" });
  await rig.join("q", { resumed: true });
  rig.run("q.run()");
  expect(params(rig)).toEqual({ pair: "ETH/USD" });
});

test("a cursor is of the stream with those parameters, not of another", async () => {
  const rig = rigOf([declared("pair")], {}, false);
  await rig.connect();
  const cursor = (): unknown => rig.peer.of("run").at(-1)!.cursor;
  rig.run("q.run({pair: 'A'})");
  await rig.join("q");
  await rig.message("q", 1, "x");
  rig.run("q.run({pair: 'A'})");
  expect(cursor()).toEqual({ epoch: EPOCH, offset: 1 });
  await rig.join("q", { resumed: true, top: 1 });
  rig.run("q.run({pair: 'B'})");
  expect(cursor()).toBeNull();
  rig.run("q.run({pair: 'A'})");
  await rig.join("q", { epoch: "of B" });
  expect(cursor()).toBeNull(); // what has been joined is B
  await rig.join("q", { top: 1 });
  await rig.reconnect();
  expect(params(rig)).toEqual({ pair: "A" });
});

test("run({…}) overrides the arguments, and what is given there need not be evaluated", async () => {
  const rig = rigOf([declared("pair"), declared("n", { type: "number", default: 1 })], { pair: "{{ nope.x }}" }, false);
  const peer = await rig.connect();
  rig.run("q.run({pair: 'ETH/USD', n: '3'}).then(() => console.log('joined', q.params.pair, q.params.n))");
  expect(params(rig)).toEqual({ pair: "ETH/USD", n: 3 });
  await rig.join("q");
  expect(logs(rig)).toEqual(["joined ETH/USD 3"]);
  rig.run("q.run({pair: 'X', n: null})");
  expect(params(rig)).toEqual({ pair: "X" });
  expect(peer.of("run")).toHaveLength(2);
});

test("a value that can't be converted fails the query, is told once, and rejects the run", async () => {
  const rig = rigOf([declared("n", { type: "number" })], { n: "{{ pair.value }}" });
  const peer = await rig.connect();
  expect(peer.of("run")).toEqual([]);
  const message = 'the parameter n must be a number, not "BTC/USD"';
  expect(rig.reports()).toEqual([`q:null ${message} (bad_parameter)`, "q · error · handler 1:1 event bad_parameter"]);
  await rig.reconnect();
  expect(rig.peer.of("run")).toEqual([]); // it isn't tried again by itself
  await rig.clock.advance(2_000);
  rig.run("return q.run()"); // nobody catches it: the query has told already
  await settle();
  expect(rig.reports().filter((line) => line.includes(message))).toHaveLength(2);
  rig.run("q.run().catch((e) => console.log('caught', e.code))");
  await settle();
  expect(logs(rig).at(-1)).toBe("caught bad_parameter");
  rig.run("q.run({n: 2}).then(() => console.log('mended', q.status))");
  await rig.join("q");
  expect(logs(rig).at(-1)).toBe("mended open");
});

test("a binding that throws, a parameter that isn't declared and what is no object are bad parameters", async () => {
  const rig = rigOf([declared("n")], { n: "{{ nope.x }}" }, false);
  await rig.connect();
  rig.run(
    "for (const given of [undefined, {m: 1}, 'n=1', [1]]) q.run(given).catch((e) => console.log(e.code + ': ' + e.message))",
  );
  await settle();
  const told = logs(rig).filter((line) => line.startsWith("bad_parameter"));
  expect(told).toEqual(
    expect.arrayContaining([
      "bad_parameter: the parameter n could not be evaluated: ReferenceError: nope is not defined",
      'bad_parameter: q has no parameter "m"',
      'bad_parameter: q.run takes its parameters as an object such as {pair: "ETH/USD"}',
    ]),
  );
  expect(rig.peer.of("run")).toEqual([]);
});

test("what the server refuses fails the query under the server's code", async () => {
  for (const code of ["bad_parameter", "sign_in_required"]) {
    const rig = rigOf([declared("pair")], { pair: "{{ pair.value }}" }, false);
    const peer = await rig.connect();
    rig.run("q.run().catch((e) => console.log('rejected', e.code, q.status, q.message))");
    const { id } = peer.of("run")[0]!;
    peer.send({ type: "result", id, ok: false, error: { code, message: "not so" } });
    await settle();
    expect(logs(rig)).toContain(`rejected ${code} failed not so`);
    await rig.clock.advance(60_000);
    expect(peer.of("run")).toHaveLength(1);
  }
});

test("a run with other parameters while one is under way is asked next, and resolves with its own stream", async () => {
  const rig = rigOf([declared("pair")], {}, false);
  const peer = await rig.connect();
  rig.run(
    "(q.run({pair: 'A'}), q.run({pair: 'A'}), q.run({pair: 'B'}).then(() => console.log('joined', q.params.pair)))",
  );
  expect(peer.of("run").map((frame) => frame.params)).toEqual([{ pair: "A" }]);
  await rig.join("q", { stream: "a", epoch: "ea" });
  expect(peer.of("run").map((frame) => frame.params)).toEqual([{ pair: "A" }, { pair: "B" }]);
  expect(logs(rig)).toEqual([]);
  await rig.join("q", { stream: "b", epoch: "eb", status: statusOf({ at: 2 }) });
  expect(logs(rig)).toEqual(["joined B"]);
});

test("the studio's run button may give parameters", async () => {
  const rig = rigOf([declared("pair")], { pair: "{{ pair.value }}" }, false);
  await rig.connect();
  rig.engine.receive({ type: "command", id: 1, query: "q", command: "run", params: { pair: "ETH/USD" } });
  await settle();
  expect(params(rig)).toEqual({ pair: "ETH/USD" });
});

test("a binding of a parameter can't write, and one that was stopped stays stopped", async () => {
  const rig = rigOf([declared("pair")], { pair: "{{ (pair.setValue('x'), 1) }}" });
  await rig.connect();
  expect(rig.reports()[0]).toContain("a binding can't call pair.setValue");
  const stopped = new Rig(
    documentOf({
      queries: [queryOf("q", { parameters: [declared("n")], arguments: [{ name: "n", value: "{{ f() }}" }] })],
    }),
    { disabled: ["q · n"] },
  );
  await stopped.connect();
  expect(stopped.reports()[0]).toContain("it did not come to an end (bad_parameter)");
});
