// @vitest-environment happy-dom
/** The state browser at work: what is redrawn when values come, and which row has buttons. */
import { act } from "preact/test-utils";
import { beforeEach, expect, it, vi } from "vitest";
import type { Preview } from "../../src/bridge";
import { StateBrowser } from "../../src/studio/outline/state-browser";
import { StateRow } from "../../src/studio/outline/state-row";
import { stateOf } from "../documents";
import { stage, studioWith } from "./rig";

const STATES = Array.from({ length: 100 }, (_, index) => stateOf(`state${index}`, 0, "number"));
const drawn = vi.spyOn(StateRow.prototype, "render");
let page: ReturnType<typeof stage>;
let tell: (values: Record<string, number>) => void;

beforeEach(() => {
  const studio = studioWith({ states: STATES });
  tell = (values) => {
    const state = Object.fromEntries(STATES.map(({ name }): [string, Preview] => [name, { value: values[name] ?? 0 }]));
    act(() => {
      studio.live.state.value = state;
    });
  };
  tell({});
  page = stage(studio);
  page.show(<StateBrowser />);
  drawn.mockClear();
  return () => page.close();
});

const row = (path: string) => page.root.querySelector<HTMLElement>(`[data-path="${path}"]`) as HTMLElement;

it("draws a row anew when it says something else", () => {
  expect(page.root.querySelectorAll("[role=treeitem]").length).toBe(200);
  tell({});
  tell({});
  expect(drawn.mock.calls.length).toBeLessThanOrEqual(2); // the current one, whose value can be copied
  tell({ state7: 42 });
  expect(row("state7.value").textContent).toContain("42");
  expect(drawn.mock.calls.length).toBeLessThanOrEqual(4);
});

it("has buttons in the row that is pointed at and the one that Tab leads to, and nowhere else", () => {
  const withButtons = () =>
    [...page.root.querySelectorAll<HTMLElement>("[role=treeitem]:has(button)")].map(({ dataset }) => dataset.path);
  expect(withButtons()).toEqual(["state0"]);
  act(() => void row("state7.value").dispatchEvent(new PointerEvent("pointerenter")));
  expect(withButtons()).toEqual(["state0", "state7.value"]);
  act(() => void row("state9").focus());
  act(() => void row("state9").dispatchEvent(new Event("focus")));
  expect(withButtons()).toEqual(["state7.value", "state9"]);
});
