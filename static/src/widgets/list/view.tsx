/** A card for each row, from Markdown; only those in sight are in the document. */
// biome-ignore-all lint/a11y/noStaticElementInteractions: it has a role, by whether items can be clicked
// biome-ignore-all lint/a11y/useAriaPropsSupportedByRole: both roles have a name
import { useEffect, useId, useLayoutEffect, useMemo, useReducer, useRef, useState } from "preact/hooks";
import { Card } from "../card";
import { type Id, Keys } from "../data/keys";
import { asRows, asText } from "../data/rows";
import { usePaced } from "../paced";
import { followLink } from "../text/links";
import "../text/prose.css";
import type { ViewProps } from "../view";
import { Heights } from "./heights";
import "./list.css";
import { rendered } from "./rendered";

const AHEAD_PX = 300; // drawn on either side of what is in sight, so that scrolling shows no hole
const END_PX = 4; // nearer than that is at the end

export default function ListView(props: ViewProps<"list">) {
  const { widget, values, origins, errors, ready, state, on, emit, openUrl } = props;
  const { properties } = widget;
  const { newest_first: newestFirst, selectable, limit } = properties;
  const { rows, fault } = asRows(values.data);
  const texts = Array.isArray(values.item) ? values.item : null;
  const keys = useMemo(() => new Keys({ key: "", source: properties.source }), []);
  const from = Math.max(0, rows.length - limit);
  // Keys and texts go with the rows they were made of, also while the next ones wait.
  const { ids, places, shown } = usePaced(
    () => {
      const keyed = keys.of(rows, origins);
      const order = Array.from({ length: rows.length - from }, (_, index) =>
        newestFirst ? rows.length - 1 - index : from + index,
      );
      return { ids: order.map((place) => keyed.ids[place] as Id), places: order, shown: { rows, texts } };
    },
    [values.data, values.item, origins],
    [newestFirst],
  );

  const box = useRef<HTMLDivElement>(null);
  const heights = useMemo(() => new Heights(), []);
  const [view, setView] = useState({ top: 0, height: 400 });
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const [active, setActive] = useState<Id | null>(null);
  const [chosen, setChosen] = useState<Id | null>(null);
  const anchor = useRef<{ id: Id; offset: number } | null>(null); // what is at the top, once the viewer has scrolled
  const atEnd = useRef(false);
  const toEnd = useRef(false); // on the way there: items near it may turn out lower or higher than guessed
  const domId = useId();
  const clickable = selectable || widget.events.some(({ event }) => event === "item_click");

  heights.lay(ids);
  const textOf = (position: number) => {
    const place = places[position] as number;
    return shown.texts ? asText(shown.texts[place]) : asText(shown.rows[place]);
  };
  const rowAt = (position: number) => shown.rows[places[position] as number] ?? null;

  const look = () => {
    const element = box.current;
    if (!element) return;
    const { scrollTop: top, clientHeight: height } = element;
    const first = heights.at(top);
    const id = ids[first];
    anchor.current = top > 0 && id !== undefined ? { id, offset: top - (heights.tops[first] as number) } : null;
    atEnd.current = !newestFirst && top > 0 && heights.total - top - height < END_PX;
    setView({ top, height });
  };
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    let width = element.clientWidth;
    const observer = new ResizeObserver(() => {
      if (element.clientWidth !== width) heights.forget();
      width = element.clientWidth;
      look();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [ready, ids.length > 0]);

  // What is in sight stays there while items come in above it or turn out higher than guessed.
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    let learnt = false;
    for (const child of element.querySelectorAll<HTMLElement>("[data-position]")) {
      const id = ids[Number(child.dataset.position)];
      if (id !== undefined) learnt = heights.learn(id, child.getBoundingClientRect().height) || learnt;
    }
    if (learnt) heights.lay(ids);
    let top = element.scrollTop;
    if (toEnd.current || atEnd.current) top = heights.total - element.clientHeight;
    else if (anchor.current) {
      const position = ids.indexOf(anchor.current.id);
      if (position >= 0) top = (heights.tops[position] as number) + anchor.current.offset;
    }
    if (Math.abs(top - element.scrollTop) >= 1) {
      element.scrollTop = top;
      setView({ top: element.scrollTop, height: element.clientHeight });
    } else if (learnt) redraw(undefined);
    else toEnd.current = false;
  });

  useEffect(() => {
    const stops = [
      on("scrollToStart", () => box.current?.scrollTo({ top: 0 })),
      on("scrollToEnd", () => {
        toEnd.current = true;
        redraw(undefined);
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, []);

  // The selected row as it is now; none once it has gone.
  const told = useRef<unknown>(null);
  useEffect(() => {
    if (chosen === null) return;
    const position = ids.indexOf(chosen);
    const row = position < 0 ? null : rowAt(position);
    if (position < 0) setChosen(null);
    if (row === told.current || JSON.stringify(row) === JSON.stringify(told.current)) return;
    told.current = row;
    state.set("selectedItem", row);
  }, [ids, shown]);

  const choose = (position: number) => {
    const id = ids[position];
    if (id === undefined) return;
    const row = rowAt(position);
    setActive(id);
    if (selectable) {
      setChosen(id);
      told.current = row;
      state.set("selectedItem", row);
    }
    emit("item_click", row);
  };
  const pressed = (event: KeyboardEvent) => {
    const here = active === null ? -1 : ids.indexOf(active);
    const steps: Record<string, number> = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: ids.length - 1 };
    const to = steps[event.key];
    const element = box.current;
    if (to !== undefined && element) {
      const next = Math.min(ids.length - 1, Math.max(0, to));
      setActive(ids[next] ?? null);
      const [top, bottom] = [heights.tops[next] as number, heights.tops[next + 1] as number];
      if (top < element.scrollTop) element.scrollTop = top;
      else if (bottom > element.scrollTop + element.clientHeight) element.scrollTop = bottom - element.clientHeight;
    } else if ((event.key === "Enter" || event.key === " ") && here >= 0) choose(here);
    else return;
    event.preventDefault();
  };

  const first = heights.at(Math.max(0, view.top - AHEAD_PX));
  const last = Math.min(ids.length, heights.at(view.top + view.height + AHEAD_PX) + 1);
  const title = asText(values.title);
  const activeAt = active === null ? -1 : ids.indexOf(active);
  return (
    <Card title={title} errors={errors} ready={ready} empty={rows.length > 0 ? null : emptyText(props)} fault={fault}>
      <div
        ref={box}
        class="list"
        role={clickable ? "listbox" : "list"}
        aria-label={title || widget.name}
        tabIndex={0}
        aria-activedescendant={clickable && activeAt >= 0 ? `${domId}-${activeAt}` : undefined}
        onScroll={look}
        onKeyDown={clickable ? pressed : undefined}
      >
        <div role="presentation" style={{ height: `${heights.total}px`, paddingTop: `${heights.tops[first] ?? 0}px` }}>
          {ids.slice(first, last).map((id, index) => {
            const position = first + index;
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the list's
              <div
                key={id}
                id={`${domId}-${position}`}
                data-position={position}
                role={clickable ? "option" : "listitem"}
                aria-selected={clickable ? id === chosen : undefined}
                aria-setsize={ids.length}
                aria-posinset={position + 1}
                class={`list-item ${clickable ? "clickable" : ""} ${id === chosen ? "on" : ""} ${id === active ? "active" : ""}`}
                onClick={(event) => followLink(event, openUrl) || choose(position)}
              >
                <div class="prose" dangerouslySetInnerHTML={{ __html: rendered(textOf(position)) }} />
              </div>
            );
          })}
        </div>
      </div>
    </Card>
  );
}

function emptyText({ widget, values }: ViewProps<"list">): string {
  const { source, data } = widget.properties;
  if (source === null && data.trim() === "")
    return "Bind its rows to a query, or to a list such as {{ query.messages }}.";
  return asText(values.empty_text) || "Nothing yet. Items appear here as they come.";
}
