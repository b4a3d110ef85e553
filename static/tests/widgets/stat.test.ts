import { expect, it } from "vitest";
import { widthOf } from "../../src/widgets/data/width";
import { Held } from "../../src/widgets/held";
import { besideWidth, figureWidth } from "../../src/widgets/stat/fit";

it("gives points less room than digits, and letters more", () => {
  expect(widthOf("67,412.5")).toBeCloseTo(6 * 0.63 + 2 * 0.32);
  expect(widthOf("OK")).toBeGreaterThan(widthOf("10"));
  expect(figureWidth("")).toBeGreaterThan(0);
});

it("counts only what really stands beside the figure", () => {
  expect(besideWidth("", "")).toBe(0);
  expect(besideWidth("USD", "")).toBeCloseTo(0.5 + widthOf("USD"));
  expect(besideWidth("USD", "+1 %")).toBeGreaterThan(besideWidth("USD"));
});

it("grows at once and shrinks only after a while", () => {
  const held = new Held();
  expect([held.of(5, 0), held.of(9, 100), held.of(5, 200), held.of(9, 4_000), held.of(5, 8_900)]).toEqual([
    5, 9, 9, 9, 9,
  ]);
  expect(held.of(5, 9_001)).toBe(5);
});
