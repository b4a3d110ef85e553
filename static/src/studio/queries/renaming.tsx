/** A name typed in the place of its line: taken over on Enter or when left, dropped on Escape. */
import { useEffect, useRef, useState } from "preact/hooks";

interface RenamingProps {
  value: string;
  label: string;
  /** What is wrong with a name, or null. */
  check: (name: string) => string | null;
  /** Null: it stays as it was. */
  onDone: (name: string | null) => void;
}

export function Renaming({ value, label, check, onDone }: RenamingProps) {
  const [typed, setTyped] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  const over = useRef(false);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  const name = typed.trim();
  const fault = check(name);
  const done = (to: string | null) => {
    if (over.current) return;
    over.current = true;
    onDone(to === value ? null : to);
  };
  return (
    <div class="renaming">
      <input
        ref={input}
        class={`input mono ${fault ? "wrong" : ""}`}
        aria-label={label}
        aria-invalid={fault !== null || undefined}
        spellcheck={false}
        autocomplete="off"
        data-testid="item-rename"
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onBlur={() => done(fault ? null : name)}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === "Enter" && !fault) done(name);
          if (event.key === "Escape") done(null);
        }}
      />
      {fault && (
        <p class="field-error" role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}
