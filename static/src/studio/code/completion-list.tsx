/** The list of what may be meant, under the word that is typed. */
import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "../../ui";
import { type Completion, optionId } from "./completion";
import { KIND_ICONS } from "./kind-icon";

interface CompletionListProps {
  completion: Completion;
  /** Has the field's text at the same places. */
  mirror: RefObject<HTMLElement | null>;
}

export function CompletionList({ completion, mirror }: CompletionListProps) {
  const { shown, active, id } = completion;
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (!list.current || !mirror.current || !shown) return;
    list.current.showPopover?.();
    place(list.current, anchorOf(mirror.current, shown.from));
  }, [shown, mirror]);
  useLayoutEffect(() => {
    list.current?.children[active]?.scrollIntoView?.({ block: "nearest" });
  }, [active, shown]);
  if (!shown) return null;
  return (
    <div ref={list} id={id} class="completions" popover="manual" role="listbox" aria-label="Suggestions">
      {shown.options.map((option, index) => (
        <div
          key={option.label}
          id={optionId(id, index)}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          data-kind={option.kind}
          // The field keeps the focus.
          onMouseDown={(event) => {
            event.preventDefault();
            completion.choose(index);
          }}
          onMouseMove={() => index !== active && completion.point(index)}
        >
          <Icon of={KIND_ICONS[option.kind]} />
          <span class="mono">{option.label}</span>
          <span class="completion-detail">{option.detail}</span>
          <span class="completion-value mono num">{option.value}</span>
        </div>
      ))}
    </div>
  );
}

/** Where the character at `offset` of the mirror's text stands. */
function anchorOf(mirror: HTMLElement, offset: number): DOMRect {
  const texts = document.createTreeWalker(mirror, NodeFilter.SHOW_TEXT);
  let left = offset;
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const length = node.textContent?.length ?? 0;
    if (left <= length) {
      const range = document.createRange();
      range.setStart(node, left);
      range.collapse(true);
      return range.getClientRects()[0] ?? mirror.getBoundingClientRect();
    }
    left -= length;
  }
  return mirror.getBoundingClientRect();
}

function place(list: HTMLElement, anchor: DOMRect): void {
  const { width, height } = list.getBoundingClientRect();
  const below = anchor.bottom + 6 + height <= innerHeight;
  list.style.top = `${below ? anchor.bottom + 6 : Math.max(4, anchor.top - 6 - height)}px`;
  list.style.left = `${Math.max(4, Math.min(anchor.left - 28, innerWidth - width - 4))}px`;
}
