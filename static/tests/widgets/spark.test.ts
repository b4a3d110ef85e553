import { expect, it } from "vitest";
import { sparkPath } from "../../src/widgets/stat/spark";

it("spans its box from the first number to the last", () => {
  expect(sparkPath([1, 3, 2])).toBe("M0.00,22.50L50.00,1.50L100.00,12.00");
});

it("lies in the middle when nothing changes", () => {
  expect(sparkPath([5, 5])).toBe("M0.00,12.00L100.00,12.00");
});
