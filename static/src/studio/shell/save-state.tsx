/** Where the draft stands, in words; its problems, each leading to where it is. */
import { useRef } from "preact/hooks";
import { useNow } from "../../ui";
import { placeName } from "../draft/faults";
import { clock, count } from "../format";
import { useStudio } from "../studio";

export function SaveStateText() {
  const studio = useStudio();
  const state = studio.draft.state.value;
  const now = useNow(state.kind === "offline");
  const { release } = studio.app.value;
  const live = release === null ? "not published yet" : `release ${release} is live`;
  switch (state.kind) {
    case "saved":
      return (
        <SaveText kind={state.kind}>
          Draft saved <span class="num">{clock(state.at)}</span> · {live}
        </SaveText>
      );
    case "unsaved":
      return <SaveText kind={state.kind}>Unsaved changes</SaveText>;
    case "saving":
      return <SaveText kind={state.kind}>Saving…</SaveText>;
    case "invalid":
      return <Problems />;
    case "stale":
      return (
        <SaveText kind={state.kind} tone="busy">
          Not saved: changed elsewhere
        </SaveText>
      );
    case "offline": {
      const seconds = Math.max(0, Math.ceil((state.retryAt - now) / 1000));
      return (
        <SaveText kind={state.kind} tone="busy">
          Not saved: server not reachable.{" "}
          <span class="num">{seconds > 0 ? `Retrying in ${seconds} s` : "Retrying"}</span>
        </SaveText>
      );
    }
    case "refused":
      return (
        <SaveText kind={state.kind} tone="fail">
          Not saved: {state.message}
          <button type="button" class="link" onClick={() => void studio.draft.save()}>
            Try again
          </button>
        </SaveText>
      );
  }
}

interface SaveTextProps {
  kind: string;
  tone?: "faint" | "busy" | "fail";
  children: preact.ComponentChildren;
}

function SaveText({ kind, tone = "faint", children }: SaveTextProps) {
  return (
    <span class={`save-state ${tone}`} role="status" data-testid="save-state" data-state={kind}>
      {children}
    </span>
  );
}

function Problems() {
  const studio = useStudio();
  const list = useRef<HTMLDivElement>(null);
  const faults = studio.draft.faults.value;
  const document = studio.document.value;
  const go = (path: string) => {
    list.current?.hidePopover();
    studio.finder.lead(studio, path);
  };
  return (
    <SaveText kind="invalid" tone="fail">
      <button type="button" class="link fail" popovertarget="problems" aria-haspopup="true">
        Not saved: {count(faults.length, "problem")}
      </button>
      <div id="problems" class="problems" popover="auto" ref={list}>
        <p class="faint">Your edits are kept here. They are saved once these are put right.</p>
        <ul>
          {faults.map((fault) => (
            <li key={`${fault.path} ${fault.message}`}>
              <button type="button" onClick={() => go(fault.path)}>
                <span class="mono">{placeName(fault.path, document)}</span>
                <span class="fail">{fault.message}</span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </SaveText>
  );
}
