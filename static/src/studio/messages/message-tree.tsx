/** A message opened: each place in it is a button that offers what can be made of it. */
import { ChevronDown, ChevronRight, EllipsisVertical } from "lucide";
import { useMemo, useRef, useState } from "preact/hooks";
import type { StreamQuery } from "../../document";
import { Icon, PopMenu } from "../../ui";
import type { Place } from "../../ui/pop-menu";
import { oneLine } from "../format";
import { useStudio } from "../studio";
import { menuOf } from "./menu";
import type { Steps } from "./path";
import { type Line, linesOf } from "./tree";

interface MessageTreeProps {
  query: StreamQuery;
  message: unknown;
  /** The messages in the list, to tell this one's kind by. */
  seen: () => readonly unknown[];
}

export function MessageTree({ query, message, seen }: MessageTreeProps) {
  const studio = useStudio();
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState("");
  const [menu, setMenu] = useState<{ steps: Steps; path: string; place: Place } | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const lines = useMemo(() => linesOf(message, toggled), [message, toggled]);
  const here = Math.max(
    0,
    lines.findIndex((line) => line.path === active),
  );
  const toggle = (line: Line) => {
    const next = new Set(toggled);
    if (!next.delete(line.path)) next.add(line.path);
    setToggled(next);
  };
  const go = (index: number) => {
    const line = lines[Math.min(lines.length - 1, Math.max(0, index))];
    if (!line) return;
    setActive(line.path);
    list.current?.querySelector<HTMLElement>(`[data-path="${CSS.escape(line.path)}"]`)?.focus();
  };
  const pressed = (event: KeyboardEvent) => {
    const line = lines[here];
    if (!line) return;
    const moves: Record<string, number> = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: lines.length - 1 };
    const to = moves[event.key];
    if (to !== undefined) go(to);
    else if (event.key === "ArrowRight" && line.branch) line.open ? go(here + 1) : toggle(line);
    else if (event.key === "ArrowLeft" && line.open) toggle(line);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <ul class="message-tree" ref={list} onKeyDown={pressed}>
        {lines.map((line, index) => (
          <li key={line.path} style={{ paddingLeft: `${4 + line.steps.length * 14}px` }}>
            {line.branch ? (
              <button
                type="button"
                class="tree-toggle"
                tabIndex={-1}
                aria-expanded={line.open}
                aria-label={`${line.open ? "Close" : "Open"} ${line.path || "the message"}`}
                onClick={() => toggle(line)}
              >
                <Icon of={line.open ? ChevronDown : ChevronRight} size={12} />
              </button>
            ) : (
              <span class="tree-toggle" />
            )}
            <button
              type="button"
              class="tree-path"
              tabIndex={index === here ? 0 : -1}
              aria-haspopup="menu"
              data-path={line.path}
              title={line.path || "The whole message"}
              onClick={(event) => {
                const { left, top, height } = event.currentTarget.getBoundingClientRect();
                setActive(line.path);
                setMenu({ steps: line.steps, path: line.path, place: { x: left, y: top, height } });
              }}
            >
              <span class="tree-key">
                {line.steps.length === 0 ? "message" : line.key}
                {line.name && <span class="tree-name"> {line.name}</span>}
              </span>
              <span class={`tree-value ${typeof line.value}`}>{line.open ? sizeText(line) : oneLine(line.value)}</span>
              <Icon of={EllipsisVertical} size={12} />
            </button>
          </li>
        ))}
      </ul>
      {menu && (
        <PopMenu
          label={`Make of ${menu.path || "the message"}`}
          place={menu.place}
          items={menuOf(studio, { query, message, steps: menu.steps, seen: seen(), now: Date.now() })}
          onClose={() => setMenu(null)}
        />
      )}
    </>
  );
}

/** Of what is open: how much it holds. */
function sizeText({ value, rest }: Line): string {
  const size = Object.keys(value as object).length;
  const all = Array.isArray(value) ? `[${size}]` : `{${size}}`;
  return rest > 0 ? `${all}, ${rest} not shown` : all;
}
