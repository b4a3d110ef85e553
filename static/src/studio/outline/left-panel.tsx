/** What stands beside the rail: the outline with the live state, the palette, the app's settings, or the releases. */
import { Plus } from "lucide";
import { IconButton } from "../../ui";
import { useStudio } from "../studio";
import { Releases } from "../versions/releases";
import { AppSettings } from "./app-settings";
import { Outline } from "./outline";
import { AddPage, Pages } from "./pages";
import { Palette } from "./palette";
import { StateBrowser } from "./state-browser";

export function LeftPanel() {
  const studio = useStudio();
  switch (studio.leftPanel.value) {
    case "add":
      return (
        <aside class="left" aria-label="Add a widget">
          <h2 class="panel-h">Add a widget</h2>
          <Palette />
        </aside>
      );
    case "settings":
      return (
        <aside class="left" aria-label="App settings">
          <h2 class="panel-h">App settings</h2>
          <AppSettings />
        </aside>
      );
    case "releases":
      return (
        <aside class="left" aria-label="Releases">
          <h2 class="panel-h">Releases</h2>
          <Releases />
        </aside>
      );
    case "outline":
      return (
        <aside class="left" aria-label="Outline and state">
          <div class="panel-h">
            <h2>Pages</h2>
            <AddPage />
          </div>
          <Pages />
          <div class="panel-h divided">
            <h2>Outline</h2>
            <IconButton
              icon={Plus}
              label="Add a widget"
              data-testid="add-widget"
              onClick={() => {
                studio.leftPanel.value = "add";
              }}
            />
          </div>
          <Outline />
          <div class="panel-h divided">
            <h2>State</h2>
            <span class="faint">{studio.live.started.value ? "live" : "starting"}</span>
          </div>
          <StateBrowser />
        </aside>
      );
  }
}
