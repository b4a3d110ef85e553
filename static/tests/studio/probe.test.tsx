// @vitest-environment happy-dom
/** The test of a query: the steps told, the advice at the one that failed, giving it up. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { definitionPart, type ProbeResult, type ProbeStep } from "../../src/api/probes";
import type { StreamQuery } from "../../src/document";
import { blankQuery } from "../../src/studio/draft/blank";
import { Probe } from "../../src/studio/queries/probe/probe";
import { headersOf, messageText, stepLines, time, verdict } from "../../src/studio/queries/probe/steps";
import { handlerOf } from "../documents";
import { stage, studioOf } from "./rig";

const step = (name: ProbeStep["name"], ok = true, facts: ProbeStep["facts"] = {}): ProbeStep => ({
  name,
  ok,
  ms: 10,
  detail: ok ? null : "The server answered HTTP 401.",
  facts,
});
const FAILED: ProbeResult = {
  ok: false,
  steps: [
    step("resolve", true, { addresses: ["1.2.3.4", "1.2.3.5"] }),
    step("guard"),
    step("connect"),
    step("tls", true, { version: "TLSv1.3", expires: null }),
    step("handshake", false, { status: 401, headers: { server: "nginx", "set-cookie": "(hidden)" } }),
  ],
  message: null,
};

describe("the steps", () => {
  it("are all told: passed, failed with advice, not reached", () => {
    const lines = stepLines(FAILED, { tls: true, onConnect: false });
    expect(lines.map((line) => [line.name, line.state])).toEqual([
      ["resolve", "ok"],
      ["guard", "ok"],
      ["connect", "ok"],
      ["tls", "ok"],
      ["handshake", "failed"],
      ["first_message", "not_reached"],
    ]);
    expect(lines.filter((line) => line.advice).map((line) => line.name)).toEqual(["handshake"]);
    expect(lines[4]?.detail).toBe("The server answered HTTP 401.");
    expect(lines[0]?.facts).toEqual([{ name: "addresses", value: "1.2.3.4, 1.2.3.5" }]);
    expect(lines[3]?.facts).toEqual([{ name: "version", value: "TLSv1.3" }]);
    expect(verdict(FAILED, lines)).toBe("Failed at “WebSocket handshake” after 50 ms.");
  });

  it("of a test that is passed all the same carry a remark instead of a failure", () => {
    const silent: ProbeResult = { ok: true, steps: [step("connect"), step("first_message", false)], message: null };
    const lines = stepLines(silent, { tls: false, onConnect: false });
    expect(lines.at(-1)).toMatchObject({ state: "remark", advice: expect.stringContaining("subscription") });
    expect(verdict(silent, lines)).toBe("The connection stands: 20 ms in all, with a remark.");
    const unread = { ...silent, steps: [step("first_message", false, { bytes: 3, rows: 0 })] };
    expect(stepLines(unread, { tls: false, onConnect: false }).at(-1)?.advice).toContain("what messages are");
  });

  it("of an unencrypted address have no TLS among them", () => {
    const lines = stepLines(
      { ok: false, steps: [step("resolve", false)], message: null },
      { tls: false, onConnect: true },
    );
    expect(lines.map((line) => line.name)).toEqual([
      "resolve",
      "guard",
      "connect",
      "handshake",
      "on_connect",
      "first_message",
    ]);
  });

  it("carry the handshake's headers, as an object or as pairs", () => {
    const expected = [
      { name: "server", value: "nginx" },
      { name: "set-cookie", value: "(hidden)" },
    ];
    expect(headersOf(FAILED)).toEqual(expected);
    const pairs = [
      ["server", "nginx"],
      ["set-cookie", "(hidden)"],
    ];
    expect(headersOf({ ...FAILED, steps: [step("handshake", true, { headers: pairs })] })).toEqual(expected);
    expect(headersOf({ ...FAILED, steps: [] })).toEqual([]);
  });

  it("show the first message as it came, large numbers unchanged", () => {
    expect(messageText('{"id":8628615390848610001}')).toBe('{"id":8628615390848610001}');
    expect(messageText({ base64: "AQ==", size: 1 })).toContain('"size": 1');
    expect(messageText(null)).toBeNull();
    expect([time(0.1), time(38.4), time(1_204)]).toEqual(["<1 ms", "38 ms", "1.2 s"]);
  });
});

describe("the panel", () => {
  afterEach(() => vi.unstubAllGlobals());
  const query: StreamQuery = {
    ...blankQuery("ticker", "wss://a.example/{{ params.pair }}"),
    parameters: [{ name: "pair", type: "string", default: "x", allowed: [], pattern: "" }],
    arguments: [{ name: "pair", value: "XBT/USD" }],
    events: [handlerOf({ event: "open", action: { type: "run_javascript", code: "1" } })],
  };
  const until = (condition: () => boolean) => vi.waitFor(() => expect(condition()).toBe(true));

  it("asks with the definition as typed, its parameters bound, and tells what came of it", async () => {
    const fetched = vi.fn(async (_path: string, _request: RequestInit) => new Response(JSON.stringify(FAILED)));
    vi.stubGlobal("fetch", fetched);
    const page = stage(studioOf(query));
    await page.show(<Probe query={query} onClose={() => undefined} />);
    await until(() => page.at("probe").getAttribute("data-state") === "done");
    const [path, request] = fetched.mock.calls[0] ?? [];
    expect(path).toBe("/api/apps/7/probe/");
    const body = JSON.parse(String(request?.body));
    expect(body.params).toEqual({ pair: "XBT/USD" });
    expect(body.definition).not.toHaveProperty("folder"); // the studio's own: the server refuses it
    expect(body.definition).toEqual(JSON.parse(JSON.stringify(definitionPart(query))));
    // Exactly what the server's StreamDefinition has; it refuses anything else.
    for (const around of ["events", "triggers", "notifications", "confirm", "timeout_ms", "arguments", "kind"]) {
      expect(Object.keys(body.definition)).not.toContain(around);
    }
    expect(page.root.querySelector('[data-step="handshake"]')?.getAttribute("data-state")).toBe("failed");
    expect(page.root.textContent).toContain("401 and 403 mean credentials");
    await page.close();
  });

  it("can be given up, and then says so", async () => {
    let signal: AbortSignal | null | undefined;
    vi.stubGlobal("fetch", (_path: string, request: RequestInit) => {
      signal = request.signal;
      return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(new Error("aborted"))));
    });
    const page = stage(studioOf(query));
    await page.show(<Probe query={query} onClose={() => undefined} />);
    expect(page.at("probe").getAttribute("data-state")).toBe("running");
    await until(() => signal !== undefined);
    await page.click(page.at("probe-cancel"));
    await until(() => page.at("probe").getAttribute("data-state") === "cancelled");
    expect(signal?.aborted).toBe(true);
    await page.close();
  });

  it("says why the server would not test it, fault by fault", async () => {
    const problem = {
      code: "invalid_definition",
      message: "The definition has problems.",
      errors: [{ path: "url", message: "names no host" }],
    };
    vi.stubGlobal("fetch", async () => new Response(JSON.stringify(problem), { status: 422 }));
    const page = stage(studioOf(query));
    await page.show(<Probe query={query} onClose={() => undefined} />);
    await until(() => page.at("probe").getAttribute("data-state") === "refused");
    expect(page.root.textContent).toContain("The definition has problems.");
    expect(page.root.textContent).toContain("url names no host");
    await page.close();
  });
});
