import { expect, it } from "vitest";
import { wordsOf } from "../../src/player/words";
import { widgetOf } from "../documents";

it("shows headings and labels before anything is evaluated, but none that has to be, and no value", () => {
  expect(wordsOf(widgetOf("w", "number", { label: "Amount", placeholder: "{{ least.value }}", value: "7" }))).toEqual({
    label: "Amount",
  });
  expect(wordsOf(widgetOf("w", "table", { title: "Pairs", data: "" }))).toEqual({ title: "Pairs" });
});
