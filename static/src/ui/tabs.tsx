/** Tabs over a panel; arrow keys move between them. */
import type { ComponentChildren, RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

export interface Tab<Id extends string = string> {
  id: Id;
  label: string;
  /** Instead of the label where the bar is narrow. */
  short?: string;
  /** A quiet number after the label. */
  count?: number;
  /** Something in it is wrong: a red dot, and these words for who can't see it. */
  wrong?: string;
}

export interface TabsProps<Id extends string = string> {
  tabs: readonly Tab<Id>[];
  /** Null: none is chosen. */
  value: Id | null;
  onChange: (id: Id) => void;
  /** What stands at the right end, such as buttons. */
  end?: ComponentChildren;
  label?: string;
}

export function Tabs<Id extends string = string>({ tabs, value, onChange, end, label }: TabsProps<Id>) {
  const list = useRef<HTMLDivElement>(null);
  useInView(list, value);
  const move = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    const at = tabs.findIndex((tab) => tab.id === value);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (!next) return;
    event.preventDefault();
    onChange(next.id);
    list.current?.querySelector<HTMLElement>(`[data-tab="${CSS.escape(next.id)}"]`)?.focus();
  };
  return (
    <div class="tabs">
      <div class="tab-list" role="tablist" aria-label={label} ref={list} onKeyDown={move}>
        {tabs.map((tab, index) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            data-tab={tab.id}
            class={tab.id === value ? "tab on" : "tab"}
            aria-selected={tab.id === value}
            tabIndex={tab.id === value || (value === null && index === 0) ? 0 : -1}
            onClick={() => onChange(tab.id)}
          >
            {tab.short ? (
              <>
                <span class="tab-long">{tab.label}</span>
                <span class="tab-short">{tab.short}</span>
              </>
            ) : (
              tab.label
            )}
            {tab.count !== undefined && <span class="faint num">{tab.count}</span>}
            {tab.wrong && <i class="dot fail" role="img" aria-label={tab.wrong} title={tab.wrong} />}
          </button>
        ))}
      </div>
      {end && <div class="tabs-end">{end}</div>}
    </div>
  );
}

/** Where there is no room for all, the chosen one is in view, and an edge that hides others fades. */
function useInView(list: RefObject<HTMLDivElement | null>, value: string | null): void {
  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    const fade = () => {
      const { scrollLeft, scrollWidth, clientWidth } = element;
      element.toggleAttribute("data-before", scrollLeft > 1);
      element.toggleAttribute("data-after", scrollLeft + clientWidth < scrollWidth - 1);
    };
    const resized = new ResizeObserver(fade);
    resized.observe(element);
    element.addEventListener("scroll", fade, { passive: true });
    return () => {
      resized.disconnect();
      element.removeEventListener("scroll", fade);
    };
  }, [list]);
  useLayoutEffect(() => {
    // With the next frame, which lays the page out anyway: to ask at once would have it laid out once for each bar.
    const frame = requestAnimationFrame(() => {
      const chosen = list.current?.querySelector<HTMLElement>(".tab.on");
      if (chosen && list.current && list.current.scrollWidth > list.current.clientWidth) {
        chosen.scrollIntoView({ block: "nearest", inline: "nearest" });
      }
    });
    return () => cancelAnimationFrame(frame);
  }, [list, value]);
}
