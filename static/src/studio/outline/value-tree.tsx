/** A live value as a tree: lists and objects open on a click. */
import { useState } from "preact/hooks";
import type { Preview } from "../../bridge";
import { oneLine } from "../format";

/** A value that stands by itself: a text or number as it is, of all else the entries. */
export function Value({ value }: { value: Preview }) {
  if (value === null || typeof value !== "object" || Object.keys(value).length === 0) {
    return <p class="value mono">{typeof value === "string" ? JSON.stringify(value) : oneLine(value)}</p>;
  }
  return (
    <div class="tree mono state">
      {Object.entries(value).map(([key, item]) => (
        <Node key={key} name={key} value={item} depth={0} />
      ))}
    </div>
  );
}

interface NodeProps {
  name: string;
  value: Preview;
  depth: number;
}

/** A value under its name. */
function Node({ name, value, depth }: NodeProps) {
  const [open, setOpen] = useState(false);
  if (value === null || typeof value !== "object" || Object.keys(value).length === 0) {
    return <Leaf name={name} text={oneLine(value)} depth={depth} />;
  }
  return (
    <>
      <button
        type="button"
        class="row"
        style={{ paddingLeft: `${6 + depth * 16}px` }}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <span class="row-key">{name}</span>
        {!open && <span class="v">{oneLine(value)}</span>}
      </button>
      {open && Object.entries(value).map(([key, item]) => <Node key={key} name={key} value={item} depth={depth + 1} />)}
    </>
  );
}

function Leaf({ name, text, depth }: { name: string; text: string; depth: number }) {
  return (
    <div class="row" style={{ paddingLeft: `${6 + depth * 16}px` }}>
      <span class="row-key">{name}</span>
      <span class="v num" title={text}>
        {text}
      </span>
    </div>
  );
}
