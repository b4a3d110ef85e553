/** The list under a multi-select: over everything else, at the field it belongs to. */
import { Check } from "lucide";
import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "../../ui/icon";
import type { Matches } from "./matching";

const APART_PX = 4;
const WIDTH_MIN_PX = 180;

interface OptionListProps {
  id: string;
  label: string;
  anchor: RefObject<HTMLElement | null>;
  found: Matches;
  total: number;
  chosen: ReadonlySet<string>;
  active: number;
  onToggle: (index: number) => void;
}

export function OptionList({ id, label, anchor, found, total, chosen, active, onToggle }: OptionListProps) {
  const popover = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    const place = () => {
      const from = anchor.current?.getBoundingClientRect();
      const list = popover.current;
      if (!from || !list) return;
      list.style.width = `${Math.max(WIDTH_MIN_PX, from.width)}px`;
      const { width, height } = list.getBoundingClientRect();
      const below = from.bottom + APART_PX + height <= innerHeight || from.top < innerHeight - from.bottom;
      list.style.top = `${below ? from.bottom + APART_PX : Math.max(APART_PX, from.top - APART_PX - height)}px`;
      list.style.left = `${Math.max(APART_PX, Math.min(from.left, innerWidth - width - APART_PX))}px`;
    };
    popover.current?.showPopover?.();
    place();
    addEventListener("scroll", place, { capture: true, passive: true });
    addEventListener("resize", place);
    return () => {
      removeEventListener("scroll", place, { capture: true });
      removeEventListener("resize", place);
    };
  }, [found, chosen.size]);
  useLayoutEffect(() => {
    document.getElementById(`${id}-${active}`)?.scrollIntoView?.({ block: "nearest" });
  }, [active, found]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a press in the list leaves the focus in the field
    <div ref={popover} class="entry-list" popover="manual" onMouseDown={(event) => event.preventDefault()}>
      <div id={`${id}-list`} role="listbox" aria-multiselectable="true" aria-label={label} tabIndex={-1}>
        {found.shown.map((choice, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the field has the focus and the keys
          <div
            key={choice.key}
            id={`${id}-${index}`}
            class={`entry-option ${index === active ? "active" : ""}`}
            role="option"
            aria-selected={chosen.has(choice.key)}
            aria-disabled={choice.disabled || undefined}
            onClick={() => onToggle(index)}
          >
            <span class="entry-check">{chosen.has(choice.key) && <Icon of={Check} size={14} />}</span>
            <span class="entry-chip-text">{choice.label || "–"}</span>
          </div>
        ))}
      </div>
      {found.shown.length === 0 && (
        <p class="entry-more">{total === 0 ? "There are no options." : "Nothing matches."}</p>
      )}
      {found.more > 0 && (
        <p class="entry-more num">{found.more.toLocaleString("en-US")} more. Type to narrow them down.</p>
      )}
    </div>
  );
}
