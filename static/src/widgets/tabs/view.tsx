/** Tabs: widgets on several tabs, of which one is drawn. What was entered in the others stays. */
import "../containers.css";
import { useEffect, useId, useRef } from "preact/hooks";
import { Faults } from "../card";
import { asText } from "../data/rows";
import { useScrollStop } from "../scrolls";
import type { ViewProps } from "../view";

export default function TabsView({ widget, values, errors, ready, mode, emit, state, children }: ViewProps<"tabs">) {
  const { tabs } = widget.properties;
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const held = useScrollStop<HTMLDivElement>();
  const bound = asText(values.value);
  const before = useRef(bound);
  const last = useRef(tabs[0]?.key ?? "");
  const entered = state.get("value");
  const asked = entered === undefined ? bound : asText(entered);
  const known = (key: string) => tabs.some((tab) => tab.key === key);
  // A key that no tab has changes nothing.
  const current = known(asked) ? asked : known(last.current) ? last.current : (tabs[0]?.key ?? "");
  last.current = current;

  useEffect(() => {
    if (!ready) return;
    if (before.current !== bound) {
      before.current = bound;
      state.reset("value"); // a change of the bound value replaces what was chosen
    } else if (asked !== current) {
      state.set("value", current); // app code reads the tab that is shown
    }
  }, [ready, bound, asked, current]);

  const choose = (key: string) => {
    if (key === current) return;
    state.set("value", key);
    if (mode === "view") emit("change", key);
  };
  const move = (event: KeyboardEvent) => {
    const at = tabs.findIndex((tab) => tab.key === current);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    const next = to === undefined ? undefined : tabs[(to + tabs.length) % tabs.length];
    if (!next) return;
    event.preventDefault();
    choose(next.key);
    list.current?.querySelector<HTMLElement>(`[data-tab="${next.key}"]`)?.focus();
  };

  return (
    <>
      <div class="held-tabs" role="tablist" aria-label={widget.name} ref={list} onKeyDown={move}>
        {tabs.map((tab) => (
          <button
            key={tab.key}
            type="button"
            role="tab"
            class="held-tab"
            id={`${id}-${tab.key}`}
            data-tab={tab.key}
            aria-selected={tab.key === current}
            aria-controls={`${id}-panel`}
            tabIndex={tab.key === current ? 0 : -1}
            onClick={() => choose(tab.key)}
          >
            {tab.title || tab.key}
          </button>
        ))}
      </div>
      <div ref={held} class="held" role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${current}`}>
        {children(current)}
      </div>
      <Faults errors={errors} />
    </>
  );
}
