/** The forms of the actions on the viewer's side: messages, links, files, playback. */
import { useEffect, useId, useState } from "preact/hooks";
import { type AppItem, listApps } from "../../api/apps";
import type {
  ControlPlayback,
  CopyToClipboard,
  ExportData,
  GoToUrl,
  OpenApp,
  OpenPage,
  ShowMessage,
} from "../../document";
import { Checkbox, Field, NumberInput, Select } from "../../ui";
import { TemplateInput } from "../code/template";
import { pageTitle } from "../draft/pages";
import { useStudio } from "../studio";
import { LEVELS, PLAYBACK } from "./actions";
import { ArgumentRows } from "./argument-rows";
import { type ActionProps, TemplateField, useFault } from "./fields";

const FORMATS: readonly { value: ExportData["format"]; label: string }[] = [
  { value: "csv", label: "CSV" },
  { value: "xlsx", label: "Excel (xlsx)" },
  { value: "json", label: "JSON" },
  { value: "txt", label: "Text" },
];

export function OpenPageFields({ action, path, onChange }: ActionProps<OpenPage>) {
  const { pages } = useStudio().document.value;
  return (
    <Field label="Page" error={useFault(path)("page")}>
      {(id) => (
        <Select
          id={id}
          value={action.page}
          options={pages.map((page) => ({ value: page.name, label: pageTitle(page) }))}
          onChange={(page) => onChange({ ...action, page })}
        />
      )}
    </Field>
  );
}

export function ShowMessageFields({ action, path, onChange }: ActionProps<ShowMessage>) {
  const fault = useFault(path);
  return (
    <>
      <Field label="As" error={fault("level")}>
        {(id) => (
          <Select id={id} value={action.level} options={LEVELS} onChange={(level) => onChange({ ...action, level })} />
        )}
      </Field>
      <TemplateField
        label="Text"
        testId="action-text"
        value={action.text}
        error={fault("text")}
        path={`${path}.text`}
        placeholder="Price is {{ event.data.price }}"
        onChange={(text) => onChange({ ...action, text })}
      />
      <Field label="For milliseconds" error={fault("duration_ms")}>
        {(id) => (
          <NumberInput
            id={id}
            value={action.duration_ms}
            min={500}
            max={60_000}
            step={500}
            onCommit={(duration) => {
              if (duration !== null) onChange({ ...action, duration_ms: Math.round(duration) });
            }}
          />
        )}
      </Field>
    </>
  );
}

export function GoToUrlFields({ action, path, onChange }: ActionProps<GoToUrl>) {
  return (
    <>
      <TemplateField
        label="URL"
        testId="action-url"
        value={action.url}
        error={useFault(path)("url")}
        path={`${path}.url`}
        placeholder="https://example.com/{{ event.data.id }}"
        hint="Another site: the viewer is asked first."
        onChange={(url) => onChange({ ...action, url: url.trimStart() })}
      />
      <NewTab checked={action.new_tab} onChange={(new_tab) => onChange({ ...action, new_tab })} />
    </>
  );
}

export function OpenAppFields({ action, path, onChange }: ActionProps<OpenApp>) {
  const fault = useFault(path);
  const [apps, setApps] = useState<readonly AppItem[]>([]);
  const list = useId();
  useEffect(() => {
    let gone = false;
    // Without the list a slug can still be typed.
    listApps().then(
      (found) => gone || setApps(found),
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, []);
  const chosen = apps.find((app) => app.slug === action.app);
  return (
    <>
      <Field
        label="App"
        wide
        error={fault("app")}
        hint={chosen ? chosen.name : "The slug in its link: /a/slug/. Choose one, or bind it."}
      >
        {(id) => (
          <>
            <TemplateInput
              id={id}
              value={action.app}
              placeholder="exchange-ticker"
              wrong={fault("app") !== null}
              list={list}
              testId="action-app"
              path={`${path}.app`}
              onInput={(app) => onChange({ ...action, app })}
            />
            <datalist id={list}>
              {apps.map((app) => (
                <option key={app.slug} value={app.slug}>
                  {app.name}
                </option>
              ))}
            </datalist>
          </>
        )}
      </Field>
      <ArgumentRows
        label="URL parameters"
        declared={[]}
        open
        otherwise=""
        values={action.parameters}
        path={`${path}.parameters`}
        onChange={(parameters) => onChange({ ...action, parameters })}
      />
      <NewTab checked={action.new_tab} onChange={(new_tab) => onChange({ ...action, new_tab })} />
    </>
  );
}

function NewTab({ checked, onChange }: { checked: boolean; onChange: (checked: boolean) => void }) {
  return (
    <div class="field">
      <Checkbox checked={checked} label="In a new tab" onChange={onChange} />
    </div>
  );
}

export function CopyFields({ action, path, onChange }: ActionProps<CopyToClipboard>) {
  return (
    <TemplateField
      label="Text"
      testId="action-text"
      value={action.text}
      error={useFault(path)("text")}
      path={`${path}.text`}
      placeholder="{{ table1.selectedRow }}"
      hint="Lists and objects are copied as JSON."
      onChange={(text) => onChange({ ...action, text })}
    />
  );
}

export function ExportFields({ action, path, onChange }: ActionProps<ExportData>) {
  const fault = useFault(path);
  return (
    <>
      <TemplateField
        label="Data"
        testId="action-data"
        value={action.data}
        error={fault("data")}
        path={`${path}.data`}
        placeholder="{{ query.messages }}"
        onChange={(data) => onChange({ ...action, data })}
      />
      <Field label="As" error={fault("format")}>
        {(id) => (
          <Select
            id={id}
            value={action.format}
            options={FORMATS}
            onChange={(format) => onChange({ ...action, format })}
          />
        )}
      </Field>
      <TemplateField
        label="File name"
        testId="action-file-name"
        value={action.file_name}
        error={fault("file_name")}
        path={`${path}.file_name`}
        placeholder="data"
        hint={`${action.file_name || "data"}.${action.format}`}
        short
        onChange={(file_name) => onChange({ ...action, file_name })}
      />
    </>
  );
}

export function PlaybackFields({ action, path, onChange }: ActionProps<ControlPlayback>) {
  return (
    <Field label="Playback" error={useFault(path)("do")} hint="Freezes what is shown; what arrives meanwhile is kept.">
      {(id) => (
        <Select id={id} value={action.do} options={PLAYBACK} onChange={(what) => onChange({ ...action, do: what })} />
      )}
    </Field>
  );
}
