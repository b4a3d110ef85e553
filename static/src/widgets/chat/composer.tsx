/** Where a message is written: Enter sends it, Shift and Enter begins a new line. */
import { SendHorizontal } from "lucide";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { IconButton } from "../../ui/button";
import { asBoolean, asText } from "../data/rows";
import type { ViewProps } from "../view";

const HEIGHT_MAX_PX = 116; // five lines; then it scrolls
const LENGTH_MAX = 16_000; // characters; well under what one broadcast may carry

interface ComposerProps extends Pick<ViewProps<"chat">, "values" | "ready" | "state" | "emit" | "on"> {
  onSent: () => void;
}

export function Composer({ values, ready, state, emit, on, onSent }: ComposerProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const text = asText(state.get("value")).slice(0, LENGTH_MAX);
  const disabled = !ready || asBoolean(values.disabled);
  useEffect(() => on("focus", () => field.current?.focus()), [on]);
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${Math.min(HEIGHT_MAX_PX, element.scrollHeight + 2)}px`; // with its border
  }, [text]);

  const send = () => {
    if (disabled || text.trim() === "") return;
    emit("send", text.trim());
    state.set("value", "");
    onSent();
    field.current?.focus();
  };
  return (
    <div class="chat-composer">
      <textarea
        ref={field}
        class="input area"
        rows={1}
        value={text}
        maxLength={LENGTH_MAX}
        disabled={disabled}
        placeholder={asText(values.placeholder)}
        aria-label={asText(values.placeholder) || "Message"}
        onInput={(event) => state.set("value", event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          send();
        }}
      />
      <IconButton
        icon={SendHorizontal}
        label="Send"
        variant="primary"
        disabled={disabled || text.trim() === ""}
        onClick={send}
      />
    </div>
  );
}
