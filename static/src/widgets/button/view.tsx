/** A button; a click tells app code. */
import { Button } from "../../ui";
import { Faults } from "../card";
import { asBoolean, asText } from "../data/rows";
import type { ViewProps } from "../view";

export default function ButtonView({ widget, values, errors, ready, emit }: ViewProps<"button">) {
  const text = asText(values.text ?? widget.properties.text);
  return (
    <>
      <Button
        class="w-button"
        variant={widget.properties.variant === "link" ? "ghost" : widget.properties.variant}
        disabled={!ready || asBoolean(values.disabled)}
        onClick={() => emit("click", null)}
      >
        <span class="w-button-text">{ready || !text.includes("{{") ? text || "Button" : ""}</span>
      </Button>
      <Faults errors={errors} />
    </>
  );
}
