/** One of several options: the browser's own select, so that keys, type-ahead and phones are as people know them. */
import { X } from "lucide";
import { useMemo } from "preact/hooks";
import { IconButton } from "../../ui/button";
import { asChoices, choiceKey } from "../data/options";
import { Entry, faulty, useEntry } from "../entry";
import type { ViewProps } from "../view";

const NONE = "none"; // of an option's value in the page, which is its place in the list

export default function SelectView(props: ViewProps<"select">) {
  const { widget, values, errors } = props;
  const { clearable } = widget.properties;
  const entry = useEntry<HTMLSelectElement>(props);
  const { list, fault: wrong } = useMemo(() => asChoices(values.options), [values.options]);
  const options = useMemo(
    () =>
      list.map(({ label, disabled, key }, index) => (
        <option key={key} value={String(index)} disabled={disabled}>
          {label}
        </option>
      )),
    [list],
  );
  const key = choiceKey(entry.value);
  const chosen = list.findIndex((choice) => choice.key === key);
  const stray = chosen < 0 && key !== "" && list.length > 0; // options may come later than the value
  const fault = wrong ?? (stray ? `“${key.slice(0, 60)}” is not among the options. Choose another one.` : null);
  const nothing = props.ready ? "No options" : "";
  const empty = chosen < 0 || clearable;
  return (
    <Entry id={entry.id} label={entry.label} fault={fault} errors={errors}>
      <div class="entry-select">
        <select
          id={entry.id}
          ref={entry.control}
          class={`input select ${chosen < 0 ? "none" : ""} ${clearable && chosen >= 0 ? "clearable" : ""}`}
          value={chosen < 0 ? NONE : String(chosen)}
          disabled={entry.disabled}
          aria-label={entry.name}
          {...faulty(entry.id, fault, errors)}
          onChange={(event) => entry.change(list[Number(event.currentTarget.value)]?.value ?? null)}
        >
          {empty && (
            <option value={NONE} disabled={!clearable}>
              {key && chosen < 0 ? key.slice(0, 60) : entry.placeholder || (list.length ? "Choose" : nothing)}
            </option>
          )}
          {options}
        </select>
        {clearable && chosen >= 0 && !entry.disabled && (
          <IconButton
            class="entry-clear"
            icon={X}
            label={`Clear ${entry.label || entry.name || ""}`.trim()}
            onClick={() => {
              entry.change(null);
              entry.control.current?.focus();
            }}
          />
        )}
      </div>
    </Entry>
  );
}
