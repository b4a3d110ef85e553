/** Commands about what is shown: panels, dialogs, the theme. */
import { panels, togglePanel } from "../shell/panels";
import type { LeftPanel, Studio } from "../studio";
import { toggleTheme } from "../theme";
import type { Command } from "./command";

const left = (panel: LeftPanel, label: string): Command => ({
  id: `view.${panel}`,
  label,
  group: "View",
  run: (studio) => {
    studio.leftPanel.value = panel;
    if (!panels.left.open.peek()) togglePanel("left");
  },
});

const opens = (dialog: Studio["dialog"]["value"]) => (studio: Studio) => {
  studio.dialog.value = dialog;
};

export const VIEW_COMMANDS: readonly Command[] = [
  { id: "view.search", label: "Search", group: "View", keys: ["mod+k"], typing: true, run: opens("search") },
  {
    id: "view.left",
    label: "Left panel",
    group: "View",
    keys: ["mod+b"],
    typing: true,
    run: () => togglePanel("left"),
  },
  {
    id: "view.right",
    label: "Right panel",
    group: "View",
    keys: ["mod+u"],
    typing: true,
    run: () => togglePanel("right"),
  },
  {
    id: "view.bottom",
    label: "Bottom panel",
    group: "View",
    keys: ["mod+j"],
    typing: true,
    run: () => togglePanel("bottom"),
  },
  left("outline", "Outline and state"),
  left("add", "Add a widget"),
  left("settings", "App settings"),
  left("releases", "Releases"),
  { id: "view.theme", label: "Light or dark theme", group: "View", run: () => toggleTheme() },
  { id: "app.publish", label: "Publish", group: "App", run: opens("publish") },
  { id: "app.share", label: "Share", group: "App", run: opens("share") },
  {
    id: "app.restart",
    label: "Start the app on the canvas afresh",
    group: "App",
    run: (studio) => void studio.restart(),
  },
  { id: "app.list", label: "All apps", group: "App", run: () => location.assign("/") },
  { id: "help.shortcuts", label: "Keyboard shortcuts", group: "Help", keys: ["?"], run: opens("shortcuts") },
  {
    id: "help.tour",
    label: "Show the tour",
    group: "Help",
    run: (studio) => {
      studio.tour.value = 0;
    },
  },
];
