// @vitest-environment happy-dom
/** A template field without a server: what it says is wrong, what it offers, what it shows. */
import { beforeAll, expect, it, vi } from "vitest";
import { NoAnswer } from "../../src/studio/canvas/link";
import { TemplateInput } from "../../src/studio/code/template";
import { CodeScopeProvider } from "../../src/studio/code/world";
import { blankQuery, blankState } from "../../src/studio/draft/blank";
import { loadLanguage } from "../../src/studio/language/lazy";
import { stage, studioWith } from "./rig";

beforeAll(() => loadLanguage());

const PARTS = { queries: [blankQuery("feed", "wss://a.example/")], states: [blankState("count")] };
const settle = () => vi.waitFor(() => undefined);

function drawn(value: string, fields: Record<string, unknown> = {}) {
  const studio = studioWith(PARTS);
  studio.evaluate = vi.fn(async () => 42);
  const page = stage(studio);
  const draw = (next: string, more = fields) =>
    page.show(<TemplateInput label="Value" value={next} onInput={(text) => draw(text, more)} {...more} />);
  draw(value);
  return { studio, draw, ...page };
}

it("shows the value at its end, and what is wrong below instead", async () => {
  const page = drawn("{{ count.value }}");
  await vi.waitFor(() => expect(page.root.querySelector(".template-value")?.textContent).toBe("42"));
  page.draw("{{ conut.value }}");
  await vi.waitFor(() => expect(page.root.querySelector(".field-error")?.textContent).toContain("Did you mean count?"));
  const input = page.labelled("Value");
  expect(input.getAttribute("aria-describedby")).toBe(page.root.querySelector(".field-error")?.id);
  expect(page.root.querySelector(".template-value")).toBeNull();
  page.close();
});

it("says what the app says of it, but not that the app hasn't answered, nor what only a sample fails with", async () => {
  const page = drawn("{{ count.value.x }}");
  page.studio.evaluate = vi.fn(async () => Promise.reject(new Error("TypeError: no x")));
  page.draw("{{ count.value.x.y }}");
  await vi.waitFor(() => expect(page.root.textContent).toContain("TypeError: no x"));
  page.studio.evaluate = vi.fn(async () => Promise.reject(new NoAnswer("The canvas was closed.")));
  page.draw("{{ count.value.x }}");
  await vi.waitFor(() => expect(page.root.querySelector(".field-error")).toBeNull());
  page.studio.evaluate = vi.fn(async () => Promise.reject(new Error("TypeError: of a sample")));
  const scope = { event: { owner: "feed", name: "success" } };
  page.show(
    <CodeScopeProvider value={scope}>
      <TemplateInput label="Value" value="{{ event.data.x }}" onInput={() => undefined} />
    </CodeScopeProvider>,
  );
  await vi.waitFor(() => expect(page.studio.evaluate).toHaveBeenCalled());
  expect(vi.mocked(page.studio.evaluate).mock.calls[0]?.[1]).toMatchObject({
    event: { type: "success", query: "feed" },
  });
  await settle();
  expect(page.root.querySelector(".field-error")).toBeNull();
  page.close();
});

it("leaves a fault of the server to whoever draws the field", async () => {
  const page = drawn("{{ conut.value }}", { wrong: true });
  await settle();
  expect(page.root.querySelector(".field-error")).toBeNull();
  expect(page.labelled("Value").getAttribute("aria-invalid")).toBe("true");
  page.close();
});

it("offers what may be meant, by keys alone", async () => {
  const page = drawn("");
  const input = page.labelled("Value");
  const key = (name: string, fields: KeyboardEventInit = {}) => {
    const event = new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true, ...fields });
    input.dispatchEvent(event);
    return event.defaultPrevented;
  };
  input.focus();
  const typed = "{{ count.";
  page.type(input, typed);
  input.setSelectionRange(typed.length, typed.length);
  const options = () => [...page.root.querySelectorAll('[role="option"]')];
  await vi.waitFor(() => expect(options().length).toBeGreaterThan(3));
  expect(input.getAttribute("aria-controls")).toBe(page.root.querySelector('[role="listbox"]')?.id);
  expect(key("ArrowDown")).toBe(true);
  await vi.waitFor(() => expect(options()[1]?.getAttribute("aria-selected")).toBe("true"));
  expect(input.getAttribute("aria-activedescendant")).toBe(options()[1]?.id);
  expect(key("Escape")).toBe(true);
  await vi.waitFor(() => expect(options()).toHaveLength(0));
  expect(key("Escape")).toBe(false);
  expect(key(" ", { ctrlKey: true })).toBe(true);
  await vi.waitFor(() => expect(options().length).toBeGreaterThan(3));
  expect(key("Enter")).toBe(true);
  await vi.waitFor(() => expect(page.labelled("Value").value).toBe("{{ count.value"));
  page.close();
});
