/** The head of a folder: opens and closes it, with a menu of its own. */
import { ChevronDown, ChevronRight, EllipsisVertical } from "lucide";
import { Icon, IconButton } from "../../ui";
import { folderFault } from "./folder-dialog";
import { Renaming } from "./renaming";

interface FolderHeadProps {
  name: string;
  open: boolean;
  count: number;
  renaming: boolean;
  onToggle: () => void;
  onRenamed: (to: string | null) => void;
  onMenu: (at: Element | MouseEvent) => void;
}

export function FolderHead({ name, open, count, renaming, onToggle, onRenamed, onMenu }: FolderHeadProps) {
  if (renaming) {
    return (
      <Renaming
        value={name}
        label={`New name of the folder ${name}`}
        check={(typed) => (typed === "" ? "Enter a name." : folderFault(typed))}
        onDone={onRenamed}
      />
    );
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the menu has a button of its own
    <div
      class="item folder"
      onContextMenu={(event) => {
        event.preventDefault();
        onMenu(event);
      }}
    >
      <button
        type="button"
        class="row folder-name"
        aria-expanded={open}
        data-testid={`folder-${name}`}
        onClick={onToggle}
      >
        <Icon of={open ? ChevronDown : ChevronRight} size={12} />
        <span class="row-name">{name}</span>
        <span class="v num rate">{count}</span>
      </button>
      <IconButton
        icon={EllipsisVertical}
        class="item-more"
        label={`What to do with the folder ${name}`}
        aria-haspopup="menu"
        onClick={(event) => onMenu(event.currentTarget)}
      />
    </div>
  );
}
