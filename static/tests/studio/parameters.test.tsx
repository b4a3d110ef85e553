// @vitest-environment happy-dom
/** Declared parameters: types, allowed values, bindings, and what follows a rename. */
import { describe, expect, it } from "vitest";
import type { Parameter, StreamQuery } from "../../src/document";
import { blankQuery } from "../../src/studio/draft/blank";
import { rename } from "../../src/studio/language/renaming";
import { boundParams, runParams } from "../../src/studio/queries/arguments";
import {
  bind,
  faultOfParameterName,
  readAllowed,
  readScalar,
  referencesTo,
  removeParameter,
  renameParameter,
  withAllowed,
  withType,
} from "../../src/studio/queries/general/parameter-edits";
import { Parameters } from "../../src/studio/queries/general/parameters";
import { documentOf } from "../documents";
import { stage, studioOf } from "./rig";

const pair: Parameter = { name: "pair", type: "string", default: "XBT/USD", allowed: [], pattern: "" };
const depth: Parameter = { name: "depth", type: "number", default: 10, allowed: [], pattern: "" };

const QUERY: StreamQuery = {
  ...blankQuery("ticker", "wss://a.example/{{ params.pair }}?d={{params.depth}}"),
  parameters: [pair, depth],
  arguments: [{ name: "pair", value: "{{ choice.value }}" }],
  headers: [{ name: "X-Pair", value: "{{ params.pair }}" }],
  auth: { type: "bearer", token: "{{ params.pair }}-t" },
  on_connect: [{ kind: "json", text: '{"pair":"{{ params.pair }}"}', wait_for: null, wait_seconds: 10 }],
};

