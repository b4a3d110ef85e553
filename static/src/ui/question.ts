/**
 * One question to a person, above the page, on the browser's own `<dialog>`: it keeps the focus and gives it back.
 *
 * Plain DOM without the rest of `ui`, for pages that have nothing else. All it shows is text, whoever wrote it.
 */
import "./question.css";

export interface Question {
  title: string;
  /** Under the title. `key`: what to look at; `fine`: small and long. */
  lines?: readonly { text: string; look?: "key" | "fine" }[];
  /** Shown in a box from which it can be taken by hand. */
  box?: string;
  /** Beside Cancel, the last one the primary. `run`: done in the press, before the question goes. */
  buttons: readonly { value: string; label: string; run?: (box: HTMLTextAreaElement | null) => Promise<void> }[];
  /** What Enter does right away: `yes` the primary button, `no` Cancel. */
  focus: "yes" | "no";
  /** For so long only Cancel can be pressed: what was meant for the app must not hit a button here. */
  guardMs?: number;
}

/** Resolves with the value of the button that was pressed; null: Cancel, Escape, or the question was withdrawn. */
export function askQuestion(question: Question, withdrawn?: AbortSignal): Promise<string | null> {
  const dialog = document.createElement("dialog");
  dialog.className = "question";
  const heading = element("h2", question.title);
  heading.id = "question-title";
  dialog.setAttribute("aria-labelledby", heading.id);
  dialog.append(heading);
  for (const { text, look } of question.lines ?? []) dialog.append(element("p", text, look));
  const box = question.box === undefined ? null : boxOf(question.box);
  if (box) dialog.append(box);

  // No form: sandboxed pages may submit none, not even to close a dialog.
  const row = document.createElement("div");
  row.className = "row";
  const cancel = buttonOf("Cancel", () => dialog.close(""));
  const others = question.buttons.map(({ value, label, run }, index) => {
    const button = buttonOf(label, () => {
      const close = () => dialog.close(value);
      if (run) run(box).then(close, close);
      else close();
    });
    if (index === question.buttons.length - 1) button.className = "primary";
    return button;
  });
  row.append(cancel, ...others);
  dialog.append(row);
  // A key that is held down since before the question answers nothing.
  dialog.addEventListener("keydown", (event) => {
    if (event.repeat && event.key !== "Tab") event.preventDefault();
  });

  const guard = question.guardMs ? setTimeout(() => enable(others, true), question.guardMs) : undefined;
  if (question.guardMs) enable(others, false);
  document.body.append(dialog);
  dialog.showModal();
  const first = (question.focus === "yes" ? others.at(-1) : null) ?? cancel;
  first.focus();
  // The press that led here may bring the focus to the app's frame only now: the keys belong to the question.
  let keeping: ReturnType<typeof setTimeout> | undefined;
  const keepFocus = () => {
    clearTimeout(keeping);
    // As a task of its own: while it leaves, nobody has the focus yet.
    keeping = setTimeout(() => {
      if (!dialog.contains(document.activeElement)) first.focus();
    });
  };
  addEventListener("blur", keepFocus);
  return new Promise((resolve) => {
    const withdraw = () => dialog.close("");
    withdrawn?.addEventListener("abort", withdraw);
    dialog.addEventListener("close", () => {
      clearTimeout(guard);
      clearTimeout(keeping);
      removeEventListener("blur", keepFocus);
      withdrawn?.removeEventListener("abort", withdraw);
      dialog.remove();
      resolve(dialog.returnValue || null);
    });
    if (withdrawn?.aborted) withdraw();
  });
}

function element(tag: "h2" | "p", text: string, look = ""): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  if (look) made.className = look;
  return made;
}

function boxOf(text: string): HTMLTextAreaElement {
  const box = document.createElement("textarea");
  box.readOnly = true;
  box.value = text;
  box.setAttribute("aria-label", "Text");
  return box;
}

function buttonOf(label: string, press: () => void): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  button.addEventListener("click", press);
  return button;
}

function enable(buttons: readonly HTMLButtonElement[], on: boolean): void {
  for (const button of buttons) button.disabled = !on;
}
