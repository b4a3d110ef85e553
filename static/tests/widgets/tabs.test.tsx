// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { expect, it, vi } from "vitest";
import TabsView from "../../src/widgets/tabs/view";
import type { ViewProps } from "../../src/widgets/view";
import { PROPS, widgetOf } from "../documents";

const widget = widgetOf("tabs1", "tabs", {
  tabs: [
    { key: "a", title: "First" },
    { key: "b", title: "" },
  ],
});

function draw(entered: unknown, bound: unknown = "") {
  const root = document.createElement("div");
  const state = { get: () => entered, set: vi.fn(), reset: vi.fn() };
  const emit = vi.fn();
  act(() =>
    render(
      <TabsView
        {...(PROPS as ViewProps<"tabs">)}
        {...{ state, emit }}
        widget={widget as ViewProps<"tabs">["widget"]}
        values={{ value: bound }}
        children={(slot) => `in ${slot}`}
      />,
      root,
    ),
  );
  const shown = () => root.querySelector('[role="tabpanel"]')?.textContent;
  return { root, state, emit, shown };
}

it("shows the tab entered, else the one bound, else the first, and tells app code which", () => {
  expect(draw("b").shown()).toBe("in b");
  expect(draw(undefined, "b").shown()).toBe("in b");
  const first = draw(undefined);
  expect(first.shown()).toBe("in a");
  expect(first.state.set).toHaveBeenCalledWith("value", "a");
  const unknown = draw("nowhere");
  expect(unknown.shown()).toBe("in a");
  expect(unknown.state.set).toHaveBeenCalledWith("value", "a");
});

it("a tab without a title shows its key; a click enters and tells it, one on the tab shown doesn't", () => {
  const { root, state, emit } = draw("a");
  const [first, second] = root.querySelectorAll<HTMLElement>('[role="tab"]');
  expect(second?.textContent).toBe("b");
  first?.click();
  expect(emit).not.toHaveBeenCalled();
  second?.click();
  expect(state.set).toHaveBeenCalledWith("value", "b");
  expect(emit).toHaveBeenCalledWith("change", "b");
});
