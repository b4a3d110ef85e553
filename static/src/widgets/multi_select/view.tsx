/** Several of many options: what is chosen as chips, and a list that narrows down as one types. */
import { X } from "lucide";
import { useMemo, useRef, useState } from "preact/hooks";
import { Icon } from "../../ui/icon";
import { asList } from "../data/entered";
import { asChoices, choiceKey } from "../data/options";
import { Entry, faulty, useEntry } from "../entry";
import type { ViewProps } from "../view";
import { OptionList } from "./list";
import { matching } from "./matching";

const CHIPS_MAX = 50; // of more, the number says it

export default function MultiSelectView(props: ViewProps<"multi_select">) {
  const { values, errors } = props;
  const entry = useEntry<HTMLInputElement>(props);
  const box = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const [search, setSearch] = useState("");
  const [active, setActive] = useState(0);
  const { list, fault: wrong } = useMemo(() => asChoices(values.options), [values.options]);
  const byKey = useMemo(() => new Map(list.map((choice) => [choice.key, choice])), [list]);
  const found = useMemo(() => matching(list, search), [list, search]);
  const chosen = asList(entry.value);
  const keys = new Set(chosen.map(choiceKey));
  const stray = list.length > 0 ? chosen.map(choiceKey).find((key) => !byKey.has(key)) : undefined;
  const fault = wrong ?? (stray === undefined ? null : `“${stray.slice(0, 60)}” is not among the options. Remove it.`);
  const nothing = props.ready ? "No options" : "";
  const at = Math.min(active, found.shown.length - 1);

  const show = (next: boolean) => {
    setOpen(next && !entry.disabled);
    if (!next) setSearch("");
    setActive(0);
  };
  const remove = (key: string) => entry.change(chosen.filter((value) => choiceKey(value) !== key));
  const toggle = (index: number) => {
    const choice = found.shown[index];
    if (!choice || choice.disabled) return;
    if (keys.has(choice.key)) remove(choice.key);
    else entry.change([...chosen, choice.value]);
    setSearch("");
    if (search) setActive(0);
  };
  const pressed = (event: KeyboardEvent) => {
    const last = found.shown.length - 1;
    const to = { ArrowDown: at >= last ? 0 : at + 1, ArrowUp: at <= 0 ? last : at - 1, Home: 0, End: last }[event.key];
    if (event.key === "Backspace" && search === "" && chosen.length > 0) remove(choiceKey(chosen.at(-1)));
    else if (event.key === "Escape" && open) show(false);
    else if (event.key === "Enter" && open) toggle(at);
    else if (to !== undefined && (open || event.key.startsWith("Arrow"))) {
      if (open) setActive(to);
      else show(true);
    } else return;
    if (event.key !== "Backspace") event.preventDefault();
  };

  return (
    <Entry id={entry.id} label={entry.label} fault={fault} errors={errors} tall>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a larger target for the pointer; keys go to the field in it */}
      <div
        ref={box}
        class={`input entry-chips ${entry.disabled ? "off" : ""} ${fault ? "wrong" : ""}`}
        onMouseDown={(event) => {
          if (event.target === entry.control.current || entry.disabled) return;
          event.preventDefault(); // the field keeps the focus
          if ((event.target as HTMLElement).closest("button")) return;
          entry.control.current?.focus();
          show(!open);
        }}
      >
        {chosen.slice(0, CHIPS_MAX).map((value) => {
          const key = choiceKey(value);
          const label = byKey.get(key)?.label ?? key.slice(0, 60);
          return (
            <span key={key} class="entry-chip">
              <span class="entry-chip-text">{label}</span>
              {!entry.disabled && (
                <button type="button" aria-label={`Remove ${label}`} tabIndex={-1} onClick={() => remove(key)}>
                  <Icon of={X} size={12} />
                </button>
              )}
            </span>
          );
        })}
        {chosen.length > CHIPS_MAX && <span class="entry-chip num">+{chosen.length - CHIPS_MAX}</span>}
        <input
          id={entry.id}
          ref={entry.control}
          type="text"
          role="combobox"
          autocomplete="off"
          spellcheck={false}
          value={search}
          placeholder={chosen.length === 0 ? entry.placeholder || (list.length > 0 ? "Choose" : nothing) : ""}
          disabled={entry.disabled}
          aria-label={entry.name}
          aria-expanded={open}
          aria-haspopup="listbox"
          aria-autocomplete="list"
          aria-controls={open ? `${entry.id}-list` : undefined}
          aria-activedescendant={open && at >= 0 ? `${entry.id}-${at}` : undefined}
          {...faulty(entry.id, fault, errors)}
          onClick={() => show(true)}
          onInput={(event) => {
            setSearch(event.currentTarget.value);
            setActive(0);
            setOpen(true);
          }}
          onKeyDown={pressed}
          onBlur={() => show(false)}
        />
      </div>
      <span class="visually-hidden" aria-live="polite">
        {chosen.length > 0 && `${chosen.length} chosen`}
      </span>
      {open && (
        <OptionList
          id={entry.id}
          label={entry.label || entry.name || ""}
          anchor={box}
          found={found}
          total={list.length}
          chosen={keys}
          active={at}
          onToggle={toggle}
        />
      )}
    </Entry>
  );
}
