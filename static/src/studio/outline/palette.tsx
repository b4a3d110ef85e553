/** The widgets there are. A click puts one at the next free place. */
import type { WidgetType } from "../../document";
import { Icon } from "../../ui";
import { definitionOf } from "../../widgets/registry";
import { useStudio } from "../studio";

const WIDGETS_MAX = 200; // the document's
/** By what a builder looks for. */
const GROUPS: readonly { label: string; types: readonly WidgetType[] }[] = [
  { label: "Show", types: ["chart", "table", "stat", "text", "log"] },
  { label: "Ask", types: ["button", "input"] },
  { label: "Connection", types: ["connection"] },
];

export function Palette() {
  const studio = useStudio();
  const full = studio.document.value.widgets.length >= WIDGETS_MAX;
  return (
    <div class="palette">
      {full && (
        <p class="palette-full">{WIDGETS_MAX} widgets is the most an app can have. Delete one to add another.</p>
      )}
      {GROUPS.map((group) => (
        <section key={group.label} aria-label={group.label}>
          <h3 class="sect">{group.label}</h3>
          {group.types.map(definitionOf).map((kind) => (
            <button
              key={kind.type}
              type="button"
              disabled={full}
              data-testid={`add-widget-${kind.type}`}
              onClick={() => studio.addWidget(kind.type, kind.size)}
            >
              <span class="palette-icon">
                <Icon of={kind.icon} />
              </span>
              <span>
                <span class="palette-label">{kind.label}</span>
                <span class="faint">{kind.help}</span>
              </span>
            </button>
          ))}
        </section>
      ))}
    </div>
  );
}
