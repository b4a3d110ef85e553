// @vitest-environment happy-dom
import { render } from "preact";
import { expect, it } from "vitest";
import type { QueryReport } from "../../src/bridge";
import type { Widget } from "../../src/document";
import type { StreamStatus } from "../../src/protocol";
import Connection from "../../src/widgets/connection/view";
import { PROPS } from "../documents";

const status: StreamStatus = {
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
};

function shown(fields: Partial<StreamStatus>, report: Partial<QueryReport> = {}): string {
  const root = document.createElement("div");
  const counts = { rate: 48, messages: 1, window: 1_000, received: 1, replaced: 0, gaps: 0, behind: 0 };
  const ticker: QueryReport = {
    name: "ticker",
    status: { ...status, ...fields },
    ...counts,
    lastMessageAt: null,
    ...report,
  };
  const widget = { name: "w", type: "connection", properties: { query: "ticker" } } as Extract<
    Widget,
    { type: "connection" }
  >;
  render(<Connection {...PROPS} widget={widget} queries={{ ticker }} />, root);
  return root.textContent ?? "";
}

it("says how far a viewer is behind and what it missed, and neither while all is well", () => {
  expect(shown({}, { behind: 1_204, gaps: 3 })).toBe("tickerLive · 48 msg/sNo message yet · 1,204 behind · 3 missed");
  expect(shown({})).toBe("tickerLive · 48 msg/sNo message yet");
});

it("says in words what a degraded stream lacks, with the server's reason", () => {
  const message = "The server's store doesn't answer. What comes meanwhile follows.";
  expect(shown({ status: "degraded", code: "store_down", message })).toBe(`tickerDelayed${message}`);
  expect(shown({ status: "degraded", code: "store_full", message: "Full." })).toBe("tickerDelayedFull.");
});
