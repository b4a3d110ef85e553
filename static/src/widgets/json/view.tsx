/** A value as a tree; what was opened stays open while the value changes. Only lines in sight are in the document. */
// biome-ignore-all lint/a11y/useFocusableInteractive: the tree is one stop; its lines are reached by arrow keys
import { ChevronDown, ChevronRight, Copy } from "lucide";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { IconButton } from "../../ui/button";
import { Icon } from "../../ui/icon";
import { Card } from "../card";
import { asText } from "../data/rows";
import { usePaced } from "../paced";
import type { ViewProps } from "../view";
import { copyText } from "./copy";
import "./json.css";
import { kindOf, type Node, nodesOf, type Openness, say, shortText, showMore, summary, UNKNOWN_REST } from "./tree";

const LINE_PX = 24; // as in the sheet; a target of a finger's or pointer's least size
const AHEAD = 8; // lines kept on either side, so that scrolling shows no hole
const ALL_LEVELS = 100; // deeper values than this don't come

export default function JsonView(props: ViewProps<"json">) {
  const { widget, values, errors, ready, on, emit, notify } = props;
  const { levels, data } = widget.properties;
  const [openness, setOpenness] = useState<Openness>({ levels, said: new Map(), more: new Map() });
  const [active, setActive] = useState("");
  const [view, setView] = useState({ top: 0, height: 300 });
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const value = values.data;
  const nodes = usePaced(() => nodesOf(value, openness), [value], [openness]);
  const here = Math.max(
    0,
    nodes.findIndex((node) => keyOf(node) === active),
  );

  useEffect(() => {
    const stops = [
      on("expandAll", () => setOpenness({ levels: ALL_LEVELS, said: new Map(), more: new Map() })),
      on("collapseAll", () => setOpenness({ levels: 0, said: new Map(), more: new Map() })),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
  const any = ready && value !== undefined && value !== null && value !== "";
  const look = () => {
    const element = box.current;
    if (element) setView({ top: element.scrollTop, height: element.clientHeight });
  };
  useLayoutEffect(() => {
    if (!box.current) return;
    const observer = new ResizeObserver(look);
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [any]);

  const go = (position: number) => {
    const next = Math.min(nodes.length - 1, Math.max(0, position));
    setActive(keyOf(nodes[next] as Node));
    const element = box.current;
    if (!element) return;
    if (next * LINE_PX < element.scrollTop) element.scrollTop = next * LINE_PX;
    else if ((next + 1) * LINE_PX > element.scrollTop + element.clientHeight)
      element.scrollTop = (next + 1) * LINE_PX - element.clientHeight;
  };
  const toggle = (node: Node) => {
    if (node.rest !== undefined) {
      if (node.rest !== UNKNOWN_REST) setOpenness(showMore(openness, node.path));
    } else if (node.open !== null) setOpenness(say(openness, node.path, !node.open));
  };
  const click = (node: Node) => {
    setActive(keyOf(node));
    toggle(node);
    if (node.rest === undefined) emit("value_click", { path: node.path, value: node.value ?? null });
  };
  const copy = (node: Node) => {
    if (copyText(node.path)) notify(`Copied ${node.path}`);
    else notify(`The browser did not let this be copied: ${node.path}`);
  };
  const pressed = (event: KeyboardEvent) => {
    const node = nodes[here];
    if (!node) return;
    const steps: Record<string, number> = {
      ArrowDown: here + 1,
      ArrowUp: here - 1,
      Home: 0,
      End: nodes.length - 1,
    };
    const to = steps[event.key];
    if (to !== undefined) go(to);
    else if (event.key === "ArrowRight") {
      if (node.open === false) toggle(node);
      else if (node.open) go(here + 1);
    } else if (event.key === "ArrowLeft") {
      if (node.open) toggle(node);
      else go(parentOf(nodes, here));
    } else if (event.key === "Enter" || event.key === " ") click(node);
    else if (event.key === "c" && (event.ctrlKey || event.metaKey) && node.path !== "") copy(node);
    else return;
    event.preventDefault();
  };

  const first = Math.max(0, Math.floor(view.top / LINE_PX) - AHEAD);
  const last = Math.min(nodes.length, Math.ceil((view.top + view.height) / LINE_PX) + AHEAD);
  const title = asText(values.title);
  const empty =
    data.trim() === ""
      ? "Bind it to a value, such as {{ query.data }}."
      : any
        ? null
        : "No value yet. It appears here as it comes.";
  return (
    <Card title={title} errors={errors} ready={ready} empty={empty}>
      <div
        ref={box}
        class="json"
        role="tree"
        aria-label={title || widget.name}
        tabIndex={0}
        aria-activedescendant={nodes.length > 0 ? `${id}-${here}` : undefined}
        onScroll={look}
        onKeyDown={pressed}
      >
        <div role="presentation" style={{ height: `${nodes.length * LINE_PX}px`, paddingTop: `${first * LINE_PX}px` }}>
          {nodes.slice(first, last).map((node, index) => {
            const position = first + index;
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the tree's
              <div
                key={keyOf(node)}
                id={`${id}-${position}`}
                role="treeitem"
                aria-level={node.depth + 1}
                aria-expanded={node.open ?? undefined}
                aria-selected={position === here}
                aria-setsize={node.siblings || undefined}
                aria-posinset={node.place || undefined}
                class={`json-line ${position === here ? "active" : ""}`}
                style={{ paddingLeft: `${node.depth * 14}px` }}
                onClick={() => click(node)}
              >
                <Line node={node} />
                {node.path !== "" && node.rest === undefined && (
                  <IconButton
                    icon={Copy}
                    label={`Copy path ${node.path}`}
                    tabIndex={-1}
                    onClick={(event: MouseEvent) => {
                      event.stopPropagation();
                      copy(node);
                    }}
                  />
                )}
              </div>
            );
          })}
        </div>
      </div>
    </Card>
  );
}

function Line({ node }: { node: Node }) {
  if (node.rest !== undefined) {
    const text = node.rest === UNKNOWN_REST ? "… the rest is not shown" : `… ${node.rest.toLocaleString("en-US")} more`;
    return <span class="json-rest">{text}</span>;
  }
  const kind = kindOf(node.value);
  const holds = kind === "list" || kind === "object";
  return (
    <>
      <span class="json-mark">
        {node.open !== null && <Icon of={node.open ? ChevronDown : ChevronRight} size={12} />}
      </span>
      {node.name !== null && <span class="json-name">{node.name}</span>}
      {node.name !== null && <span class="faint">:</span>}
      <span class={`json-value of-${kind}`}>{holds ? summary(node) : shortText(node.value)}</span>
    </>
  );
}

const keyOf = ({ path, rest }: Node): string => (rest === undefined ? path : `${path} …`);

function parentOf(nodes: readonly Node[], position: number): number {
  const depth = nodes[position]?.depth ?? 0;
  for (let index = position - 1; index >= 0; index--) if ((nodes[index]?.depth ?? 0) < depth) return index;
  return 0;
}
