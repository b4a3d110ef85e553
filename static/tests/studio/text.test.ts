/** Values as text, templates cut into parts, addresses judged, errors of the API read. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { type ApiError, call, setCsrfToken } from "../../src/api/http";
import { preview } from "../../src/engine/preview";
import { hasTemplate, templateParts } from "../../src/studio/code/template";
import { duration, oneLine, rateShort, valueText } from "../../src/studio/format";
import { faultOfUrl } from "../../src/studio/queries/url";

describe("values", () => {
  it.each([
    [[42, [1, 2], "ohlc-1"], '[42, […], "ohlc-1"]'],
    [{ a: 1, b: { c: 2 } }, "{a: 1, b: {…}}"],
    [[], "[]"],
    [undefined, "undefined"],
    [null, "null"],
    ["12:41:01", '"12:41:01"'],
  ])("%j fits on one line", (value, text) => expect(oneLine(value)).toBe(text));

  it("a list is told by its length, a long text is cut", () => {
    expect(valueText([1, 2, 3])).toBe("3 rows");
    expect(valueText(preview(Array.from({ length: 1_234 }, () => 1)) as number[])).toBe("1,234 rows");
    expect(valueText(["a"])).toBe("1 row");
    expect(valueText(1.1000000000058)).toBe("1.1");
    expect(oneLine("x".repeat(400))).toHaveLength(161);
  });

  it("durations and rates keep to two figures", () => {
    expect([duration(42_900), duration(4_320_000), duration(90_000_000)]).toEqual(["42 s", "1 h 12 min", "1 d 1 h"]);
    expect([rateShort(0), rateShort(0.44), rateShort(41.2), rateShort(1234)]).toEqual([
      "0/s",
      "0.4/s",
      "41/s",
      "1.2k/s",
    ]);
  });
});

describe("templates", () => {
  it("are cut into plain text and parts, an unfinished part included", () => {
    expect(templateParts("a {{ b }} c {{ d")).toEqual(["a ", "{{ b }}", " c ", "{{ d", ""]);
    expect(hasTemplate("plain")).toBe(false);
  });
});

describe("addresses", () => {
  it.each([
    ["", "Enter an address that starts with wss:// or ws://."],
    ["https://a.example", '"https://a.example" must start with ws:// or wss://.'],
    ["wss://", '"wss://" names no host. Write it like wss://ws.kraken.com.'],
    ["wss://u:p@a.example", "Put credentials in a header, not in the URL."],
    ["wss://a.example/#x", "A WebSocket URL has no #fragment."],
    ["wss://a b", "The address has white space in it."],
  ])("%j is refused with a reason", (url, reason) => expect(faultOfUrl(url)).toBe(reason));

  it("a good one passes", () => expect(faultOfUrl("wss://ws.kraken.com/v1?x=1")).toBeNull());
});

describe("the API client", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    setCsrfToken("");
  });
  const answer = (status: number, body: string) => {
    const fetched = vi.fn(async () => new Response(body, { status }));
    vi.stubGlobal("fetch", fetched);
    return fetched;
  };
  const failure = (path = "/api/apps/"): Promise<ApiError> =>
    call("GET", path).then(
      () => {
        throw new Error("the call succeeded");
      },
      (error: ApiError) => error,
    );

  it("carries the page's CSRF token where something is changed", async () => {
    const fetched = answer(200, "{}");
    setCsrfToken("token-of-the-page");
    await call("PUT", "/api/apps/1/document/", {});
    const [, request] = fetched.mock.calls[0] as unknown as [string, RequestInit];
    expect(new Headers(request.headers).get("X-CSRFToken")).toBe("token-of-the-page");
  });

  it("reads code, faults and revision of a problem", async () => {
    answer(409, JSON.stringify({ code: "stale", message: "Changed elsewhere.", revision: 12 }));
    expect(await failure()).toMatchObject({ status: 409, code: "stale", revision: 12, message: "Changed elsewhere." });
  });

  it("has words of its own for an answer without any", async () => {
    answer(403, "<html>");
    expect((await failure()).message).toContain("Sign in again");
  });

  it("counts a dead network and a server that starts as unreachable", async () => {
    answer(503, "");
    expect((await failure()).unreachable).toBe(true);
    vi.stubGlobal("fetch", vi.fn().mockRejectedValue(new TypeError("network")));
    expect((await failure()).unreachable).toBe(true);
  });
});
