/** Commands that put several widgets in order. */
import type { Arrangement } from "../draft/arranging";
import type { Command } from "./command";

const LABELS: readonly [Arrangement, string][] = [
  ["left", "Align left edges"],
  ["right", "Align right edges"],
  ["top", "Align top edges"],
  ["bottom", "Align bottom edges"],
  ["width", "Make equally wide"],
  ["height", "Make equally high"],
  ["across", "Spread evenly across"],
  ["down", "Spread evenly down"],
];

export const ARRANGE_COMMANDS: readonly Command[] = LABELS.map(([how, label]) => ({
  id: `arrange.${how}`,
  label,
  group: "Widgets",
  ready: ({ arranger }) => arranger.canArrange(how),
  run: ({ arranger }) => arranger.arrange(how),
}));
