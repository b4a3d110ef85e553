/** On or off: a switch. */
import { asBoolean } from "../data/rows";
import { Entry, faulty, useEntry } from "../entry";
import type { ViewProps } from "../view";

export default function SwitchView(props: ViewProps<"switch">) {
  const entry = useEntry<HTMLInputElement>(props);
  return (
    <Entry id={entry.id} label={entry.label} errors={props.errors} inline>
      <input
        id={entry.id}
        ref={entry.control}
        class="entry-switch"
        type="checkbox"
        role="switch"
        checked={asBoolean(entry.value)}
        aria-checked={asBoolean(entry.value)}
        disabled={entry.disabled}
        aria-label={entry.name}
        {...faulty(entry.id, null, props.errors)}
        onChange={(event) => entry.change(event.currentTarget.checked)}
      />
    </Entry>
  );
}
