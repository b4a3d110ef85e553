/** A log of up to 10,000 lines; only those in sight are in the document. */
// biome-ignore-all lint/a11y/noStaticElementInteractions: it has a role, by whether lines can be clicked
// biome-ignore-all lint/a11y/useAriaPropsSupportedByRole: both roles have a name
import { ArrowDown } from "lucide";
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { IconButton } from "../../ui/button";
import { EmptyState } from "../../ui/empty";
import { Select, TextInput } from "../../ui/field";
import { Card } from "../card";
import { type Id, Keys } from "../data/keys";
import { asRows, asText } from "../data/rows";
import { usePaced } from "../paced";
import type { ViewProps } from "../view";
import { lineReader, MARKS, matching, pieces } from "./lines";
import "./log.css";

const LINE_PX = 20; // as in the sheet: the height of a mono line
const AHEAD = 8; // lines kept on either side, so that scrolling shows no hole

const LEVELS = [
  { value: "0", label: "All levels" },
  { value: "1", label: "Info and up" },
  { value: "2", label: "Warnings and up" },
  { value: "3", label: "Errors" },
] as const;

export default function Log(props: ViewProps<"log">) {
  const { widget, values, origins: from, errors, ready, state, on, emit } = props;
  const { properties } = widget;
  const { limit, follow } = properties;
  const { rows, fault } = asRows(values.data);
  const entries = useMemo(() => (rows.length > limit ? rows.slice(-limit) : rows), [values.data, limit]);
  const origins = useMemo(() => (from && from.length > limit ? from.slice(-limit) : from), [from, limit]);
  const read = useMemo(() => lineReader(properties), []);
  const search = asText(state.get("search"));
  const [rank, setRank] = useState<(typeof LEVELS)[number]["value"]>("0");
  const found = usePaced(
    () => ({ entries, origins, places: matching(entries, origins, read, search, Number(rank)) }),
    [entries, origins],
    [search, rank],
  );
  // Unfiltered lines cost nothing and are always the newest.
  const shown = found.places === null ? { entries, origins, places: null } : found;
  const count = shown.places?.length ?? shown.entries.length;
  const placeOf = (position: number) => (shown.places ? (shown.places[position] ?? -1) : position);

  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 200 });
  const [follows, setFollows] = useState(follow);
  const [active, setActive] = useState<number | null>(null);
  const id = useId();
  const clickable = widget.events.some(({ event }) => event === "line_click");

  const keys = useMemo(() => new Keys({ key: "", source: properties.source }), []);
  const held = useRef<{ id: Id; offset: number } | null>(null); // the line at the top, while the viewer reads on

  const measure = () => {
    const element = box.current;
    if (element) setView({ top: element.scrollTop, height: element.clientHeight });
  };
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [ready, count > 0]);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const keyed = follows ? null : keys.of(shown.entries, shown.origins);
    if (follows) element.scrollTop = element.scrollHeight;
    else if (held.current && keyed) {
      const place = keyed.places.get(held.current.id);
      const position = place === undefined ? 0 : (shown.places?.indexOf(place) ?? place);
      if (position >= 0) element.scrollTop = position * LINE_PX + held.current.offset;
    }
    const first = placeOf(Math.floor(element.scrollTop / LINE_PX));
    const id = keyed?.ids[first];
    held.current = id === undefined ? null : { id, offset: element.scrollTop % LINE_PX };
  }, [shown.entries, shown.places, follows, view.height]);

  // Scrolling up lets go of the newest line; coming back down takes hold of it again.
  const scrolled = () => {
    const element = box.current;
    if (!element) return;
    measure();
    held.current = null;
    const first = keys.of(shown.entries, shown.origins).ids[placeOf(Math.floor(element.scrollTop / LINE_PX))];
    if (first !== undefined) held.current = { id: first, offset: element.scrollTop % LINE_PX };
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < LINE_PX;
    if (follow) setFollows(atEnd);
  };
  useEffect(
    () =>
      on("scrollToEnd", () => {
        if (follow) setFollows(true);
        if (box.current) box.current.scrollTop = box.current.scrollHeight;
      }),
    [],
  );

  const pressed = (event: KeyboardEvent) => {
    const step: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const by = step[event.key];
    if (by !== undefined) {
      const next = Math.min(count - 1, Math.max(0, (active ?? count) + by));
      setActive(next);
      setFollows(follow && next === count - 1);
      const element = box.current;
      if (element && next * LINE_PX < element.scrollTop) element.scrollTop = next * LINE_PX;
      else if (element && (next + 1) * LINE_PX > element.scrollTop + element.clientHeight)
        element.scrollTop = (next + 1) * LINE_PX - element.clientHeight;
    } else if ((event.key === "Enter" || event.key === " ") && active !== null) {
      emit("line_click", shown.entries[placeOf(active)] ?? null);
    } else return;
    event.preventDefault();
  };

  const top = follows ? Math.max(0, count * LINE_PX - view.height) : view.top;
  const first = Math.max(0, Math.floor(top / LINE_PX) - AHEAD);
  const last = Math.min(count, Math.ceil((top + view.height) / LINE_PX) + AHEAD);
  const lines = Array.from({ length: Math.max(0, last - first) }, (_, index) => {
    const place = placeOf(first + index);
    return { place, position: first + index, ...read(shown.entries[place], shown.origins?.[place]) };
  });
  const marked = lines.some((line) => line.told);
  const title = asText(values.title);
  const any = entries.length > 0;
  const tools = any && properties.search && (
    <>
      {shown.places && (
        <span class="faint num log-count" role="status">
          {count} of {shown.entries.length}
        </span>
      )}
      <TextInput
        type="search"
        placeholder="Search"
        aria-label={`Search ${title || widget.name}`}
        value={search}
        onInput={(text) => state.set("search", text)}
      />
      <Select label="Level" value={rank} options={LEVELS} onChange={setRank} />
    </>
  );
  return (
    <Card title={title} tools={tools} errors={errors} ready={ready} empty={any ? null : emptyText(props)} fault={fault}>
      {count === 0 && <EmptyState text="No line matches." />}
      <div class="log-box">
        <div
          class="log"
          ref={box}
          onScroll={scrolled}
          role={clickable ? "listbox" : "log"}
          aria-label={title || widget.name}
          tabIndex={0}
          aria-activedescendant={clickable && active !== null ? `${id}-${active}` : undefined}
          onKeyDown={clickable ? pressed : undefined}
        >
          <div role="presentation" style={{ height: `${count * LINE_PX}px`, paddingTop: `${first * LINE_PX}px` }}>
            {lines.map(({ place, position, at, level, told, text }) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the box's
              <div
                key={position}
                id={clickable ? `${id}-${position}` : undefined}
                role={clickable ? "option" : undefined}
                aria-selected={clickable ? position === active : undefined}
                class={`log-line ${level} ${clickable && position === active ? "active" : ""}`}
                onClick={() => {
                  setActive(clickable ? position : null);
                  emit("line_click", shown.entries[place] ?? null);
                }}
              >
                {at && <span class="at">{at}</span>}
                {marked && <span class="log-mark">{told ? MARKS[level] : ""}</span>}
                <span class="log-text">
                  {pieces(text, search).map((piece, index) =>
                    index % 2 === 1 ? <mark key={index}>{piece}</mark> : piece,
                  )}
                </span>
              </div>
            ))}
          </div>
        </div>
      </div>
      {follow && !follows && (
        <div class="log-down">
          <IconButton
            icon={ArrowDown}
            label="Follow the newest line"
            variant="default"
            onClick={() => setFollows(true)}
          />
        </div>
      )}
    </Card>
  );
}

function emptyText({ widget }: ViewProps<"log">): string {
  const { source, data } = widget.properties;
  return source === null && data.trim() === ""
    ? "Bind its lines to a query, or to a list such as {{ query.messages }}."
    : "No lines yet. They appear here as they come.";
}
