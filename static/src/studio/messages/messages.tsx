/** The right end of the bottom panel: the frames of the chosen query, or of all, as they come; and the app's console. */
import { Eraser, ListFilter, Pause, Play, WrapText } from "lucide";
import { useMemo, useState } from "preact/hooks";
import { Button, EmptyState, IconButton, Select, Tabs, TextInput } from "../../ui";
import type { LogLine } from "../canvas/live";
import { useStudio } from "../studio";
import { Console } from "./console";
import { type Filter, isFiltered, KINDS, NO_FILTER, shownLines } from "./filter";
import { LINES_SHOWN, LogLines } from "./log-lines";
import { skipperOf } from "./make-skip";
import { messageOf } from "./parsed";
import { usePressing } from "./pressing";
import { SuggestionRow } from "./suggestion";
import { useLog } from "./use-log";

type Page = "messages" | "console";
type Scope = "query" | "all";

export function Messages() {
  const studio = useStudio();
  const [chosen, setPage] = useState<Page | null>(null);
  const [paused, setPaused] = useState(false);
  const [open, setOpen] = useState<number | null>(null);
  const [filtering, setFiltering] = useState(false);
  const [filter, setFilter] = useState<Filter>(NO_FILTER);
  const [scope, setScope] = useState<Scope>("query");
  const [wrap, setWrap] = useState(false);
  const item = studio.item.value;
  const query = item?.kind === "query" ? item.name : null;
  const all = scope === "all";
  // Of what has no messages, the console tells.
  const page = chosen ?? (query === null && !all ? "console" : "messages");
  // An opened message stays where it is: nobody can click on what moves away.
  const [pressing, onPress] = usePressing();
  const log = useLog(studio.live, all ? null : query, paused || pressing || open !== null);
  const isOpenHere = open !== null && log.lines.some((line) => line.id === open);
  if (open !== null && !isOpenHere) setOpen(null);
  const faults = studio.live.reports.value.filter((report) => report.level === "error").length;
  const clear = () => {
    setOpen(null);
    if (page === "console") studio.live.clearReports();
    else log.clear();
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
              <>
                {log.since > 0 && (
                  <span class="faint num held-count" title="Came since the list was held" data-testid="messages-since">
                    +{log.since.toLocaleString("en-US")}
                  </span>
                )}
                <IconButton
                  icon={ListFilter}
                  label="Filter the list"
                  pressed={filtering}
                  data-testid="messages-filter"
                  onClick={() => {
                    setFiltering(!filtering);
                    if (filtering) setFilter(NO_FILTER);
                  }}
                />
                <IconButton
                  icon={paused ? Play : Pause}
                  label={paused ? "Go on" : "Hold the list"}
                  pressed={paused}
                  data-testid="messages-pause"
                  onClick={() => setPaused(!paused)}
                />
              </>
            )}
            <IconButton icon={Eraser} label="Clear" data-testid="messages-clear" onClick={clear} />
          </>
        }
      />
      {page === "messages" && filtering && (
        <fieldset class="log-filter" aria-label="Filter the list">
          <TextInput
            aria-label="Text in the message"
            placeholder="Text"
            value={filter.text}
            data-testid="messages-text"
            onInput={(text) => setFilter({ ...filter, text })}
          />
          <Select
            label="Kind"
            value={filter.kinds}
            options={KINDS}
            onChange={(kinds) => setFilter({ ...filter, kinds })}
          />
          <Select
            label="Of which query"
            value={scope}
            options={[
              { value: "query", label: "This query" },
              { value: "all", label: "All queries" },
            ]}
            onChange={setScope}
          />
          <IconButton icon={WrapText} label="Wrap long lines" pressed={wrap} onClick={() => setWrap(!wrap)} />
        </fieldset>
      )}
      {page === "console" ? (
        <Console />
      ) : query === null && !all ? (
        <EmptyState text="Choose a stream query to see its messages." />
      ) : (
        <>
          {query !== null && !all && <SuggestionRow name={query} />}
          <List
            lines={log.lines}
            filter={filter}
            onUnfilter={() => setFilter(NO_FILTER)}
            query={all ? null : query}
            open={open}
            onOpen={setOpen}
            onPress={onPress}
            wrap={wrap}
          />
        </>
      )}
    </section>
  );
}

interface ListProps {
  lines: readonly LogLine[];
  filter: Filter;
  onUnfilter: () => void;
  /** Null: all queries. */
  query: string | null;
  open: number | null;
  onOpen: (id: number | null) => void;
  onPress: () => void;
  wrap: boolean;
}

function List({ lines, filter, onUnfilter, query, open, onOpen, onPress, wrap }: ListProps) {
  const studio = useStudio();
  const { queries } = studio.document.value;
  const skippers = useMemo(() => new Map(queries.map((one) => [one.name, skipperOf(one)])), [queries]);
  const shown = shownLines(lines, filter, LINES_SHOWN);
  const isSkipped = (line: LogLine): boolean => {
    const skips = line.kind === "message" && skippers.get(line.query);
    const read = skips && messageOf(line);
    return read ? skips(read.value) : false;
  };
  if (shown.length === 0) {
    if (lines.length > 0 && isFiltered(filter)) {
      return <EmptyState text="No line matches the filter." action={<Button onClick={onUnfilter}>Show all</Button>} />;
    }
    const open = studio.live.queries.value.some(
      ({ name, status }) => status.status === "open" && (!query || name === query),
    );
    const next = open ? "The upstream is silent so far." : `Run ${query ?? "a query"} to see what its upstream sends.`;
    return <EmptyState text={`No messages yet. ${next}`} />;
  }
  return (
    <LogLines
      lines={shown}
      open={open}
      onOpen={onOpen}
      onPress={onPress}
      wrap={wrap}
      named={query === null}
      queryOf={(name) => queries.find((one) => one.name === name)}
      isSkipped={isSkipped}
    />
  );
}
