import { expect, it } from "vitest";
import { Heights } from "../../src/widgets/list/heights";

it("lays items out by the heights they were seen to have, and the rest by their mean", () => {
  const heights = new Heights();
  heights.learn("a", 20);
  heights.learn("b", 40);
  heights.lay(["a", "b", "c"]);
  expect([...heights.tops]).toEqual([0, 20, 60, 90]);
  expect(heights.total).toBe(90);
  expect([0, 19, 20, 59, 60, 500].map((px) => heights.at(px))).toEqual([0, 0, 1, 1, 2, 2]);
});

it("learns a height once and knows when it is another", () => {
  const heights = new Heights();
  expect([heights.learn("a", 20), heights.learn("a", 20), heights.learn("a", 30)]).toEqual([true, false, true]);
  heights.lay(["a", "x"]);
  expect(heights.total).toBe(60);
  heights.forget();
  heights.lay(["a"]);
  expect(heights.total).not.toBe(30);
});

it("of no items is empty", () => {
  const heights = new Heights();
  heights.lay([]);
  expect([heights.total, heights.at(10)]).toEqual([0, 0]);
});
