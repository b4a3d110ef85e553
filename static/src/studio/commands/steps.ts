/** Back and forth among the steps of the draft. In a text field these keys are the text's own. */
import type { Command } from "./command";

export const STEP_COMMANDS: readonly Command[] = [
  {
    id: "edit.undo",
    label: "Undo",
    group: "Edit",
    keys: ["mod+z"],
    ready: (studio) => studio.draft.history.last.peek() !== null,
    run: (studio) => studio.steps.undo(),
  },
  {
    id: "edit.redo",
    label: "Redo",
    group: "Edit",
    keys: ["mod+shift+z", "mod+y"],
    ready: (studio) => studio.draft.history.next.peek() !== null,
    run: (studio) => studio.steps.redo(),
  },
];
