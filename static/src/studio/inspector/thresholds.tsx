/** From which value on a gauge has which tone. */
import { Plus, X } from "lucide";
import { useId } from "preact/hooks";
import type { Threshold } from "../../document";
import { Button, IconButton, NumberInput, Select } from "../../ui";
import { faultAt } from "../draft/faults";
import { useStudio } from "../studio";

const THRESHOLDS_MAX = 8; // the document's

const TONES: readonly { value: Threshold["tone"]; label: string }[] = [
  { value: "ok", label: "Good" },
  { value: "busy", label: "Warning" },
  { value: "fail", label: "Bad" },
  { value: "neutral", label: "Neutral" },
];

interface ThresholdsProps {
  label: string;
  hint?: string;
  thresholds: readonly Threshold[];
  path: string;
  onChange: (thresholds: Threshold[]) => void;
}

export function Thresholds({ label, hint, thresholds, path, onChange }: ThresholdsProps) {
  const faults = useStudio().draft.faults.value;
  const heading = useId();
  const own = faultAt(faults, path);
  const set = (index: number, changes: Partial<Threshold>) =>
    onChange(thresholds.map((one, at) => (at === index ? { ...one, ...changes } : one)));
  return (
    <fieldset class="field list" aria-labelledby={heading}>
      <span class="label" id={heading}>
        {label}
      </span>
      {thresholds.map((threshold, index) => {
        const fault = faultAt(faults, `${path}[${index}].at`) ?? faultAt(faults, `${path}[${index}].tone`);
        return (
          <div key={index}>
            <div class="list-row threshold">
              <span class="faint">from</span>
              <NumberInput
                label={`Threshold ${index + 1}, from`}
                value={threshold.at}
                step={0.1}
                fallback={threshold.at}
                onCommit={(at) => set(index, { at: at ?? 0 })}
              />
              <Select
                label={`Threshold ${index + 1}, tone`}
                value={threshold.tone}
                options={TONES}
                onChange={(tone) => set(index, { tone })}
              />
              <IconButton
                icon={X}
                label={`Remove threshold ${index + 1}`}
                onClick={() => onChange(thresholds.filter((_, at) => at !== index))}
              />
            </div>
            {fault && <p class="field-error">{fault}</p>}
          </div>
        );
      })}
      <Button
        class="list-add"
        variant="ghost"
        icon={Plus}
        disabled={thresholds.length >= THRESHOLDS_MAX}
        data-testid="threshold-add"
        onClick={() => onChange([...thresholds, next(thresholds)])}
      >
        Add a threshold
      </Button>
      {own ? <p class="field-error">{own}</p> : hint && <p class="field-hint">{hint}</p>}
    </fieldset>
  );
}

/** Above the last, and one step worse. */
function next(thresholds: readonly Threshold[]): Threshold {
  const last = thresholds.at(-1);
  if (!last) return { at: 80, tone: "busy" };
  return { at: last.at + 10, tone: last.tone === "ok" ? "busy" : "fail" };
}
