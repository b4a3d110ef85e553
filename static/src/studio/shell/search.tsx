/** The search over the studio (⌘K): type a few letters, choose with the arrows, press Enter. */
import { Search as SearchIcon } from "lucide";
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { Icon } from "../../ui";
import { entries, found } from "../commands/found";
import { keyText } from "../commands/keys";
import { useStudio } from "../studio";

export function Search() {
  const studio = useStudio();
  const open = studio.dialog.value === "search";
  const dialog = useRef<HTMLDialogElement>(null);
  const close = () => {
    if (studio.dialog.peek() === "search") studio.dialog.value = null;
  };
  // With the drawing: a key pressed right after it must not meet a dialog that is still closing.
  useLayoutEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself; the click is the backdrop's
    <dialog
      ref={dialog}
      class="search"
      aria-label="Search"
      // The event of a closing comes later; by then it may have been opened again.
      onClose={() => dialog.current?.open || close()}
      onClick={(event) => event.target === dialog.current && close()}
    >
      {open && <Box onDone={close} />}
    </dialog>
  );
}

function Box({ onDone }: { onDone: () => void }) {
  const studio = useStudio();
  const all = useMemo(() => entries(studio), [studio]);
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const shown = found(all, text);
  const chosen = shown[Math.min(at, shown.length - 1)];
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [at, text]);
  const run = (entry: (typeof shown)[number]) => {
    onDone();
    entry.run();
  };
  const keys = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) setAt((now) => (Math.min(now, shown.length - 1) + step + shown.length) % Math.max(1, shown.length));
    else if (event.key === "Enter" && chosen) run(chosen);
    else return;
    event.preventDefault();
  };
  return (
    <div class="search-box">
      <label class="search-field">
        <Icon of={SearchIcon} />
        <input
          autofocus
          type="text"
          role="combobox"
          aria-label="Search"
          aria-expanded="true"
          aria-controls={id}
          aria-activedescendant={chosen ? `${id}-${shown.indexOf(chosen)}` : undefined}
          autocomplete="off"
          spellcheck={false}
          placeholder="Search queries, widgets, commands"
          data-testid="search"
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={keys}
        />
      </label>
      <div class="search-list" role="listbox" id={id} aria-label="Found" ref={list}>
        {shown.map((entry, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys
          <div
            key={entry.id}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={entry === chosen}
            class="search-entry"
            onPointerMove={() => setAt(index)}
            onClick={() => run(entry)}
          >
            <span class="search-label">{entry.label}</span>
            <span class="faint">{entry.kind}</span>
            {entry.keys && <span class="kbd">{keyText(entry.keys)}</span>}
          </div>
        ))}
        {shown.length === 0 && <p class="search-none">Nothing has "{text.trim()}" in its name.</p>}
      </div>
    </div>
  );
}
