// @vitest-environment happy-dom
import { type FunctionComponent, render } from "preact";
import { describe, expect, it, vi } from "vitest";
import type { WidgetType } from "../../src/document";
import { arc, shareOf } from "../../src/widgets/gauge/arc";
import { toneAt, zonesOf } from "../../src/widgets/gauge/thresholds";
import Gauge from "../../src/widgets/gauge/view";
import Progress from "../../src/widgets/progress/view";
import Stat from "../../src/widgets/stat/view";
import type { ViewProps } from "../../src/widgets/view";
import { handlerOf, PROPS, widgetOf } from "../documents";

const CLICK = handlerOf({ event: "click", action: { type: "run_javascript" } });

function shown(
  View: FunctionComponent<ViewProps<never>>,
  type: WidgetType,
  values: Record<string, unknown>,
  properties: Record<string, unknown> = {},
  props: Partial<ViewProps> = {},
  events = [CLICK],
): HTMLElement {
  const root = document.createElement("div");
  const widget = widgetOf("w", type, { value: "{{ x }}", ...properties }, events);
  const all = { ...PROPS, widget, values, ...props } as unknown as ViewProps<never>;
  render(<View {...all} />, root);
  return root;
}

describe("a gauge", () => {
  const THRESHOLDS = [
    { at: 60, tone: "fail" },
    { at: 40, tone: "busy" },
  ];
  const gauge = (values: Record<string, unknown>, properties = {}, props = {}) =>
    shown(Gauge as never, "gauge", { min: 0, max: "80", unit: "°C", ...values }, properties, props);

  it("is a meter that says its value, unit and tone in words", () => {
    const root = gauge({ value: "46.2", label: "Mill" }, { thresholds: THRESHOLDS });
    const meter = root.querySelector('[role="meter"]');
    const said = ["aria-label", "aria-valuemin", "aria-valuemax", "aria-valuenow", "aria-valuetext"];
    expect(said.map((name) => meter?.getAttribute(name))).toEqual(["Mill", "0", "80", "46.2", "46.2 °C Warning"]);
    expect(root.querySelector(".tone")?.textContent).toBe("Warning");
  });

  it("shows a dash for no value, and says what is wrong with a wrong one", () => {
    expect(gauge({ value: null }).querySelector(".gauge-figure")?.textContent).toBe("–");
    expect(gauge({ value: "abc" }).textContent).toContain('Value must be a number, but is "abc".');
    expect(gauge({ value: 5, max: -1 }).textContent).toContain("Max must be above min, which is 0, but is -1.");
    expect(gauge({}, { value: "" }).textContent).toContain("Bind its value");
  });

  it("can be clicked only if somebody listens", () => {
    const emit = vi.fn();
    const root = gauge({ value: 5 }, {}, { emit });
    root.querySelector("button")?.click();
    expect(emit).toHaveBeenCalledWith("click", 5);
    expect(shown(Gauge as never, "gauge", { value: 5 }, {}, {}, []).querySelector("button")).toBeNull();
  });

  it("has the tone of the last threshold it has reached, and zones within its bounds", () => {
    const thresholds = THRESHOLDS as Parameters<typeof toneAt>[1];
    expect([39, 40, 61].map((value) => toneAt(value, thresholds))).toEqual(["neutral", "busy", "fail"]);
    expect(zonesOf(thresholds, 50, 80)).toEqual([
      { tone: "busy", from: 50, to: 60 },
      { tone: "fail", from: 60, to: 80 },
    ]);
  });

  it("has an arc from its left end over the top", () => {
    expect([shareOf(-5, 0, 10), shareOf(5, 0, 10), shareOf(50, 0, 10)]).toEqual([0, 0.5, 1]);
    expect(arc(0, 0.5, 84)).toMatch(/^M27\.25,144A84,84,0,0,1,100,18$/);
    expect(arc(0, 1, 84)).toContain("A84,84,0,1,1,");
  });
});

describe("progress", () => {
  const progress = (values: Record<string, unknown>, properties = {}) =>
    shown(Progress as never, "progress", { max: 200, tone: "", ...values }, properties);

  it.each(["bar", "circle"])("is a progress bar as a %s", (kind) => {
    const root = progress({ value: 50, label: "Import", tone: "fail" }, { kind });
    const bar = root.querySelector('[role="progressbar"]');
    const said = ["aria-label", "aria-valuemax", "aria-valuenow", "aria-valuetext"];
    expect(said.map((name) => bar?.getAttribute(name))).toEqual(["Import", "200", "50", "25 %, Critical"]);
    expect(root.querySelector(".progress-value")?.textContent).toBe("25 %");
  });

  it("is full beyond its end, and unknown without a value", () => {
    expect(progress({ value: 500 }).textContent).toContain("100 %");
    const unknown = progress({ value: undefined });
    expect(unknown.querySelector('[role="progressbar"]')?.hasAttribute("aria-valuenow")).toBe(false);
  });

  it("hides its figure when told, and says what is wrong", () => {
    expect(progress({ value: 50 }, { show_value: false }).textContent).toBe("");
    expect(progress({ value: 50, tone: "pink" }).textContent).toContain("must be neutral, ok, busy or fail");
    expect(progress({ value: 50, max: 0 }).textContent).toContain("Max must be a number above 0.");
    expect(progress({ value: {} }).textContent).toContain("Value must be a number, but is {}.");
  });
});

describe("a stat", () => {
  it("keeps the decimals it had a moment ago, so that its point stands still", () => {
    const root = document.createElement("div");
    const widget = widgetOf("w", "stat", { value: "{{ x }}" });
    const draw = (value: unknown) => {
      render(<Stat {...({ ...PROPS, widget, values: { value } } as unknown as ViewProps<"stat">)} />, root);
      return root.querySelector(".stat-value")?.textContent;
    };
    expect([draw("12.25"), draw(12.5), draw(13)]).toEqual(["12.25", "12.50", "13.00"]);
  });

  it("is a button when somebody listens, with its figures as the name", () => {
    const emit = vi.fn();
    const values = { value: 42, label: "Open", unit: "kg", delta: -1, delta_unit: "%" };
    const button = shown(Stat as never, "stat", values, {}, { emit }).querySelector("button");
    expect(button?.getAttribute("aria-label")).toBe("Open: 42 kg −1.00 %");
    button?.click();
    expect(emit).toHaveBeenCalledWith("click", 42);
  });
});
