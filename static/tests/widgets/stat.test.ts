import { expect, it } from "vitest";
import { widthOf } from "../../src/widgets/data/width";
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
