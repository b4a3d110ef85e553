import { describe, expect, it } from "vitest";
import { formatClock } from "../../src/widgets/data/time";
import { lineReader, matching, pieces } from "../../src/widgets/log/lines";

const USUAL = { time: "", level: "", text: "" };
const lineOf = lineReader(USUAL);

describe("a line", () => {
  it("shows texts as they are and JSON of what has no text", () => {
    expect(lineOf("open again")).toEqual({ at: "", level: "info", told: false, text: "open again" });
    expect(lineOf([42, { a: 1 }]).text).toBe('[42,{"a":1}]');
    expect(lineOf({ event: "heartbeat", time: 1 })).toMatchObject({ at: "", text: '{"event":"heartbeat","time":1}' });
  });

  it("takes time, level and text of an entry that has them", () => {
    const line = lineOf({ time: 1_700_000_000, level: "WARN", text: "reconnecting" });
    const at = formatClock(1_700_000_000_000);
    expect(line).toEqual({ at, level: "warning", told: true, text: "reconnecting" });
    expect(lineOf({ message: "x", level: "odd" })).toMatchObject({ level: "info", told: false });
  });

  it("takes them from where the fields say, and from the row's message", () => {
    const read = lineReader({ time: "@at", level: "[0].sev", text: "[1]" });
    const line = read([{ sev: "critical" }, "boom"], { query: "q", at: 1_700_000_000_000, offset: 1 });
    expect(line).toEqual({ at: formatClock(1_700_000_000_000), level: "error", told: true, text: "boom" });
  });

  it("stays one line, of a bounded length", () => {
    expect(lineOf("a\n  b").text).toBe("a ⏎ b");
    expect(lineOf("x".repeat(5_000)).text).toHaveLength(2_001);
  });
});

describe("the search", () => {
  const entries = ["Open", { level: "error", text: "not open" }, { level: "debug", text: "tick" }];
  const found = (search: string, rank = 0) => matching(entries, null, lineOf, search, rank);

  it("finds lines by text and by level; without either all are shown", () => {
    expect(found("")).toBeNull();
    expect(found("OPEN")).toEqual([0, 1]);
    expect(found("", 1)).toEqual([0, 1]);
    expect(found("open", 3)).toEqual([1]);
  });

  it("marks what was found", () => {
    expect(pieces("Open, reopen", "open")).toEqual(["", "Open", ", re", "open", ""]);
    expect(pieces("x", " ")).toEqual(["x"]);
  });
});
