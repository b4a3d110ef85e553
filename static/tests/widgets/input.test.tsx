// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { beforeEach, expect, it } from "vitest";
import type { Widget } from "../../src/document";
import Input from "../../src/widgets/input/view";
import NumberView from "../../src/widgets/number/view";
import Slider from "../../src/widgets/slider/view";
import type { ViewState } from "../../src/widgets/view";
import { PROPS, widgetOf } from "../documents";

let root: HTMLElement;
let held: Record<string, unknown>;
let events: unknown[][];

beforeEach(() => {
  root = document.body.appendChild(document.createElement("div"));
  held = {};
  events = [];
});

/** `seen`: what the view is given of the state, which may be behind what it has set. */
const stateOf = (seen = held): ViewState => ({
  get: (field) => seen[field],
  set: (field, value) => {
    held = { ...held, [field]: value };
  },
  reset: (field) => {
    const { [field]: _, ...others } = held;
    held = others;
  },
});

const props = (values: Record<string, unknown>, seen = held) => ({
  ...PROPS,
  values,
  state: stateOf(seen),
  emit: (...event: unknown[]) => void events.push(event),
});

type Of<Type extends Widget["type"]> = Extract<Widget, { type: Type }>;

it("ends with the right `valid`, though it was given a state that was behind", () => {
  const widget = widgetOf("w", "input", { kind: "email", required: true }) as Of<"input">;
  const show = (value: string, seen = held) =>
    act(() => render(<Input {...props({ value }, seen)} widget={widget} />, root));
  show("");
  expect(held.valid).toBe(false);
  const behind = held;
  show("ann@x", behind);
  expect(held.valid).toBe(true);
  show("ann@x.", behind); // drawn before it had seen that
  show("ann@x.", held);
  expect(held.valid).toBe(false);
});

it("is labelled by its label, or named by its placeholder, or by its own name", () => {
  const widget = widgetOf("w", "input") as Of<"input">;
  const name = (values: object) => {
    act(() => render(<Input {...props({ ...values })} widget={widget} />, root));
    const field = root.querySelector("input")!;
    return (
      root.querySelector<HTMLLabelElement>(`label[for="${field.id}"]`)?.textContent ??
      field.ariaLabel ??
      field.getAttribute("aria-label")
    );
  };
  expect([name({ label: "Pair" }), name({ placeholder: "XBT/USD" }), name({})]).toEqual(["Pair", "XBT/USD", "w"]);
});

it("says of a slider that its value is no number, and nothing while it has none", () => {
  const widget = widgetOf("w", "slider") as Of<"slider">;
  const fault = (value: unknown) => {
    act(() => render(<Slider {...props({ value, min: "0", max: "10" })} widget={widget} />, root));
    return root.querySelector(".entry-fault")?.textContent;
  };
  expect(fault({ a: 1 })).toBe('The value must be a number, but is {"a":1}.');
  expect([fault(null), fault(""), fault("5")]).toEqual([undefined, undefined, undefined]);
});

it("keeps a number's text as it is typed, and tells app code of numbers only", () => {
  const widget = widgetOf("w", "number") as Of<"number">;
  const draw = () => act(() => render(<NumberView {...props({ value: "" })} widget={widget} />, root));
  const type = (text: string) => {
    draw();
    const field = root.querySelector("input")!;
    field.value = text;
    act(() => void field.dispatchEvent(new Event("input", { bubbles: true })));
    draw();
    return field.value;
  };
  expect(["1", "1.", "1.5", "1.5x", ""].map(type)).toEqual(["1", "1.", "1.5", "1.5x", ""]);
  expect(events).toEqual([
    ["change", 1],
    ["change", 1.5],
    ["change", null],
  ]);
});
