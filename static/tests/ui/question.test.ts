// @vitest-environment happy-dom
/** Questions: text only, keys, focus, the guard against a press that was meant for something else, one at a time. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { askQuestion, type Question } from "../../src/ui/question";
import { QuestionQueue } from "../../src/ui/question-queue";

const question = (more: Partial<Question> = {}): Question => ({
  title: "Really?",
  buttons: [{ value: "yes", label: "Yes" }],
  focus: "yes",
  ...more,
});
const dialog = (): HTMLDialogElement => document.querySelector("dialog") as HTMLDialogElement;
const button = (label: string): HTMLButtonElement =>
  [...dialog().querySelectorAll("button")].find(({ textContent }) => textContent === label) as HTMLButtonElement;

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  document.body.replaceChildren();
});

it("resolves with the button that was pressed, and goes", async () => {
  const answer = askQuestion(question());
  expect(dialog().open).toBe(true);
  expect(document.activeElement).toBe(button("Yes"));
  button("Yes").click();
  expect(await answer).toBe("yes");
  expect(dialog()).toBe(null);
  const no = askQuestion(question({ focus: "no" }));
  expect(document.activeElement).toBe(button("Cancel"));
  button("Cancel").click();
  expect(await no).toBe(null);
});

it("is withdrawn by who asked", async () => {
  const life = new AbortController();
  const answer = askQuestion(question(), life.signal);
  life.abort();
  expect(await answer).toBe(null);
  expect(await askQuestion(question(), life.signal)).toBe(null);
  expect(dialog()).toBe(null);
});

it("shows whatever it is given as text", () => {
  const evil = '<img src=x onerror="window.owned = 1"><script>window.owned = 1</script>';
  void askQuestion(question({ title: evil, lines: [{ text: evil }, { text: evil, look: "key" }], box: evil }));
  expect(dialog().querySelectorAll("img, script")).toHaveLength(0);
  expect(dialog().querySelector("h2")?.textContent).toBe(evil);
  expect(dialog().querySelector("textarea")?.value).toBe(evil);
});

it("can't be answered with yes by a press that was on its way, or a key that is held down", () => {
  void askQuestion(question({ guardMs: 500 }));
  expect(button("Yes").disabled).toBe(true);
  expect(button("Cancel").disabled).toBe(false);
  vi.advanceTimersByTime(500);
  expect(button("Yes").disabled).toBe(false);
  const held = new KeyboardEvent("keydown", { key: "Enter", repeat: true, cancelable: true, bubbles: true });
  button("Yes").dispatchEvent(held);
  expect(held.defaultPrevented).toBe(true);
});

it("comes one after the other", async () => {
  const queue = new QuestionQueue();
  const answers = ["first", "second"].map((title) => queue.take((ask) => ask(question({ title }))));
  await vi.waitFor(() => expect(dialog()).not.toBe(null));
  expect(document.querySelectorAll("dialog")).toHaveLength(1);
  expect(dialog().querySelector("h2")?.textContent).toBe("first");
  button("Yes").click();
  await vi.waitFor(() => expect(dialog()?.querySelector("h2")?.textContent).toBe("second"));
  button("Cancel").click();
  expect(await Promise.all(answers)).toEqual(["yes", null]);
});

it("isn't asked for those who were withdrawn before their turn, nor held up by one that failed", async () => {
  const asked: string[] = [];
  const queue = new QuestionQueue(async ({ title }) => {
    asked.push(title);
    if (title === "fails") throw new Error("no dialog here");
    return "yes";
  });
  const ask = (title: string): Promise<string | null> => queue.take((show) => show(question({ title })));
  const withdrawn = ask("withdrawn");
  queue.withdraw();
  expect(await withdrawn).toBe(null);
  await expect(ask("fails")).rejects.toThrow("no dialog here");
  expect(await ask("next")).toBe("yes");
  expect(asked).toEqual(["fails", "next"]);
});
