/** Under what condition a handler does what it does, and how often. */
import { ChevronDown, ChevronRight } from "lucide";
import { useEffect, useState } from "preact/hooks";
import type { EventHandler } from "../../document";
import { Field, Icon } from "../../ui";
import { useLedTo } from "../finder";
import { MS_UNITS, UnitInput } from "../queries/unit-input";
import { milliseconds, paceSummary } from "./actions";
import { TemplateField, useFault } from "./fields";

const PACE_MAX_MS = 3_600_000; // the document's

interface PaceProps {
  handler: EventHandler;
  path: string;
  onChange: (handler: EventHandler) => void;
}

type Timing = "debounce_ms" | "throttle_ms" | "delay_ms";

const TIMINGS: readonly { key: Timing; label: string; hint: string; of: (ms: string) => string }[] = [
  {
    key: "debounce_ms",
    label: "Debounce",
    hint: "Once, when a burst is over",
    of: (ms) => `Once, after ${ms} without another`,
  },
  {
    key: "throttle_ms",
    label: "Throttle",
    hint: "At most so often",
    of: (ms) => `At once, then every ${ms} at most; the last is never lost`,
  },
  { key: "delay_ms", label: "Delay", hint: "So much later", of: (ms) => `${ms} later` },
];

export function Pace({ handler, path, onChange }: PaceProps) {
  const fault = useFault(path);
  const [opened, setOpened] = useState(paceSummary(handler) !== "");
  const wrong = ["only_when", "debounce_ms", "throttle_ms", "delay_ms"].some((field) => fault(field) !== null);
  const led = useLedTo(path) === "only_when";
  useEffect(() => {
    if (led) setOpened(true);
  }, [led]);
  const open = opened || wrong;
  const both = handler.debounce_ms > 0 && handler.throttle_ms > 0;
  return (
    <div class="pace wide">
      <button
        type="button"
        class="pace-toggle"
        aria-expanded={open}
        data-testid="handler-pace"
        onClick={() => setOpened(!open)}
      >
        <Icon of={open ? ChevronDown : ChevronRight} />
        Only when and timing
      </button>
      {open && (
        <div class="form nested">
          <TemplateField
            label="Only when"
            testId="handler-only-when"
            value={handler.only_when}
            error={fault("only_when")}
            path={`${path}.only_when`}
            placeholder="{{ event.data.price > 100 }}"
            hint="Looked at when the event comes. Empty: always."
            onChange={(only_when) => onChange({ ...handler, only_when })}
          />
          <div class="timings wide">
            {TIMINGS.map(({ key, label, hint, of }) => (
              <Field
                key={key}
                label={label}
                error={both && key === "throttle_ms" ? "Not together with debounce. Clear one of them." : fault(key)}
                hint={handler[key] ? of(milliseconds(handler[key])) : hint}
              >
                {(id) => (
                  <UnitInput
                    id={id}
                    label={label}
                    units={MS_UNITS}
                    value={handler[key]}
                    min={0}
                    max={PACE_MAX_MS}
                    placeholder="none"
                    onCommit={(ms) => onChange({ ...handler, [key]: ms })}
                  />
                )}
              </Field>
            ))}
          </div>
        </div>
      )}
    </div>
  );
}
