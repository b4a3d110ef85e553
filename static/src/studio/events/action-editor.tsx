/** What a handler does, and with what. */
import type { ComponentChildren } from "preact";
import type { Action } from "../../document";
import { Button, Field } from "../../ui";
import { useStudio } from "../studio";
import { ACTIONS } from "./actions";
import { ControlWidgetFields, RunJavaScriptFields, SetStateFields } from "./app-actions";
import { type ActionProps, useFault } from "./fields";
import { newAction, unavailable } from "./new-action";
import { BroadcastFields, DisconnectFields, RunQueryFields } from "./query-actions";
import {
  CopyFields,
  ExportFields,
  GoToUrlFields,
  OpenAppFields,
  OpenPageFields,
  PlaybackFields,
  ShowMessageFields,
} from "./viewer-actions";

export function ActionEditor({ action, path, onChange }: ActionProps<Action>) {
  const studio = useStudio();
  const document = studio.document.value;
  const fault = useFault(path);
  return (
    <>
      <Field label="Do" wide={action.type === "run_javascript"} error={fault("type")}>
        {(id) => (
          <span class="action-type">
            <select
              id={id}
              class="input select"
              value={action.type}
              data-testid="action-type"
              onChange={(event) => onChange(newAction(event.currentTarget.value as Action["type"], document))}
            >
              {ACTIONS.map((group) => (
                <optgroup key={group.label} label={group.label}>
                  {group.actions.map(({ value, label }) => {
                    // A handler must name something there is: what can't be done yet is offered with the reason.
                    const why = value === action.type ? null : unavailable(value, document);
                    return (
                      <option key={value} value={value} disabled={why !== null}>
                        {why ? `${label} (${why})` : label}
                      </option>
                    );
                  })}
                </optgroup>
              ))}
            </select>
            {document.states.length === 0 && <Button onClick={() => studio.addQuietly("state")}>New state</Button>}
          </span>
        )}
      </Field>
      <Fields action={action} path={path} onChange={onChange} />
    </>
  );
}

function Fields({ action, path, onChange }: ActionProps<Action>): ComponentChildren {
  const common = { path, onChange };
  switch (action.type) {
    case "run_javascript":
      return <RunJavaScriptFields action={action} {...common} />;
    case "set_state":
      return <SetStateFields action={action} {...common} />;
    case "control_widget":
      return <ControlWidgetFields action={action} {...common} />;
    case "control_playback":
      return <PlaybackFields action={action} {...common} />;
    case "run_query":
      return <RunQueryFields action={action} {...common} />;
    case "broadcast":
      return <BroadcastFields action={action} {...common} />;
    case "disconnect":
      return <DisconnectFields action={action} {...common} />;
    case "show_message":
      return <ShowMessageFields action={action} {...common} />;
    case "go_to_url":
      return <GoToUrlFields action={action} {...common} />;
    case "open_page":
      return <OpenPageFields action={action} {...common} />;
    case "open_app":
      return <OpenAppFields action={action} {...common} />;
    case "copy_to_clipboard":
      return <CopyFields action={action} {...common} />;
    case "export_data":
      return <ExportFields action={action} {...common} />;
  }
}
