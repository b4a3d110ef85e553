/** A name that can be edited where it stands: checked while typing, taken over on Enter or when left. */
import { useId, useState } from "preact/hooks";

export interface NameInputProps {
  id?: string;
  value: string;
  label: string;
  /** What is wrong with a name, or null. */
  check: (name: string) => string | null;
  onCommit: (name: string) => void;
  class?: string;
  testId?: string;
}

export function NameInput({ id, value, label, check, onCommit, class: className = "", testId }: NameInputProps) {
  // null while untouched, so that a name changed elsewhere shows at once.
  const [typed, setTyped] = useState<string | null>(null);
  const faultId = useId();
  const fault = typed === null ? null : check(typed.trim());
  const commit = () => {
    if (typed !== null && fault === null && typed.trim() !== value) onCommit(typed.trim());
    if (fault === null) setTyped(null);
  };
  return (
    <span class="name">
      <span class={`name-size ${className}`} data-text={typed ?? value}>
        <input
          id={id}
          class={className}
          aria-label={label}
          aria-invalid={fault !== null || undefined}
          aria-describedby={fault ? faultId : undefined}
          data-testid={testId}
          spellcheck={false}
          autocomplete="off"
          size={1}
          value={typed ?? value}
          onInput={(event) => setTyped(event.currentTarget.value)}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === "Enter" && fault === null) event.currentTarget.blur(); // and with that it is taken over
            if (event.key === "Escape") {
              event.stopPropagation();
              setTyped(null);
            }
          }}
        />
      </span>
      {fault && (
        <span class="name-fault" id={faultId} role="alert">
          {fault}
        </span>
      )}
    </span>
  );
}
