/** A button; a click tells app code. */
import { LoaderCircle } from "lucide";
import { useEffect, useRef } from "preact/hooks";
import { Button } from "../../ui/button";
import { Faults } from "../card";
import { asBoolean, asText } from "../data/rows";
import "../entry.css";
import type { ViewProps } from "../view";

export default function ButtonView({ widget, values, errors, ready, emit, on }: ViewProps<"button">) {
  const { variant } = widget.properties;
  const control = useRef<HTMLButtonElement>(null);
  const text = asText(values.text ?? widget.properties.text);
  const loading = asBoolean(values.loading);
  const disabled = !ready || asBoolean(values.disabled);
  const click = () => {
    if (!disabled && !loading) emit("click", null);
  };
  const newest = useRef(click);
  newest.current = click;
  useEffect(() => on("focus", () => control.current?.focus()), [on]);
  useEffect(() => on("click", () => newest.current()), [on]);
  return (
    <>
      <Button
        ref={control}
        class={`w-button ${variant === "link" ? "link" : ""}`}
        variant={variant === "link" ? "ghost" : variant}
        icon={loading ? LoaderCircle : undefined}
        disabled={disabled}
        aria-disabled={loading || undefined /* so it keeps the focus */}
        aria-busy={loading || undefined}
        onClick={click}
      >
        <span class="w-button-text">{ready || !text.includes("{{") ? text || "Button" : ""}</span>
      </Button>
      <Faults errors={errors} />
    </>
  );
}
