/** Yes or no: a check box. */
import { asBoolean } from "../data/rows";
import { Entry, faulty, useEntry } from "../entry";
import type { ViewProps } from "../view";

export default function CheckboxView(props: ViewProps<"checkbox">) {
  const entry = useEntry<HTMLInputElement>(props);
  return (
    <Entry id={entry.id} label={entry.label} errors={props.errors} inline>
      <input
        id={entry.id}
        ref={entry.control}
        class="entry-checkbox"
        type="checkbox"
        checked={asBoolean(entry.value)}
        disabled={entry.disabled}
        aria-label={entry.name}
        {...faulty(entry.id, null, props.errors)}
        onChange={(event) => entry.change(event.currentTarget.checked)}
      />
    </Entry>
  );
}
