import { describe, expect, it } from "vitest";
import { EVENTS } from "../../src/widgets/echarts/events";
import { guarded, optionOf, type Plain } from "../../src/widgets/echarts/guard";

describe("an option", () => {
  it("is an object or the JSON of one", () => {
    expect(optionOf({ series: [] }).option).toEqual({ series: [] });
    expect(optionOf('{"series": []}').option).toEqual({ series: [] });
    for (const nothing of [undefined, null, ""]) expect(optionOf(nothing)).toEqual({ option: null, fault: null });
  });

  it("that is neither says what it is and what to write", () => {
    expect(optionOf("{series").fault).toMatch(/^Option is a text, but not JSON: .*Bind it to an object/);
    expect(optionOf([1]).fault).toBe("Option must be an object such as { series: [ … ] }, but is a list.");
    expect(optionOf("5").fault).toContain("is a number");
  });

  it("that needs no change is not copied", () => {
    const option = { xAxis: {}, series: [{ type: "line", data: [1, 2, [3, 4]] }] };
    expect(guarded(option)).toBe(option);
  });

  it("has its tooltips drawn as text, wherever they stand, and their templates without tags", () => {
    const formatter = "<b>{b}</b><br/>{c} < 5<img src=x onerror=alert(1)>";
    const option = {
      tooltip: { renderMode: "html", formatter, extraCssText: "background: url(//x)" },
      series: [{ tooltip: { formatter } }],
      options: [{ tooltip: [{}] }],
    };
    const text = { formatter: "{b}\n{c} < 5", renderMode: "richText" };
    expect(guarded(option)).toEqual({
      tooltip: text,
      series: [{ tooltip: text }],
      options: [{ tooltip: [{ renderMode: "richText" }] }],
    });
  });

  it("opens no page and offers no tool that writes HTML", () => {
    const option = {
      title: { text: "T", link: "https://x", sublink: "https://y" },
      series: [{ type: "treemap", nodeClick: "link", data: [{ name: "a", link: "https://x" }] }],
      toolbox: { feature: { dataView: {}, saveAsImage: {}, restore: {} } },
    };
    expect(guarded(option)).toEqual({
      title: { text: "T" },
      series: [{ type: "treemap", nodeClick: false, data: [{ name: "a", link: "https://x" }] }],
      toolbox: { feature: { restore: {} } },
    });
  });

  it("in a circle comes to an end, and poisons no prototype", () => {
    const circle: Plain = { tooltip: {} };
    circle.inner = circle;
    expect(() => guarded(circle)).not.toThrow();
    const poisoned = guarded(JSON.parse('{"series": [{"__proto__": {"bad": 1}}]}'));
    expect(Object.keys((poisoned.series as Plain[])[0] as Plain)).toEqual([]);
  });

  it("that says the same thing twice, and twice in that, and so on, is refused before it stops the page", () => {
    let bomb: unknown = {};
    for (let depth = 0; depth < 30; depth++) bomb = [bomb, bomb];
    expect(optionOf({ series: bomb }).fault).toBe(
      "Option has more than 1,000,000 parts; the chart can't take so many.",
    );
    expect(() => guarded({ type: "highlight", bomb })).toThrow(RangeError);
    const large = { series: [{ data: Array.from({ length: 100_000 }, (_, x) => [x, x]) }] };
    expect(optionOf(large)).toEqual({ option: large, fault: null });
  });
});

describe("an event", () => {
  const data = (on: string, parameters: Plain) => EVENTS.find((one) => one.on === on)?.data(parameters);

  it("of an item is small and can be copied", () => {
    const parameters = {
      name: "Mill",
      seriesName: "heat",
      seriesType: "bar",
      dataIndex: 1,
      value: [1, 46],
      data: { value: 46, own: { id: 7 } },
      event: { target: () => {} },
      color: "#fff",
    };
    expect(data("click", parameters)).toEqual({
      name: "Mill",
      seriesName: "heat",
      seriesType: "bar",
      dataIndex: 1,
      value: [1, 46],
      data: { value: 46, own: { id: 7 } },
    });
    expect(data("dblclick", { data: { text: "x".repeat(30_000) } })).toMatchObject({ data: null });
  });

  it("of the legend and of a zoom says what is shown", () => {
    expect(data("legendselectchanged", { name: "a", selected: { a: false }, type: "x" })).toEqual({
      name: "a",
      selected: { a: false },
    });
    expect(data("datazoom", { batch: [{ start: 10, end: 50 }] })).toEqual({
      start: 10,
      end: 50,
      startValue: null,
      endValue: null,
    });
  });
});
