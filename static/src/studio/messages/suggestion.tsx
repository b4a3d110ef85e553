/** One quiet line over the messages: what they look like, and what can be made of them at once. */
import { Sparkles, X } from "lucide";
import { useRef } from "preact/hooks";
import type { StreamQuery } from "../../document";
import { Button, Icon, IconButton } from "../../ui";
import { useStudio } from "../studio";
import { dismiss, isDismissed } from "./dismissed";
import { makeWidget } from "./making";
import { messagesOf } from "./parsed";
import { look, NOTHING_SEEN, type Seen, suggestionOf } from "./suggest";

const LOOKED_AT = 50; // of the newest messages each time: a rare kind is seen later, a flood costs nothing

export function SuggestionRow({ name }: { name: string }) {
  const studio = useStudio();
  const document = studio.document.value;
  const query = document.queries.find((one) => one.name === name);
  const seen = useSeen(query);
  const app = studio.app.value.id;
  if (!query || isDismissed(app, name)) return null;
  const suggestion = suggestionOf(document, query, seen, Date.now());
  if (!suggestion) return null;
  return (
    <section class="suggestion" aria-label="Suggestion" data-testid="suggestion">
      <Icon of={Sparkles} size={14} />
      <p>{suggestion.says}</p>
      <span class="suggestion-offers">
        {suggestion.offers.map((offer) => (
          <Button
            key={offer.id}
            data-testid={`suggest-${offer.id}`}
            onClick={() => void makeWidget(studio, offer.description, name, offer.make)}
          >
            {offer.label}
          </Button>
        ))}
      </span>
      <IconButton
        icon={X}
        label={`No suggestions for ${name}`}
        data-testid="suggestion-dismiss"
        onClick={() => dismiss(app, name)}
      />
    </section>
  );
}

interface Known {
  of: string;
  /** With which fields. */
  fields: string;
  seen: Seen;
  last: number;
}

const NO_FIELDS = "[]";

/** What was seen of this query's messages as it is defined now; it stays when they have scrolled out of the list. */
function useSeen(query: StreamQuery | undefined): Seen {
  const { live } = useStudio();
  const known = useRef<Known | null>(null);
  const lines = live.messages.value.get(query?.name ?? "") ?? [];
  if (!query) return NOTHING_SEEN;
  const of = JSON.stringify([query.name, query.url, query.format, query.skip, query.explode]);
  const fields = JSON.stringify(query.fields);
  const newest = lines.at(-1)?.id ?? 0;
  if (known.current?.of !== of) {
    // The lines that have come before another definition are of the one before.
    const isFirst = known.current === null || !known.current.of.startsWith(JSON.stringify([query.name]).slice(0, -1));
    known.current = { of, fields, seen: NOTHING_SEEN, last: isFirst ? 0 : newest };
  } else if (known.current.fields !== fields) {
    // Candles seen in whole messages are offered still: what is made of them brings the fields that it needs.
    if (known.current.fields === NO_FIELDS && known.current.seen.candle) return known.current.seen;
    known.current = { of, fields, seen: NOTHING_SEEN, last: newest };
  }
  const { seen, last } = known.current;
  const fresh = lines.slice(-LOOKED_AT).filter((line) => line.id > last);
  if (fresh.length > 0) known.current = { ...known.current, seen: look(seen, messagesOf(fresh)), last: newest };
  return known.current.seen;
}
