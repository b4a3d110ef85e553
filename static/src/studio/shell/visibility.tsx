/** Who may open the published app. */
import { useId } from "preact/hooks";
import type { Visibility } from "../../api/apps";

export const VISIBILITIES: readonly { value: Visibility; label: string; hint: string }[] = [
  { value: "private", label: "Private", hint: "Only people of this workspace." },
  { value: "signed_in", label: "Signed-in people", hint: "Anyone with an account here who has the link." },
  {
    value: "public",
    label: "Anyone with the link",
    hint: "No account needed. The app's messages are readable by all who open it.",
  },
];

export const visibilityLabel = (visibility: Visibility): string =>
  VISIBILITIES.find((choice) => choice.value === visibility)?.label ?? visibility;

interface VisibilityChoiceProps {
  value: Visibility;
  disabled?: boolean;
  onChange: (visibility: Visibility) => void;
}

export function VisibilityChoice({ value, disabled, onChange }: VisibilityChoiceProps) {
  const name = useId();
  return (
    <fieldset class="choices" disabled={disabled}>
      <legend>Who can open it</legend>
      {VISIBILITIES.map((choice) => (
        <label key={choice.value} class={choice.value === value ? "choice on" : "choice"}>
          <input
            type="radio"
            name={name}
            value={choice.value}
            checked={choice.value === value}
            data-testid={`visibility-${choice.value}`}
            onChange={() => onChange(choice.value)}
          />
          <span>
            <span class="choice-label">{choice.label}</span>
            <span class="faint">{choice.hint}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
