/** Commands about the app as a whole, and about what is being edited below. */
import { refusalOf } from "../draft/refusal";
import { exportDraft } from "../shell/export";
import type { Studio } from "../studio";
import type { Command } from "./command";

export const APP_COMMANDS: readonly Command[] = [
  {
    id: "app.save",
    label: "Save now",
    group: "App",
    keys: ["mod+s"],
    typing: true,
    run: (studio) => void studio.draft.save().then((outcome) => warn(studio, refusalOf(outcome))),
  },
  {
    id: "app.preview",
    label: "Preview",
    group: "App",
    keys: ["mod+shift+p"],
    typing: true,
    run: (studio) => void studio.preview(),
  },
  {
    id: "app.export",
    label: "Export as JSON",
    group: "App",
    run: (studio) => void exportDraft(studio),
  },
  {
    id: "query.run",
    label: "Run the query shown",
    group: "Queries",
    keys: ["mod+enter"],
    typing: true,
    ready: (studio) => shown(studio) !== null,
    run: (studio) => {
      const name = shown(studio);
      if (name !== null) void studio.run(name).then((refusal) => warn(studio, refusal));
    },
  },
];

/** The query that the bottom panel shows. */
function shown({ item }: Studio): string | null {
  const now = item.peek();
  return now?.kind === "query" || now?.kind === "javascript" ? now.name : null;
}

function warn(studio: Studio, refusal: string | null): void {
  if (refusal) studio.toasts.show(refusal, "warning", 6_000);
}
