/** The right end of the bottom panel: raw messages of the chosen query as they come, and the app's console. */
import { Eraser, Pause, Play } from "lucide";
import { useState } from "preact/hooks";
import { EmptyState, IconButton, Tabs } from "../../ui";
import type { LogLine } from "../canvas/live";
import { secondsText } from "../format";
import { useStudio } from "../studio";
import { Console } from "./console";

type Page = "messages" | "console";

export function Messages() {
  const studio = useStudio();
  const [chosen, setPage] = useState<Page | null>(null);
  /** The lines as they were when paused. */
  const [held, setHeld] = useState<readonly LogLine[] | null>(null);
  const item = studio.item.value;
  const query = item?.kind === "query" ? item.name : null;
  // Of what has no messages, the console tells.
  const page = chosen ?? (query === null ? "console" : "messages");
  const [heldOf, setHeldOf] = useState<string | null>(null);
  const paused = held !== null && heldOf === query;
  const lines = paused ? held : query ? (studio.live.messages.value.get(query) ?? []) : [];
  const faults = studio.live.reports.value.filter((report) => report.level === "error").length;
  const pause = () => {
    setHeld(paused ? null : lines);
    setHeldOf(query);
  };
  const clear = () => {
    if (page === "console") studio.live.clearReports();
    else if (query) {
      studio.live.clearMessages(query);
      if (paused) setHeld([]);
    }
  };
  return (
    <section class="messages" aria-label="Messages and console">
      <Tabs
        label="Messages and console"
        value={page}
        onChange={setPage}
        tabs={[
          { id: "messages", label: "Messages" },
          { id: "console", label: "Console", ...(faults ? { count: faults } : {}) },
        ]}
        end={
          <>
            {page === "messages" && (
              <IconButton
                icon={paused ? Play : Pause}
                label={paused ? "Go on" : "Hold the list"}
                pressed={paused}
                disabled={query === null}
                data-testid="messages-pause"
                onClick={pause}
              />
            )}
            <IconButton icon={Eraser} label="Clear" data-testid="messages-clear" onClick={clear} />
          </>
        }
      />
      {page === "console" ? (
        <Console />
      ) : query === null ? (
        <EmptyState text="Choose a stream query to see its messages." />
      ) : lines.length === 0 ? (
        <EmptyState text={`No messages yet. Run ${query} to see what its upstream sends.`} />
      ) : (
        <Lines lines={lines} />
      )}
    </section>
  );
}

const LINES_SHOWN = 200; // what can be scrolled through; a longer list would cost a frame to lay out

function Lines({ lines }: { lines: readonly LogLine[] }) {
  const [open, setOpen] = useState<number | null>(null);
  return (
    <div class="log" data-testid="messages">
      {lines
        .slice(-LINES_SHOWN)
        .reverse()
        .map((line) => (
          <div key={line.id} class={open === line.id ? "log-line on" : "log-line"} data-kind={line.kind}>
            <button
              type="button"
              aria-expanded={open === line.id}
              onClick={() => setOpen(open === line.id ? null : line.id)}
            >
              <span class={`at ${line.kind}`}>{stamp(line)}</span>
              <span class="log-text">{line.text}</span>
            </button>
            {open === line.id && (
              <pre>
                {[line.offset === null ? line.kind : `offset ${line.offset}`, new Date(line.at).toISOString()].join(
                  " · ",
                )}
                {"\n"}
                {pretty(line.text)}
              </pre>
            )}
          </div>
        ))}
    </div>
  );
}

function stamp(line: LogLine): string {
  switch (line.kind) {
    case "message":
      return secondsText(line.at);
    case "sent":
      return "↑ sent";
    default:
      return line.kind;
  }
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
