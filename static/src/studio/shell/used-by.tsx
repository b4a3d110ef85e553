/** Where a part of the app is used: a quiet line that opens the list, each entry of which leads there. */
import { useEffect, useId, useMemo, useRef } from "preact/hooks";
import { language, loadLanguage } from "../language/lazy";
import type { Use } from "../language/uses";
import { useStudio } from "../studio";

const LISTED_MAX = 200; // uses drawn; a list of more is no list any more

/** Null until what reads code has been loaded. */
export function useUses(name: string): readonly Use[] | null {
  const document = useStudio().document.value;
  const known = language.value;
  useEffect(() => {
    if (!known) loadLanguage().catch(() => undefined); // offline: the line stays away
  }, [known]);
  return useMemo(() => known?.usesOf(document, name) ?? null, [known, document, name]);
}

interface UsedByProps {
  name: string;
  /** Whether that is worth a word: of a widget, which is there to be seen, it isn't. */
  unused?: boolean;
}

export function UsedBy({ name, unused = true }: UsedByProps) {
  const uses = useUses(name);
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  if (!uses || (uses.length === 0 && !unused)) return null;
  if (uses.length === 0) {
    return (
      <span class="used-by faint" data-testid="used-by">
        Not used yet
      </span>
    );
  }
  const open = () => {
    const anchor = button.current?.getBoundingClientRect();
    if (!anchor || !list.current) return;
    list.current.togglePopover();
    const { width, height } = list.current.getBoundingClientRect();
    const below = anchor.bottom + 4 + height <= innerHeight;
    list.current.style.top = `${below ? anchor.bottom + 4 : Math.max(4, anchor.top - 4 - height)}px`;
    list.current.style.left = `${Math.max(4, Math.min(anchor.left, innerWidth - width - 4))}px`;
  };
  return (
    <span class="used-by">
      <button
        type="button"
        ref={button}
        class="link"
        aria-haspopup="true"
        aria-controls={id}
        data-testid="used-by"
        onClick={open}
      >
        Used by {uses.length}
      </button>
      <div id={id} ref={list} class="uses" popover="auto">
        <p class="faint">
          What says <span class="mono">{name}</span>
        </p>
        <UseList uses={uses} onLead={() => list.current?.hidePopover()} />
      </div>
    </span>
  );
}

interface UseListProps {
  uses: readonly Use[];
  /** Somebody is led to one of them. */
  onLead: () => void;
}

export function UseList({ uses, onLead }: UseListProps) {
  const studio = useStudio();
  return (
    <ul class="use-list">
      {uses.slice(0, LISTED_MAX).map((use) => (
        <li key={use.path}>
          <button
            type="button"
            data-path={use.path}
            onClick={() => {
              onLead();
              studio.finder.lead(studio, use.path, use.line);
            }}
          >
            <span class="mono">
              {use.place}
              {use.line !== null && `, line ${use.line}`}
            </span>
            <span class="faint">{use.manner}</span>
          </button>
        </li>
      ))}
      {uses.length > LISTED_MAX && <li class="faint">and {uses.length - LISTED_MAX} more</li>}
    </ul>
  );
}
