/** Samples to begin with: each becomes an app of one's own. */
import { ChartCandlestick, Factory, type IconNode, LayoutList, MessagesSquare, ScanSearch } from "lucide";
import type { Sample } from "../../api/apps";
import { Icon } from "../../ui";

const ICONS: Record<string, IconNode> = {
  "exchange-ticker": ChartCandlestick,
  "market-overview": LayoutList,
  "machine-floor": Factory,
  "team-chat": MessagesSquare,
};

interface SamplesProps {
  samples: readonly Sample[];
  /** The one that is being created. */
  busy: string | null;
  onPick: (sample: Sample) => void;
}

export function Samples({ samples, busy, onPick }: SamplesProps) {
  return (
    <section class="samples" aria-labelledby="samples">
      <h2 id="samples">Begin with a sample</h2>
      <div class="samples-list">
        {samples.map((sample) => (
          <button
            key={sample.slug}
            type="button"
            disabled={busy !== null}
            aria-busy={busy === sample.slug}
            data-testid={`sample-${sample.slug}`}
            onClick={() => onPick(sample)}
          >
            <span class="samples-icon">
              <Icon of={ICONS[sample.slug] ?? ScanSearch} />
            </span>
            <span>
              <span class="strong">{sample.name}</span>
              <span class="muted samples-text">{busy === sample.slug ? "Creating…" : (sample.description ?? "")}</span>
            </span>
          </button>
        ))}
      </div>
    </section>
  );
}
