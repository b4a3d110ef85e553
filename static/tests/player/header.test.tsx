// @vitest-environment happy-dom
import { expect, it } from "vitest";
import type { QueryReport } from "../../src/bridge";
import { summaryOf, toneOfAll } from "../../src/player/header";
import { pressOf } from "../../src/ui/press";

const report = (status: QueryReport["status"]["status"], rate = 0): QueryReport => ({
  name: status,
  status: {
    status,
    at: 0,
    connection: 0,
    attempt: 0,
    next_retry_at: null,
    code: null,
    message: null,
    close_code: null,
    close_reason: null,
    subprotocol: null,
  },
  rate,
  messages: 0,
  window: 1000,
  received: 0,
  replaced: 0,
  gaps: 0,
  behind: 0,
  lastMessageAt: null,
});

it("sums up several connections", () => {
  expect(summaryOf([report("open", 41), report("open", 7)])).toBe("Live · 48 msg/s");
  expect(summaryOf([report("open", 41), report("retrying")])).toBe("1 of 2 live · 41 msg/s");
  expect(summaryOf([report("open", 41), report("idle")])).toBe("1 live · 41 msg/s");
  expect(summaryOf([report("idle"), report("closed")])).toBe("Idle");
});

it("takes the colour of the one that is worst off", () => {
  expect(toneOfAll([report("open"), report("retrying"), report("failed")])).toBe("fail");
  expect(toneOfAll([report("open"), report("connecting")])).toBe("busy");
  expect(toneOfAll([report("open"), report("idle")])).toBe("open");
});

it("names a shortcut the same on every system", () => {
  const keys = { metaKey: false, ctrlKey: false, shiftKey: false, altKey: false };
  expect(pressOf({ ...keys, key: "z", metaKey: true })).toBe("mod+z");
  expect(pressOf({ ...keys, key: "Z", ctrlKey: true, shiftKey: true })).toBe("mod+shift+z");
  expect(pressOf({ ...keys, key: "Enter", ctrlKey: true })).toBe("mod+enter");
});
