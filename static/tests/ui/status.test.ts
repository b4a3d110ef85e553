import { describe, expect, it } from "vitest";
import { behindText, countdown, gapText, rateText, statusText } from "../../src/ui/status";

const status = {
  status: "open" as const,
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

describe("the words of a connection", () => {
  it("says the rate while open", () => {
    expect(statusText(status, 48.4, 0)).toBe("Live · 48 msg/s");
    expect(rateText(0.42)).toBe("0.4 msg/s");
    expect(rateText(1204)).toBe("1,204 msg/s");
    expect(rateText(Number.NaN)).toBe("0 msg/s");
  });

  it("counts down to the next attempt while retrying", () => {
    const retrying = { ...status, status: "retrying" as const, next_retry_at: 14_200 };
    expect(statusText(retrying, 0, 10_000)).toBe("Retrying in 5 s");
    expect(countdown(9_000, 10_000)).toBe("now");
    expect(countdown(130_000, 10_000)).toBe("in 2 min");
  });

  it("says what a degraded stream lacks, in words for a person", () => {
    const degraded = { ...status, status: "degraded" as const };
    expect(statusText({ ...degraded, code: "store_down" }, 48, 0)).toBe("Delayed");
    expect(statusText({ ...degraded, code: "store_full" }, 48, 0)).toBe("Delayed");
  });

  it("says how far a viewer is behind, and nothing when it isn't", () => {
    expect(behindText(1204)).toBe("1,204 behind");
    expect(behindText(0)).toBe("");
  });

  it("says how many messages are missing, and nothing when none is", () => {
    expect(gapText(1204)).toBe("1,204 missed");
    expect(gapText(0)).toBe("");
  });
});
