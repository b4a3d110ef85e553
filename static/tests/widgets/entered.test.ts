import { describe, expect, it } from "vitest";
import { asList, toLocal } from "../../src/widgets/data/entered";
import { asBound, readNumber, stepped } from "../../src/widgets/data/figure";
import { asChoices } from "../../src/widgets/data/options";
import { faultOf, fitted } from "../../src/widgets/data/typed";
import { matching } from "../../src/widgets/multi_select/matching";

const FREE = { min: null, max: null };

describe("a number as it is typed", () => {
  it("is read strictly, and told in words what is wrong", () => {
    expect(readNumber(" -1.5e3 ", FREE).value).toBe(-1_500);
    expect(readNumber("", FREE)).toEqual({ value: null, fault: null });
    for (const text of ["1.2.3", "0x10", "Infinity", "1e999", "--1", "12x"]) {
      expect(readNumber(text, FREE).fault).toContain("is not a number");
    }
    expect(readNumber("1,5", FREE).fault).toContain("Write it with a point: 1.5.");
    expect(readNumber("x".repeat(500), FREE).fault!.length).toBeLessThan(100);
    expect(readNumber("11", { min: 0, max: 10 })).toEqual({ value: null, fault: "11 is too large. The most is 10." });
  });

  it("is stepped without the noise of binary fractions, and within bounds", () => {
    expect(stepped(0.1, 2, 0.1, FREE)).toBe(0.3);
    expect(stepped(1e-7, 1, 1e-7, FREE)).toBe(2e-7);
    expect(stepped(null, 1, 1, { min: 5, max: null })).toBe(5);
    expect(stepped(9, 10, 1, { min: 0, max: 10 })).toBe(10);
    expect(asBound("low", "least").fault).toBe("The least is not a number: low.");
    expect(asBound("", "least")).toEqual({ bound: null, fault: null });
  });
});

describe("options", () => {
  const labels = (options: unknown) => asChoices(options).list.map(({ label }) => label);

  it("come as text, texts, numbers and objects", () => {
    expect(labels(" Buy, Sell,, ")).toEqual(["Buy", "Sell"]);
    expect(labels('["a, b", 2]')).toEqual(["a, b", "2"]);
    expect(asChoices([{ value: 1, label: "One", disabled: true }, { label: "Two" }]).list).toEqual([
      { value: 1, label: "One", disabled: true, key: "1" },
      { value: "Two", label: "Two", disabled: false, key: "Two" },
    ]);
  });

  it("leave out nulls and doubles, and tell what has no value", () => {
    expect(labels([null, 1, "1", undefined, 2])).toEqual(["1", "2"]);
    expect(asChoices([1, { x: 2 }]).fault).toContain('Option 2 has no value: {"x":2}');
    expect(asChoices({ a: 1 }).fault).toContain("must be a list");
    expect(asChoices(null)).toEqual({ list: [], fault: null });
  });

  it("are at most 5,000, and searched by their beginning first", () => {
    const many = asChoices(Array.from({ length: 6_000 }, (_, n) => `Option ${n}`));
    expect(many.list).toHaveLength(5_000);
    expect(many.fault).toBe("Only the first 5,000 of 6,000 options are offered.");
    expect(matching(many.list, "option 4999").shown).toHaveLength(1);
    expect(matching(many.list, "").more).toBe(4_900);
    expect(matching(asChoices("grey, green, dark grey").list, "GREY").shown.map(({ label }) => label)).toEqual([
      "grey",
      "dark grey",
    ]);
  });
});

describe("lists and local times", () => {
  it("makes a list of whatever is bound", () => {
    expect([asList(null), asList("a, b"), asList("[1, 2]"), asList("[a"), asList(3), asList([1])]).toEqual([
      [],
      ["a", "b"],
      [1, 2],
      ["[a"],
      [3],
      [1],
    ]);
  });

  it("reads ISO text and Unix time as local text", () => {
    const ms = new Date(2026, 10, 21, 9, 30).getTime();
    for (const given of [ms, ms / 1_000, String(ms), new Date(ms).toISOString(), "2026-11-21T09:30:59"]) {
      expect(toLocal(given, "datetime")).toBe("2026-11-21T09:30");
    }
    expect(toLocal("2026-11-21", "date")).toBe("2026-11-21"); // not the day before, west of Greenwich
    expect(toLocal("2026-11-21", "datetime")).toBe("2026-11-21T00:00");
    expect([toLocal("9:05", "time"), toLocal(ms, "time"), toLocal("", "date")]).toEqual(["09:05", "09:30", ""]);
    for (const wrong of ["soon", "25:00", "2026-13-40", {}, true]) expect(toLocal(wrong, "time")).toBeNull();
  });
});

it("tells what is wrong with a typed text", () => {
  const properties = { label: "", disabled: "", placeholder: "", value: "", required: false, max_length: null };
  const fault = (text: string, fields: object) => faultOf(text, { ...properties, kind: "text", ...fields });
  expect(fault("", {})).toBeNull();
  expect(fault(" ", { required: true })).toContain("This is needed");
  expect(fault("abcd", { max_length: 3 })).toContain("At most 3");
  expect([fault("ann", { kind: "email" }), fault("ann@x.org", { kind: "email" })]).toEqual([expect.any(String), null]);
  expect([fault("example", { kind: "url" }), fault("https://x.org", { kind: "url" })]).toEqual([
    expect.any(String),
    null,
  ]);
  expect(fault("javascript:alert(1)", { kind: "url" })).toContain("no web address");
  expect(fitted("x".repeat(100_001)).fault).toContain("100,001 characters");
});
