import { describe, expect, it } from "vitest";
import { itemsOf, type Model } from "../../src/widgets/echarts/items";

/** As ECharts' model answers: a series of these values, whose first dimension may be a time. */
function model(values: readonly unknown[], names: readonly string[] = [], firstType = "float"): Model {
  const series = {
    name: "heat",
    getData: () => ({
      count: () => values.length,
      dimensions: ["x", "y"],
      getDimensionInfo: (name: string) => ({ type: name === "x" ? firstType : "float" }),
    }),
    getDataParams: (index: number) => ({
      name: names[index] ?? "",
      seriesName: "heat",
      seriesType: "line",
      dataIndex: index,
      value: values[index],
      data: values[index],
    }),
  };
  return { eachSeries: (each) => each(series) };
}

const words = (given: Model) => itemsOf(given).shown.map(({ name, value }) => [name, value]);

describe("the items of a chart", () => {
  it("have their names, or else what lies along the first axis, or their number", () => {
    expect(words(model([20, 1234.5], ["Hall", "Mill"]))).toEqual([
      ["Hall", "20"],
      ["Mill", "1,234.5"],
    ]);
    expect(
      words(
        model([
          [1, 5],
          [2, null],
        ]),
      ),
    ).toEqual([
      ["1", "5"],
      ["2", "–"],
    ]);
    expect(words(model([7]))).toEqual([["1", "7"]]);
    expect(words(model([[1_700_000_000_000, 3]], [], "time"))[0]?.[0]).toMatch(/^2023-11-1\d \d\d:\d\d:20$/);
  });

  it("tell in a click what ECharts tells, and are bounded", () => {
    const { shown, total } = itemsOf(model(Array.from({ length: 3_000 }, (_, n) => n)));
    expect([shown.length, total]).toEqual([1_000, 3_000]);
    expect(shown[2]?.data).toEqual({
      name: "",
      seriesName: "heat",
      seriesType: "line",
      dataIndex: 2,
      value: 2,
      data: 2,
    });
  });
});