describe("a value of a parameter", () => {
  it("is read as the parameter's type, or not at all", () => {
    expect([readScalar("5", "string"), readScalar("5", "number"), readScalar("true", "boolean")]).toEqual([
      "5",
      5,
      true,
    ]);
    expect([readScalar("five", "number"), readScalar("", "number"), readScalar("yes", "boolean")]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it("allowed ones stand one a line, each once; the first that isn't of the type is named", () => {
    expect(readAllowed("1\n\n5\n1", "number")).toEqual({ values: [1, 5], bad: null });
    expect(readAllowed("1\nfive", "number")).toEqual({ values: [], bad: "five" });
    expect(readAllowed(" a, b \nc", "string")).toEqual({ values: ["a, b", "c"], bad: null });
  });
});

describe("a change of", () => {
  it("the type takes along what can be read as it", () => {
    const listed: Parameter = { ...pair, default: "5", allowed: ["5", "x"], pattern: "\\d" };
    expect(withType(listed, "number")).toEqual({ ...listed, type: "number", default: 5, allowed: [5], pattern: "" });
    expect(withType(depth, "boolean")).toMatchObject({ type: "boolean", default: null, allowed: [] });
  });

  it("the allowed values never leaves a default that isn't one", () => {
    expect(withAllowed(pair, ["ETH/USD", "XBT/USD"]).default).toBe("XBT/USD");
    expect(withAllowed(pair, ["ETH/USD"]).default).toBe("ETH/USD");
    expect(withAllowed({ ...pair, default: null }, ["ETH/USD"]).default).toBeNull();
  });

  it("the name is followed wherever the definition says it", () => {
    const renamed = renameParameter(QUERY, "pair", "market");
    expect(renamed.url).toBe("wss://a.example/{{ params.market }}?d={{params.depth}}");
    expect(renamed.headers[0]?.value).toBe("{{ params.market }}");
    expect(renamed.auth).toEqual({ type: "bearer", token: "{{ params.market }}-t" });
    expect(renamed.on_connect[0]?.text).toBe('{"pair":"{{ params.market }}"}');
    expect(renamed.arguments).toEqual([{ name: "market", value: "{{ choice.value }}" }]);
    expect(renamed.parameters.map((one) => one.name)).toEqual(["market", "depth"]);
    expect([referencesTo(QUERY, "pair"), referencesTo(renamed, "pair"), referencesTo(renamed, "market")]).toEqual([
      4, 0, 4,
    ]);
  });

  it.each([
    ["", "Enter a name."],
    ["1st", "Use letters, digits and _, and start with a letter or _."],
    ["depth", '"depth" is taken. Choose another name.'],
    ["pair", null],
    ["market", null],
  ])("the name to %j is judged while it is typed", (name, fault) => {
    expect(faultOfParameterName(name, "pair", new Set(["pair", "depth"]))).toBe(fault);
  });
});

describe("what a parameter is run with", () => {
  it("is kept only where something is said", () => {
    expect(bind([], "depth", "{{ 1 }}")).toEqual([{ name: "depth", value: "{{ 1 }}" }]);
    expect(bind(QUERY.arguments, "pair", "x")).toEqual([{ name: "pair", value: "x" }]);
    expect(bind(QUERY.arguments, "pair", "")).toEqual([]);
    expect(removeParameter(QUERY, "pair")).toEqual({ parameters: [depth], arguments: [] });
  });

  it("follows a renamed state", () => {
    expect(rename(documentOf({ queries: [QUERY] }), "choice", "market").queries[0]?.arguments[0]?.value).toBe(
      "{{ market.value }}",
    );
  });

  it("is the binding's present value, of the parameter's type; without one the default stands", async () => {
    const values: Record<string, unknown> = { "{{ a }}": 7, "{{ b }}": undefined, "{{ c }}": "12" };
    const query: StreamQuery = {
      ...QUERY,
      arguments: [
        { name: "pair", value: "{{ a }}" },
        { name: "depth", value: "{{ c }}" },
        { name: "gone", value: "{{ a }}" },
      ],
    };
    expect(await boundParams(query, async (template) => values[template])).toEqual({ pair: "7", depth: 12 });
    const unset = { ...query, arguments: [{ name: "pair", value: "{{ b }}" }] };
    expect(await boundParams(unset, async (template) => values[template])).toEqual({});
    expect(await boundParams(unset, async () => "")).toEqual({});
    const typed = { ...query, arguments: [{ name: "depth", value: "3" }] };
    expect(await boundParams(typed, async () => "asked for nothing")).toEqual({ depth: 3 });
  });
});

it("what a stream was run with is what the app says, else what it is bound to", async () => {
  const running = { pair: "XBT/USD", depth: null };
  expect(await runParams(QUERY, async (template) => (template === "{{ ticker.params }}" ? running : "?"))).toEqual({
    pair: "XBT/USD",
  });
  expect(await runParams(QUERY, async (template) => (template.includes("choice") ? "A/B" : undefined))).toEqual({
    pair: "A/B",
  });
});

it("the table shows each parameter with its binding, and the server's faults under their row", async () => {
  const faults = [
    { path: "queries[0].parameters[1]", message: "depth must be a number" },
    { path: "queries[0].arguments[0].value", message: "a binding is not closed" },
  ];
  const page = stage(studioOf(QUERY, faults));
  const changes: Partial<StreamQuery>[] = [];
  await page.show(<Parameters query={QUERY} path="queries[0]" onChange={(change) => changes.push(change)} />);
  expect(page.labelled("pair, run with").value).toBe("{{ choice.value }}");
  expect([...page.root.querySelectorAll(".field-error")].map((fault) => fault.textContent)).toEqual([
    "a binding is not closed",
    "depth must be a number",
  ]);
  await page.type(page.labelled("depth, default"), "x");
  expect(changes).toEqual([]);
  await page.type(page.labelled("depth, default"), "25");
  await page.type(page.labelled("pair, run with"), "ETH/USD");
  await page.click(page.at("declare-add"));
  expect(changes[0]?.parameters?.[1]?.default).toBe(25);
  expect(changes[1]).toEqual({ arguments: [{ name: "pair", value: "ETH/USD" }] });
  expect(changes[2]?.parameters?.[2]?.name).toBe("param1");
  await page.close();
});
