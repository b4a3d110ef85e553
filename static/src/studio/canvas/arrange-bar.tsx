/** What can be done with several widgets at once, over the canvas while they are selected. */
import {
  AlignEndHorizontal,
  AlignEndVertical,
  AlignHorizontalSpaceBetween,
  AlignStartHorizontal,
  AlignStartVertical,
  AlignVerticalSpaceBetween,
  Copy,
  MoveHorizontal,
  MoveVertical,
  Trash2,
} from "lucide";
import { IconButton, type IconNode } from "../../ui";
import { commandById } from "../commands/all";
import { keyText } from "../commands/keys";
import { useStudio } from "../studio";
import "./canvas.css";

const BUTTONS: readonly (readonly [id: string, icon: IconNode])[] = [
  ["arrange.left", AlignStartVertical],
  ["arrange.right", AlignEndVertical],
  ["arrange.top", AlignStartHorizontal],
  ["arrange.bottom", AlignEndHorizontal],
  ["arrange.width", MoveHorizontal],
  ["arrange.height", MoveVertical],
  ["arrange.across", AlignHorizontalSpaceBetween],
  ["arrange.down", AlignVerticalSpaceBetween],
  ["edit.duplicate", Copy],
  ["edit.delete", Trash2],
];

export function ArrangeBar() {
  const studio = useStudio();
  const { length } = studio.selected.value;
  void studio.document.value; // what can be done changes with it
  if (length < 2) return null;
  return (
    <div class="arrange-bar" role="toolbar" aria-label="Selected widgets" data-testid="arrange-bar">
      <span class="faint">{length} selected</span>
      {BUTTONS.map(([id, icon]) => {
        const command = commandById(id);
        if (!command) return null;
        const keys = command.keys?.[0];
        return (
          <IconButton
            key={id}
            icon={icon}
            label={keys ? `${command.label} (${keyText(keys)})` : command.label}
            disabled={command.ready?.(studio) === false}
            data-testid={id.replace(".", "-")}
            onClick={() => command.run(studio)}
          />
        );
      })}
    </div>
  );
}
