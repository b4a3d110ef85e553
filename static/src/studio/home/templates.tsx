/** The templates: each becomes an app of one's own with one click. */
import type { Sample } from "../../api/apps";
import { Schematic } from "./schematic";

interface TemplatesProps {
  templates: readonly Sample[];
  /** The one that is being created. */
  busy: string | null;
  onPick: (template: Sample) => void;
}

export function Templates({ templates, busy, onPick }: TemplatesProps) {
  return (
    <section class="templates" aria-labelledby="templates">
      <h2 id="templates">Start from a template</h2>
      <ul class="cards">
        {templates.map((template) => (
          <li key={template.slug} class="card">
            <div class="look">
              <Schematic boxes={template.outline} />
            </div>
            <div class="card-text">
              <h3>
                <button
                  type="button"
                  class="card-name"
                  disabled={busy !== null}
                  aria-busy={busy === template.slug}
                  data-testid={`sample-${template.slug}`}
                  onClick={() => onPick(template)}
                >
                  {busy === template.slug ? "Creating…" : template.name}
                </button>
              </h3>
              <p class="muted">{template.description}</p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
