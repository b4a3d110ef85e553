/** How far back the rows reach: one of the usual spans, or any other. */
import { useState } from "preact/hooks";
import { Field, Select } from "../../../ui";
import { TIME_UNITS, UnitInput } from "../../queries/unit-input";

const SPAN_MAX_SECONDS = 604_800; // the document's: a week

const USUAL = [
  { value: "0", label: "All that is kept" },
  { value: "60", label: "Last minute" },
  { value: "300", label: "Last 5 minutes" },
  { value: "900", label: "Last 15 minutes" },
  { value: "3600", label: "Last hour" },
] as const;

interface SpanProps {
  seconds: number;
  error: string | null;
  onChange: (seconds: number) => void;
}

export function Span({ seconds, error, onChange }: SpanProps) {
  const usual = USUAL.some((one) => one.value === String(seconds));
  const [other, setOther] = useState(!usual);
  return (
    <>
      <Field label="Time span" error={error} hint="By the order, if that is a time; else by arrival.">
        {(id) => (
          <Select<string>
            id={id}
            value={other || !usual ? "other" : String(seconds)}
            options={[...USUAL, { value: "other", label: "Another span" }]}
            onChange={(choice) => {
              setOther(choice === "other");
              if (choice !== "other") onChange(Number(choice));
            }}
          />
        )}
      </Field>
      {(other || !usual) && (
        <Field label="The last">
          {(id) => (
            <UnitInput
              id={id}
              label="The last"
              units={TIME_UNITS}
              value={seconds}
              min={0}
              max={SPAN_MAX_SECONDS}
              placeholder="all"
              onCommit={onChange}
            />
          )}
        </Field>
      )}
    </>
  );
}
