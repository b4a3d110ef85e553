/** Tabs over a panel; arrow keys move between them. */
import type { ComponentChildren } from "preact";

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
  const move = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    const at = tabs.findIndex((tab) => tab.id === value);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (!next) return;
    event.preventDefault();
    onChange(next.id);
    const list = event.currentTarget as HTMLElement;
    list.querySelector<HTMLElement>(`[data-tab="${CSS.escape(next.id)}"]`)?.focus();
  };
  return (
    <div class="tabs">
      <div class="tab-list" role="tablist" aria-label={label} onKeyDown={move}>
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
