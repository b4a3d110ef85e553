/** One item of the list: chosen by a click, moved by dragging or Alt and an arrow, with a menu of what can be done. */
import { EllipsisVertical } from "lucide";
import { IconButton } from "../../ui";
import { pressOf } from "../../ui/press";
import { faultsWithin } from "../draft/faults";
import { faultOfName } from "../draft/naming";
import { ITEM_GROUPS, useStudio } from "../studio";
import type { Target } from "./item-drag";
import { besideOf, dotOf, type Entry } from "./item-kinds";
import { QueryRow, Row } from "./item-row";
import { Renaming } from "./renaming";

interface LineProps {
  entry: Entry;
  target: Target | null;
  drag: object;
  renaming: boolean;
  onRenamed: () => void;
  onMenu: (at: Element | MouseEvent) => void;
  /** Whether the keys were for the line. */
  onPress: (keys: string) => boolean;
}

export function Line({ entry, target, drag, renaming, onRenamed, onMenu, onPress }: LineProps) {
  const studio = useStudio();
  const document = studio.document.value;
  const { kind, name, index } = entry;
  const item = studio.item.value;
  const row = {
    name,
    chosen: item?.kind === kind && item.name === name,
    wrong: faultsWithin(studio.draft.faults.value, `${ITEM_GROUPS[kind]}[${index}]`).length > 0,
    onClick: () => {
      studio.item.value = { kind, name };
    },
  };
  if (renaming) {
    return (
      <Renaming
        value={name}
        label={`New name of ${name}`}
        check={(typed) => faultOfName(typed, name, studio.names.value)}
        onDone={(to) => {
          if (to) studio.rename(name, to);
          onRenamed();
        }}
      />
    );
  }
  const at = target && "item" in target && target.item === name ? (target.after ? "drop-after" : "drop-before") : "";
  const live = studio.live.state.value;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dragging has keys too, on the button within
    <div
      class={`item ${at}`}
      {...drag}
      onContextMenu={(event) => {
        event.preventDefault();
        onMenu(event);
      }}
      onKeyDown={(event) => {
        if (onPress(pressOf(event))) event.preventDefault();
      }}
    >
      {kind === "query" ? (
        <QueryRow {...row} />
      ) : (
        <Row
          {...row}
          beside={besideOf(document, entry, live)}
          {...(kind === "javascript" ? { dot: dotOf(live[name]) } : {})}
        />
      )}
      <IconButton
        icon={EllipsisVertical}
        class="item-more"
        label={`What to do with ${name}`}
        aria-haspopup="menu"
        onClick={(event) => onMenu(event.currentTarget)}
      />
    </div>
  );
}
