// @vitest-environment happy-dom
/** A number field while it is typed in and when it is left. */
import { signal } from "@preact/signals";
import { render } from "preact";
import { act } from "preact/test-utils";
import { expect, it } from "vitest";
import { NumberInput } from "../../src/ui";

it("keeps what is being typed while the page around it is drawn again, and commits it when left", () => {
  const beat = signal(0);
  const committed: (number | null)[] = [];
  const Form = () => (
    <div data-beat={beat.value}>
      <NumberInput label="Limit" value={300} min={0} max={500} onCommit={(value) => committed.push(value)} />
    </div>
  );
  document.body.innerHTML = "<div></div>";
  act(() => render(<Form />, document.body.firstElementChild as HTMLElement));
  const input = document.querySelector("input") as HTMLInputElement;
  act(() => {
    input.value = "12";
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  act(() => {
    beat.value += 1;
  });
  expect(input.value).toBe("12");
  act(() => {
    input.value = "1200";
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  expect(committed).toEqual([500]);
  expect(input.value).toBe("300"); // its owner kept the old one
});
