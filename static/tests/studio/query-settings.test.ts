/** A query's settings: defaults, suggested names, close codes, units, the words of its status, marked tabs. */
import { describe, expect, it } from "vitest";
import type { FieldPick } from "../../src/document";
import type { StreamStatus } from "../../src/protocol";
import { blankMessage, blankQuery } from "../../src/studio/draft/blank";
import { readCodes } from "../../src/studio/queries/codes";
import { aliasOf, blankPick, withPath } from "../../src/studio/queries/fields/picks";
import { moved } from "../../src/studio/queries/sending/moved";
import { closeMeaning, reasonOf, statusLine } from "../../src/studio/queries/status-words";
import { tabsOf } from "../../src/studio/queries/tabs";
import { SIZE_UNITS, TIME_UNITS, unitOf } from "../../src/studio/queries/unit-input";
import { faultOfUrl } from "../../src/studio/queries/url";

describe("a new query", () => {
  it("has the defaults of the server's schema", () => {
    expect(blankQuery("a", "wss://a.example/")).toEqual({
      kind: "stream",
      name: "a",
      folder: "",
      url: "wss://a.example/",
      parameters: [],
      arguments: [],
      query_parameters: [],
      headers: [],
      cookies: [],
      origin: "",
      auth: { type: "none" },
      tls: { verify: true, ca: "" },
      subprotocols: [],
      on_connect: [],
      auto_replies: [],
      keep_alive: { ping_seconds: 20, idle_seconds: 0, heartbeat: null },
      reconnect: true,
      final_close_codes: [],
      format: "json",
      limits: { message_bytes: 1_048_576, messages_per_second: 0 },
      skip: null,
      explode: "",
      fields: [],
      order: null,
      viewers_broadcast: { allowed: null, shape: { type: "any" } },
      window: { size: 1_000, max_age_seconds: 0, max_bytes: 16_777_216, key: "" },
      delivery: { mode: "every", per_second: 20 },
      scope: "session",
      run_on_load: true,
      triggers: { on_input: false, debounce_ms: 300, after: [], after_ms: 0 },
      notifications: { success: "", failure: "", duration_ms: 3_000 },
      confirm: "",
      timeout_ms: 10_000,
      events: [],
    });
  });

  it("sends JSON where its messages are, and what it sends first is valid", () => {
    expect(blankMessage("json")).toEqual({ kind: "json", text: "{}", wait_for: null, wait_seconds: 10 });
    expect(blankMessage("text").kind).toBe("text");
  });

  it("may have placeholders in its address", () => {
    expect(faultOfUrl("wss://a.example/{{ params.pair }}")).toBeNull();
    expect(faultOfUrl("wss://{{ params.host }}:443/")).toBeNull();
    expect(faultOfUrl("{{ params.scheme }}://a")).not.toBeNull();
  });
});

describe("a field's name", () => {
  it.each([
    ["$.data[0].price", "price"],
    ["$[1]", "value1"],
    ["$['bid size']", "bid_size"],
    ["$['24h']", "_24h"],
    ["$", null],
    ["$.a[*]", null],
  ])("is suggested by the path %j: %j", (path, alias) => expect(aliasOf(path)).toBe(alias));

  it("follows the path until somebody chooses one, and never stands twice", () => {
    let fields: FieldPick[] = [];
    fields = withPath([blankPick(fields)], 0, "$.p");
    fields = withPath(fields, 0, "$.price");
    expect(fields[0]?.alias).toBe("price");
    fields = withPath([...fields, blankPick(fields)], 1, "$.last.price");
    expect(fields[1]?.alias).toBe("price2");
    const chosen = fields.map((field) => ({ ...field, alias: `my_${field.alias}` }));
    expect(withPath(chosen, 0, "$.volume")[0]).toMatchObject({ path: "$.volume", alias: "my_price" });
  });
});

