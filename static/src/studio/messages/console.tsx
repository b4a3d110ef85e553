/** What app code and the engine have to tell the author, newest first; each line leads to where it comes from. */
import { CornerDownRight, Pause, Play } from "lucide";
import { useMemo, useState } from "preact/hooks";
import { EmptyState, Icon, IconButton, Select, TextInput } from "../../ui";
import type { ConsoleLine } from "../canvas/live";
import { pathOfWhere } from "../draft/where";
import { secondsText } from "../format";
import { useStudio } from "../studio";
import { type Entry, entriesOf, LEVELS, type Level } from "./console-lines";

export function Console() {
  const { live } = useStudio();
  const reports = live.reports.value;
  const [level, setLevel] = useState<Level>("all");
  const [text, setText] = useState("");
  /** The lines as they were when held. */
  const [held, setHeld] = useState<readonly ConsoleLine[] | null>(null);
  // Cleared meanwhile: nothing is held any more.
  const lines = held && reports.length > 0 ? held : reports;
  const entries = useMemo(() => entriesOf(lines, level, text), [lines, level, text]);
  const since = held ? reports.filter((report) => report.id > (held[held.length - 1]?.id ?? 0)).length : 0;
  return (
    <>
      <fieldset class="console-filter" aria-label="Filter the console">
        <TextInput
          aria-label="Text in the console"
          placeholder="Text or place"
          value={text}
          data-testid="console-text"
          onInput={setText}
        />
        <Select label="Level" value={level} options={LEVELS} onChange={setLevel} />
        {since > 0 && (
          <span class="faint num" title="Came since the console was held">
            +{since}
          </span>
        )}
        <IconButton
          icon={held ? Play : Pause}
          label={held ? "Let the console go on" : "Hold the console"}
          pressed={held !== null}
          data-testid="console-pause"
          onClick={() => setHeld(held ? null : reports)}
        />
      </fieldset>
      {reports.length === 0 ? (
        <EmptyState text='Errors of handlers, scripts and bindings appear here with a link to their line, and so does what code writes with console.log("…").' />
      ) : entries.length === 0 ? (
        <EmptyState text="Nothing here fits the filter." />
      ) : (
        <div class="log" data-testid="console">
          {entries.map((entry) => (
            <Line key={entry.line.id} entry={entry} />
          ))}
        </div>
      )}
    </>
  );
}

function Line({ entry: { line, message, count } }: { entry: Entry }) {
  const studio = useStudio();
  const path = pathOfWhere(line.where, studio.document.value);
  const place = `${line.where}${line.line === null ? "" : `, line ${line.line}`}`;
  return (
    <div class={`console-line ${line.level}`} data-level={line.level}>
      <span class="at">{secondsText(line.at)}</span>
      <span>
        {path === null ? (
          <span class="console-where">{place}</span>
        ) : (
          <button
            type="button"
            class="console-where link"
            title="Show where it comes from"
            onClick={() => studio.finder.lead(studio, path, line.line)}
          >
            <Icon of={CornerDownRight} />
            {place}
          </button>
        )}
        <span class="console-text">{message}</span>
      </span>
      {count > 1 && (
        <span class="console-count num" title={`${count} times in a row`}>
          ×{count.toLocaleString("en-US")}
        </span>
      )}
    </div>
  );
}
