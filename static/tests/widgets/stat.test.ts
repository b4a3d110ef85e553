import { expect, it } from "vitest";
import { besideOf, widthOf } from "../../src/widgets/stat/fit";

it("gives points less room than digits, and letters more", () => {
  expect(widthOf("67,412.5")).toBeCloseTo(6 * 0.63 + 2 * 0.32);
  expect(widthOf("OK")).toBeGreaterThan(widthOf("10"));
  expect(widthOf("")).toBeGreaterThan(0);
});

it("counts only what really stands beside the figure", () => {
  expect(besideOf("", "")).toBe(0);
  expect(besideOf("USD", "")).toBeCloseTo(0.5 + widthOf("USD"));
  expect(besideOf("USD", "+1 %")).toBeGreaterThan(besideOf("USD"));
});
