import { expect, it } from "vitest";
import { asMessages, dayName, parted } from "../../src/widgets/chat/messages";

const PATHS = { text: "text", author: "author", time: "at" };
const at = (day: number, hour: number, minute = 0) => new Date(2026, 10, day, hour, minute).getTime();
const NOW = at(21, 12);

it("groups by author and time, divides by days, and knows its own", () => {
  const rows = [
    { author: "Ann", text: "a", at: at(20, 23) },
    { author: "Ann", text: "b", at: at(21, 9) },
    { author: "Ann", text: "c", at: at(21, 9, 1) },
    { author: "Bob", text: "d", at: at(21, 9, 2) },
    { author: "Bob", text: "e", at: at(21, 10) },
  ];
  const messages = asMessages(rows, null, PATHS, "Ann", NOW);
  expect(messages.map(({ first }) => first)).toEqual([true, true, false, true, true]);
  expect(messages.map(({ day }) => day)).toEqual(["Yesterday", "Today", null, null, null]);
  expect(messages.map(({ own }) => own)).toEqual([true, true, true, false, false]);
  expect(asMessages(rows, null, PATHS, "", NOW).some(({ own }) => own)).toBe(false);
});

it("takes rows as they come: texts, other kinds, equal ones, and those of a window", () => {
  const messages = asMessages(["hi", { event: "heartbeat" }, null, "hi", { text: { a: 1 } }], null, PATHS, "", NOW);
  expect(messages.map(({ text }) => text)).toEqual(["hi", "hi", '{"a":1}']);
  expect(new Set(messages.map(({ key }) => key)).size).toBe(3);
  const origin = { query: "room", at: NOW, offset: 7 };
  const [message] = asMessages([{ text: "x" }], [origin], { ...PATHS, time: "" }, "", NOW);
  expect([message?.at, message?.key]).toEqual([NOW, "room 7"]);
  expect(asMessages(["x".repeat(50_000)], null, PATHS, "", NOW)[0]!.text.length).toBe(20_001);
});

it("keeps a row's key while older ones leave the window", () => {
  const rows = Array.from({ length: 5 }, (_, n) => ({ author: "A", text: `m${n}`, at: NOW + n }));
  const keys = (from: number) => asMessages(rows.slice(from), null, PATHS, "", NOW).map(({ key }) => key);
  expect(keys(2)).toEqual(keys(0).slice(2));
});

it("names days", () => {
  expect(dayName(at(3, 8), NOW)).toBe("Tue 3 Nov");
  expect(dayName(new Date(2025, 0, 5).getTime(), NOW)).toBe("Sun 5 Jan 2025");
});

it("sets web addresses apart, and nothing else", () => {
  expect(parted("see https://a.b/c?d=1. (http://x.org/y) javascript:alert(1) https://en.w.org/A_(b)")).toEqual([
    { text: "see " },
    { url: "https://a.b/c?d=1" },
    { text: ". (" },
    { url: "http://x.org/y" },
    { text: ") javascript:alert(1) " },
    { url: "https://en.w.org/A_(b)" },
  ]);
  expect(parted("plain")).toEqual([{ text: "plain" }]);
});
