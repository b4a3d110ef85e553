/** The address viewers open, with a button that copies it. */
import { Check, Copy } from "lucide";
import { useEffect, useRef, useState } from "preact/hooks";
import { Button, Field } from "../../ui";

const COPIED_MS = 2_000; // long enough to be seen, short enough to copy again

export const viewerAddress = (slug: string): string => `${location.origin}/a/${slug}/`;

export function ViewerLink({ slug }: { slug: string }) {
  const address = viewerAddress(slug);
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
      await navigator.clipboard.writeText(address);
      setCopied(true);
    } catch {
      // Plain http on another host has no clipboard: the text is selected, ready for the keyboard.
    }
  };
  return (
    <Field label="Viewer link">
      {(id) => (
        <div class="copy">
          <input
            id={id}
            ref={input}
            class="input mono"
            readOnly
            value={address}
            data-testid="viewer-link"
            onFocus={(event) => event.currentTarget.select()}
          />
          <Button icon={copied ? Check : Copy} onClick={copy}>
            {copied ? "Copied" : "Copy"}
          </Button>
          <a class="btn" href={address} target="_blank" rel="noopener">
            Open
          </a>
        </div>
      )}
    </Field>
  );
}