it("final close codes are numbers with commas or spaces between, each once", () => {
  expect(readCodes("1008, 4001 4001;0")).toEqual({ codes: [1008, 4001, 0], bad: null });
  expect(readCodes("1008, x").bad).toBe("x");
  expect(readCodes("70000").bad).toBe("70000");
  expect(readCodes(" ")).toEqual({ codes: [], bad: null });
});

it("a number is shown in the largest unit it is a whole number of", () => {
  const label = (value: number, units: typeof TIME_UNITS) => unitOf(value, units).label;
  expect([0, 90, 300, 7_200, 86_400, 90_000].map((seconds) => label(seconds, TIME_UNITS))).toEqual([
    "s",
    "s",
    "min",
    "h",
    "days",
    "h",
  ]);
  expect([1_024, 1_536, 1_048_576].map((bytes) => label(bytes, SIZE_UNITS))).toEqual(["KiB", "KiB", "MiB"]);
});

it("an entry moves by a step, the others stay in order", () => {
  expect(moved(["a", "b", "c"], 2, -1)).toEqual(["a", "c", "b"]);
  expect(moved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
});

describe("the words of a status", () => {
  const status = (changes: Partial<StreamStatus>): StreamStatus => ({
    status: "open",
    at: 0,
    connection: 1,
    attempt: 0,
    next_retry_at: null,
    code: null,
    message: null,
    close_code: null,
    close_reason: null,
    subprotocol: null,
    ...changes,
  });

  it("say since when, when the next attempt is and which it is", () => {
    expect(statusLine(undefined, 0)).toBe("idle");
    expect(statusLine(status({}), 62_000)).toBe("open · 1 min");
    expect(statusLine(status({ status: "retrying", next_retry_at: 5_000, attempt: 3 }), 1_000)).toBe(
      "retrying in 4 s · attempt 3",
    );
    expect(statusLine(status({ status: "degraded" }), 5_000)).toBe("degraded · 5 s");
  });

  it("give the upstream's close code, its meaning and its reason, once", () => {
    const closed = status({ status: "retrying", message: "The connection was closed.", close_code: 1008 });
    expect(reasonOf({ ...closed, close_reason: "bad token" })).toEqual({
      tone: "busy",
      text: "The connection was closed.",
      close: "1008 · policy violation · “bad token”",
    });
    expect(reasonOf({ ...closed, message: "Closed with code 1008." })?.close).toBeNull();
    expect(reasonOf(status({ status: "failed", close_code: 4001, close_reason: "gone" }))).toEqual({
      tone: "fail",
      text: "The upstream closed the connection.",
      close: "4001 · “gone”",
    });
    expect(closeMeaning(999)).toBe("not a legal code");
    expect(closeMeaning(4_001)).toBeNull();
  });

  it("explain what degraded means, in the server's words where there are some", () => {
    expect(reasonOf(status({ status: "degraded", code: "store_down" }))?.text).toContain("gap");
    expect(reasonOf(status({ status: "degraded", code: "store_full" }))?.text).toContain("full");
    expect(reasonOf(status({ status: "degraded", code: "store_full", message: "Said." }))?.text).toBe("Said.");
    expect(reasonOf(status({}))).toBeNull();
  });
});

it("a tab counts what is in it and is marked when something in it is wrong", () => {
  const query = { ...blankQuery("a", "wss://a/"), on_connect: [blankMessage("json"), blankMessage("json")] };
  const tabs = tabsOf(query, "queries[2]", [
    { path: "queries[2].on_connect[1].wait_for.rules[0].path", message: "x" },
    { path: "queries[2].keep_alive.heartbeat.message.text", message: "x" },
    { path: "queries[2].keep_alive.ping_seconds", message: "x" },
    { path: "queries[20].url", message: "another query's" },
  ]);
  const marked = tabs.flatMap((tab) => (tab.wrong ? [`${tab.id}: ${tab.wrong}`] : []));
  expect(marked).toEqual(["messages: 2 problems", "advanced: 1 problem"]);
  expect(tabs.find((tab) => tab.id === "messages")?.count).toBe(2);
});
