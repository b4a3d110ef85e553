/** A text to be taken elsewhere: in a field that selects itself, with a button that copies it. */
import { Check, Copy } from "lucide";
import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "./button";
import "./copy-field.css";
import { Field } from "./field";

const COPIED_MS = 2_000; // long enough to be seen, short enough to copy again

export interface CopyFieldProps {
  label: string;
  value: string;
  hint?: string;
  "data-testid"?: string;
}

export function CopyField({ label, value, hint, ...rest }: CopyFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    input.current?.select();
    try {
      // Plain http on another host than this one has no clipboard; the older way needs what is selected.
      if (navigator.clipboard) await navigator.clipboard.writeText(value);
      else if (!document.execCommand("copy")) return;
      setCopied(true);
    } catch {
      // Refused: the text is selected, ready for the keyboard.
    }
  };
  return (
    <Field label={label} hint={hint}>
      {(id) => (
        <div class="copy-field">
          <input
            {...rest}
            id={id}
            ref={input}
            class="input mono"
            readOnly
            value={value}
            onFocus={(event) => event.currentTarget.select()}
          />
          <Button icon={copied ? Check : Copy} onClick={copy}>
            {copied ? "Copied" : "Copy"}
          </Button>
          <span class="visually-hidden" role="status">
            {copied && "Copied"}
          </span>
        </div>
      )}
    </Field>
  );
}
