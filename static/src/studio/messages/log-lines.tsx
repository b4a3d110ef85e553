/** The list of frames, newest first; one at a time is opened into a tree. */
import { Component } from "preact";
import { useRef } from "preact/hooks";
import type { StreamQuery } from "../../document";
import type { LogLine } from "../canvas/live";
import { secondsText } from "../format";
import { useStudio } from "../studio";
import { MessageTree } from "./message-tree";
import { messageOf, messagesOf } from "./parsed";

const TEXT_SHOWN = 1_000; // characters of a line that is not open: some lines of a wrapped one
export const LINES_SHOWN = 200; // what can be scrolled through; a longer list would cost a frame to lay out

interface LogLinesProps {
  /** Newest first. */
  lines: readonly LogLine[];
  open: number | null;
  onOpen: (id: number | null) => void;
  /** A pointer went down on the list. */
  onPress: () => void;
  wrap: boolean;
  /** Say of which query each is. */
  named: boolean;
  queryOf: (name: string) => StreamQuery | undefined;
  isSkipped: (line: LogLine) => boolean;
}

export function LogLines({ lines, open, onOpen, onPress, wrap, named, queryOf, isSkipped }: LogLinesProps) {
  const box = useRef<HTMLUListElement>(null);
  const move = (event: KeyboardEvent) => {
    const heads = [...(box.current?.querySelectorAll<HTMLElement>(".log-line > button") ?? [])];
    const at = heads.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: heads.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    heads[Math.min(heads.length - 1, Math.max(0, to))]?.focus();
  };
  return (
    <ul class={wrap ? "log wrap" : "log"} data-testid="messages" ref={box} onKeyDown={move} onPointerDown={onPress}>
      {lines.map((line, index) => {
        const isOpen = open === line.id;
        return (
          <LineRow
            key={line.id}
            line={line}
            open={isOpen}
            // One stop of the Tab key; arrow keys go on from it.
            stop={isOpen || (index === 0 && open === null)}
            skipped={isSkipped(line)}
            named={named}
            query={isOpen ? queryOf(line.query) : undefined}
            onOpen={onOpen}
          />
        );
      })}
    </ul>
  );
}

interface LineRowProps {
  line: LogLine;
  open: boolean;
  stop: boolean;
  skipped: boolean;
  named: boolean;
  /** Of an open one. */
  query: StreamQuery | undefined;
  onOpen: (id: number | null) => void;
}

/** Drawn once: of a fast stream most of the list is what it was. */
class LineRow extends Component<LineRowProps> {
  override shouldComponentUpdate(next: LineRowProps): boolean {
    return (Object.keys(next) as (keyof LineRowProps)[]).some((key) => next[key] !== this.props[key]);
  }

  render({ line, open, stop, skipped, named, query, onOpen }: LineRowProps) {
    return (
      <li
        class={`log-line ${open ? "on" : ""} ${skipped ? "skipped" : ""}`}
        data-kind={line.kind}
        data-skipped={skipped || undefined}
      >
        <button
          type="button"
          aria-expanded={open}
          tabIndex={stop ? 0 : -1}
          title={skipped ? "Skipped: it matches the skip rules" : undefined}
          onClick={() => onOpen(open ? null : line.id)}
        >
          <span class={`at ${line.kind}`}>{stamp(line)}</span>
          {named && <span class="log-query">{line.query}</span>}
          <span class="log-text">{line.text.length > TEXT_SHOWN ? line.text.slice(0, TEXT_SHOWN) : line.text}</span>
          {line.note && <span class={`log-note ${line.kind}`}>{line.note}</span>}
        </button>
        {open && <Opened line={line} query={query} />}
      </li>
    );
  }
}

function Opened({ line, query }: { line: LogLine; query: StreamQuery | undefined }) {
  const { live } = useStudio();
  const read = messageOf(line);
  return (
    <div class="log-open">
      <p class="log-facts">
        {[line.offset === null ? line.kind : `offset ${line.offset}`, new Date(line.at).toISOString(), line.note]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {read && query ? (
        <MessageTree
          query={query}
          message={read.value}
          seen={() => messagesOf((live.messages.peek().get(query.name) ?? []).slice(-LINES_SHOWN))}
        />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must get there
        <pre tabIndex={0}>{pretty(line.text)}</pre>
      )}
    </div>
  );
}

function stamp(line: LogLine): string {
  switch (line.kind) {
    case "message":
      return secondsText(line.at);
    case "sent":
      return "↑ sent";
    case "unsent":
      return "↑ failed";
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
