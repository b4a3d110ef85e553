/** What holds for the whole app: how its viewers see it. */
import type { Appearance } from "../../document";
import { Checkbox, Field, Select } from "../../ui";
import { changeAppearance } from "../draft/edits";
import { faultAt } from "../draft/faults";
import { useStudio } from "../studio";

const THEMES: readonly { value: Appearance["theme"]; label: string }[] = [
  { value: "system", label: "As the viewer's device is set" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

export function AppSettings() {
  const studio = useStudio();
  const { theme, header, playback } = studio.document.value.appearance;
  const change = (changes: Partial<Appearance>) =>
    studio.draft.edit("Change the app settings", (document) => changeAppearance(document, changes));
  return (
    <div class="scroll">
      <div class="form single">
        <Field label="Theme" error={faultAt(studio.draft.faults.value, "appearance.theme")}>
          {(id) => <Select id={id} value={theme} options={THEMES} onChange={(next) => change({ theme: next })} />}
        </Field>
        <div class="field">
          <Checkbox checked={header} label="Header" onChange={(next) => change({ header: next })} />
          <p class="field-hint">The bar with the app's name, and what holds for all of it. Not shown on the canvas.</p>
        </div>
        <div class="field">
          <Checkbox
            checked={playback}
            label="Pause and step back"
            disabled={!header}
            onChange={(next) => change({ playback: next })}
          />
          <p class="field-hint">
            {header
              ? "In the header: freeze the live data, and go through the windows message by message."
              : "Needs the header. App code and handlers can do it without."}
          </p>
        </div>
      </div>
    </div>
  );
}
