/** Commands that add to the app. Widgets are added by name, from the search. */
import type { Studio } from "../studio";
import type { Command } from "./command";

const adds = (kind: Parameters<Studio["addItem"]>[0], label: string): Command => ({
  id: `add.${kind}`,
  label,
  group: "Queries",
  run: (studio) => studio.addItem(kind),
});

export const ADD_COMMANDS: readonly Command[] = [
  {
    id: "add.query",
    label: "New stream query",
    group: "Queries",
    run: (studio) => {
      studio.item.value = { kind: "new_query" };
    },
  },
  adds("javascript", "New JavaScript query"),
  adds("transformer", "New transformer"),
  adds("state", "New state"),
  adds("responder", "New data responder"),
  { id: "add.page", label: "New page", group: "App", run: (studio) => studio.addPage() },
];
