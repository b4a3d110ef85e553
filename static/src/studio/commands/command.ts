/** A thing a person can do in the studio: found by name in the command palette, by key, and in the list of shortcuts. */
import type { Studio } from "../studio";

export type CommandGroup = "App" | "Edit" | "Widgets" | "Queries" | "View" | "Help";

export interface Command {
  /** Such as `app.save`. */
  id: string;
  /** What it does, as on a button: "Save now". */
  label: string;
  group: CommandGroup;
  /** Its keys, such as `mod+shift+p` (mod: ⌘ on a Mac, else Ctrl). The first is the one that is shown. */
  keys?: readonly string[];
  /** Whether its keys are its own in a text field too. There, others belong to the text: ⌘Z, Delete, arrows. */
  typing?: boolean;
  /** Whether its keys count on the canvas only: elsewhere they belong to lists, tabs and buttons. */
  canvas?: boolean;
  /** Whether its keys come as an event of the browser's own: those that copy, cut and paste. */
  native?: boolean;
  /** Whether it can be done now; always, if it isn't said. What can't be done isn't offered, and its keys do nothing. */
  ready?(studio: Studio): boolean;
  run(studio: Studio): void;
}
