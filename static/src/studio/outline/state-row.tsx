/** One row of the state browser. Hundreds are looked through four times a second: one is drawn when it says something new. */
import { ClipboardCopy, Copy, TextCursorInput } from "lucide";
import { Component } from "preact";
import { IconButton, StatusDot, type StatusName } from "../../ui";
import { lastField } from "../code/last-field";
import { useStudio } from "../studio";
import { copyText, isCut, type Row } from "./state-rows";

const INDENT_PX = 14;
const FOUND_MS = 2_000; // a word of confirmation; nobody waits for it to go

export interface StateRowProps {
  row: Row;
  /** The one that Tab leads to. */
  current: boolean;
  /** The pointer is over it. */
  pointed: boolean;
  onFocus: (path: string) => void;
  onPoint: (path: string) => void;
  onToggle: (path: string) => void;
}

export class StateRow extends Component<StateRowProps> {
  override shouldComponentUpdate(next: StateRowProps): boolean {
    const { row, current, pointed } = this.props;
    const { text, open, status, key, depth } = next.row;
    // A value may differ where its line doesn't: it counts while it can be copied.
    const copied = (next.pointed || next.current) && next.row.value !== row.value;
    const moved = next.current !== current || next.pointed !== pointed;
    const told = text !== row.text || open !== row.open || status !== row.status;
    return moved || told || copied || key !== row.key || depth !== row.depth;
  }

  render({ row, current, pointed, onFocus, onPoint, onToggle }: StateRowProps) {
    const { path, key, depth, text, open, status, more } = row;
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the tree takes the keys of all its rows
      <div
        class={`row ${more ? "more" : ""}`}
        style={{ paddingLeft: `${6 + depth * INDENT_PX}px` }}
        role="treeitem"
        aria-level={depth + 1}
        aria-expanded={open ?? undefined}
        aria-label={text ? `${key} ${text}` : key}
        tabIndex={current ? 0 : -1}
        data-path={path}
        onFocus={() => onFocus(path)}
        onPointerEnter={() => onPoint(path)}
        onClick={open === null ? undefined : () => onToggle(path)}
      >
        {status !== undefined && (
          <span class="query-dot" data-query={key} data-status={status}>
            <StatusDot status={status as StatusName} />
          </span>
        )}
        <span class={depth === 0 ? "row-name" : "row-key"}>{key}</span>{" "}
        <span class="v num" title={text}>
          {text}
        </span>
        {!more && (current || pointed) && <RowActions row={row} current={current} />}
      </div>
    );
  }
}

function RowActions({ row: { path, value }, current }: { row: Row; current: boolean }) {
  const { toasts } = useStudio();
  const field = lastField.value;
  const copy = async (text: string, said: string) => {
    try {
      await navigator.clipboard.writeText(text);
      toasts.show(said, "success", FOUND_MS);
    } catch {
      toasts.show("The browser does not allow copying here.", "warning", FOUND_MS);
    }
  };
  const common = { tabIndex: current ? 0 : -1 };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what is pressed are the buttons in it; the row is not meant
    // biome-ignore lint/a11y/useKeyWithClickEvents: likewise
    <span class="row-actions" onClick={(event) => event.stopPropagation()}>
      {field && (
        <IconButton
          {...common}
          icon={TextCursorInput}
          label={`Insert ${path} into ${field.label}`}
          data-testid="state-insert"
          // The field keeps its caret.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => field.insert(path)}
        />
      )}
      <IconButton
        {...common}
        icon={Copy}
        label={`Copy the path ${path}`}
        data-testid="state-copy-path"
        onClick={() => void copy(path, `Copied ${path}`)}
      />
      <IconButton
        {...common}
        icon={ClipboardCopy}
        label={`Copy the value of ${path}`}
        data-testid="state-copy-value"
        onClick={() =>
          void copy(copyText(value), isCut(value) ? "Copied what is shown: the value is larger" : "Copied the value")
        }
      />
    </span>
  );
}
