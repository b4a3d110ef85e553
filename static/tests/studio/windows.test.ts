/** The window of a stream over REST: its address, its export, its clearing. */
import { afterEach, expect, it, vi } from "vitest";
import { setCsrfToken } from "../../src/api/http";
import { clearWindow, exportWindow, type WindowOf, windowPath } from "../../src/api/windows";

const OF: WindowOf = { app: 7, query: "ticker", mode: "draft", session: "s:1", params: { pair: "XBT/USD", depth: 5 } };

afterEach(() => {
  vi.unstubAllGlobals();
  setCsrfToken("");
});

it("the address says whose stream it is and run with what", () => {
  const address = new URL(windowPath(OF, "csv", "oldest"), "http://a.example");
  expect(address.pathname).toBe("/api/apps/7/queries/ticker/window/");
  expect(Object.fromEntries(address.searchParams)).toEqual({
    mode: "draft",
    session: "s:1",
    params: '{"pair":"XBT/USD","depth":5}',
    as: "csv",
    order: "oldest",
  });
  expect(windowPath({ app: 7, query: "$a", mode: "release", session: null, params: {} })).toBe(
    "/api/apps/7/queries/%24a/window/?mode=release",
  );
});

it("an export is the file as the server made it", async () => {
  vi.stubGlobal("fetch", async () => new Response("a,b\n1,2\n", { headers: { "Content-Type": "text/csv" } }));
  expect(await (await exportWindow(OF, "csv")).text()).toBe("a,b\n1,2\n");
});

it("an export that fails says why, instead of becoming a file", async () => {
  const problem = JSON.stringify({ code: "session_required", message: "Open the app first." });
  vi.stubGlobal("fetch", async () => new Response(problem, { status: 400 }));
  await expect(exportWindow(OF, "ndjson")).rejects.toMatchObject({ status: 400, message: "Open the app first." });
  vi.stubGlobal("fetch", async () => new Response("", { status: 503 }));
  await expect(exportWindow(OF, "ndjson")).rejects.toMatchObject({ unreachable: true });
});

it("clearing is a DELETE with the page's token", async () => {
  const fetched = vi.fn(async (_path: string, _request: RequestInit) => new Response(null, { status: 204 }));
  vi.stubGlobal("fetch", fetched);
  setCsrfToken("t");
  await clearWindow(OF);
  const [path, request] = fetched.mock.calls[0] ?? [];
  expect(path).toBe(windowPath(OF));
  expect(request?.method).toBe("DELETE");
  expect(new Headers(request?.headers).get("X-CSRFToken")).toBe("t");
});
