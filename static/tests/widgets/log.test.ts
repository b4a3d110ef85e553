import { expect, it } from "vitest";
import { formatClock } from "../../src/widgets/data/time";
import { lineOf } from "../../src/widgets/log/lines";

it("shows texts as they are and JSON of what has no text", () => {
  expect(lineOf("open again")).toEqual({ at: "", level: "info", text: "open again" });
  expect(lineOf([42, { a: 1 }]).text).toBe('[42,{"a":1}]');
  expect(lineOf({ event: "heartbeat" }).text).toBe('{"event":"heartbeat"}');
});

it("takes time, level and text of an entry that has them", () => {
  const line = lineOf({ time: 1_700_000_000, level: "WARN", text: "reconnecting" });
  expect(line).toEqual({ at: formatClock(1_700_000_000_000), level: "warning", text: "reconnecting" });
});

it("keeps a line one line, of a bounded length", () => {
  expect(lineOf("a\n  b").text).toBe("a ⏎ b");
  expect(lineOf("x".repeat(5_000)).text).toHaveLength(2_001);
});
