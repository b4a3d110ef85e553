/** Commands about the widgets selected. */
import type { Studio } from "../studio";
import type { Command } from "./command";

const chosen = (studio: Studio): boolean => studio.selected.peek().length > 0;

const STEPS = [
  ["left", "left", -1, 0],
  ["right", "right", 1, 0],
  ["up", "up", 0, -1],
  ["down", "down", 0, 1],
] as const;
const SIZES = [
  ["Narrower", "left", -1, 0],
  ["Wider", "right", 1, 0],
  ["Shorter", "up", 0, -1],
  ["Taller", "down", 0, 1],
] as const;

export const CANVAS_COMMANDS: readonly Command[] = [
  ...STEPS.map(
    ([where, key, dx, dy]): Command => ({
      id: `widget.move_${where}`,
      label: `Move ${where}`,
      group: "Widgets",
      keys: [key],
      canvas: true,
      ready: chosen,
      run: ({ arranger }) => arranger.move(dx, dy),
    }),
  ),
  ...SIZES.map(
    ([label, key, dw, dh]): Command => ({
      id: `widget.${label.toLowerCase()}`,
      label,
      group: "Widgets",
      keys: [`mod+${key}`],
      canvas: true,
      ready: chosen,
      run: ({ arranger }) => arranger.resize(dw, dh),
    }),
  ),
  {
    id: "edit.copy",
    label: "Copy",
    group: "Edit",
    keys: ["mod+c"],
    native: true,
    ready: chosen,
    run: ({ clip }) => clip.copy(),
  },
  {
    id: "edit.cut",
    label: "Cut",
    group: "Edit",
    keys: ["mod+x"],
    native: true,
    ready: chosen,
    run: ({ clip }) => clip.cut(),
  },
  {
    id: "edit.paste",
    label: "Paste",
    group: "Edit",
    keys: ["mod+v"],
    native: true,
    run: ({ clip }) => void clip.pasteByMenu(),
  },
  {
    id: "edit.duplicate",
    label: "Duplicate",
    group: "Edit",
    keys: ["mod+d"],
    ready: chosen,
    run: ({ arranger }) => void arranger.duplicate(),
  },
  {
    id: "edit.delete",
    label: "Delete",
    group: "Edit",
    keys: ["delete", "backspace"],
    canvas: true,
    ready: chosen,
    run: (studio) => studio.removeWidgets(studio.selected.peek()),
  },
  {
    id: "edit.all",
    label: "Select all on the page",
    group: "Edit",
    keys: ["mod+a"],
    run: ({ arranger }) => arranger.selectAll(),
  },
  {
    id: "edit.outward",
    label: "Select the container, then nothing",
    group: "Edit",
    keys: ["escape"],
    ready: chosen,
    run: ({ arranger }) => arranger.selectOutward(),
  },
  {
    id: "widget.outline",
    label: "Show in the outline",
    group: "Widgets",
    ready: chosen,
    run: showInOutline,
  },
];

function showInOutline(studio: Studio): void {
  const name = studio.selected.peek().at(-1);
  studio.leftPanel.value = "outline";
  // Once it is drawn.
  requestAnimationFrame(() => {
    const row = document.querySelector<HTMLElement>(`[data-testid="outline-${name}"]`);
    row?.scrollIntoView({ block: "nearest" });
    row?.focus();
  });
}
