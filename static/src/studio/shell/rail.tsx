/** The rail at the left edge: which panel stands beside it, and the studio's own settings. */
import { Download, History, LayoutGrid, ListTree, LogOut, Moon, Plus, Settings, SlidersHorizontal, Sun } from "lucide";
import { Icon, type IconNode, Menu } from "../../ui";
import { signOut } from "../sign-out";
import { type LeftPanel, useStudio } from "../studio";
import { theme, toggleTheme } from "../theme";
import { exportDraft } from "./export";
import { panels, togglePanel } from "./panels";

const PANELS: readonly { id: LeftPanel; label: string; icon: IconNode }[] = [
  { id: "outline", label: "Outline and state", icon: ListTree },
  { id: "add", label: "Add a widget", icon: Plus },
  { id: "settings", label: "App settings", icon: SlidersHorizontal },
  { id: "releases", label: "Releases", icon: History },
];

export function Rail() {
  const studio = useStudio();
  const dark = theme.value === "dark";
  return (
    <nav class="rail" aria-label="Panels">
      {PANELS.map((panel) => (
        <button
          key={panel.id}
          type="button"
          class={panels.left.open.value && studio.leftPanel.value === panel.id ? "on" : ""}
          aria-pressed={panels.left.open.value && studio.leftPanel.value === panel.id}
          aria-label={panel.label}
          title={panel.label}
          data-testid={`panel-${panel.id}`}
          onClick={() => {
            togglePanel("left", true);
            studio.leftPanel.value = panel.id;
          }}
        >
          <Icon of={panel.icon} />
        </button>
      ))}
      <span class="spacer" />
      <button
        type="button"
        aria-label={dark ? "Light theme" : "Dark theme"}
        title={dark ? "Light theme" : "Dark theme"}
        data-testid="theme"
        onClick={toggleTheme}
      >
        <Icon of={dark ? Sun : Moon} />
      </button>
      <Menu
        label="Settings"
        icon={Settings}
        align="start"
        items={[
          { label: "All apps", icon: LayoutGrid, onSelect: () => location.assign("/") },
          { label: "Export as JSON", icon: Download, onSelect: () => exportDraft(studio) },
          { label: "Sign out", icon: LogOut, onSelect: () => signOut() },
        ]}
      />
    </nav>
  );
}
