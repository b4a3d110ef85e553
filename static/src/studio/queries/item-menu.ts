/** What can be done with a line of the list, and with a folder. */
import { ArrowDown, ArrowUp, Copy, CopyPlus, Folder, FolderMinus, Pencil, Play, Square, Trash2 } from "lucide";
import type { MenuItem } from "../../ui";
import { duplicate, moveBy, renameFolder } from "../draft/items";
import { copyText } from "../messages/making";
import type { Studio } from "../studio";
import { type Entry, isFull } from "./item-kinds";

interface Steps {
  rename(): void;
  moveToFolder(): void;
}

export function itemMenu(studio: Studio, entry: Entry, steps: Steps): MenuItem[] {
  const { kind, name } = entry;
  const status = studio.live.byName.peek().get(name)?.status.status ?? "idle";
  const runs = !["idle", "closed", "failed"].includes(status);
  const run = async (done: Promise<string | null>) => {
    const refusal = await done;
    if (refusal) studio.toasts.show(refusal, "warning", 6_000);
  };
  return [
    ...(kind === "query" || kind === "javascript"
      ? [{ label: "Run", icon: Play, onSelect: () => void run(studio.run(name)) }]
      : []),
    ...(kind === "query"
      ? [{ label: "Disconnect", icon: Square, disabled: !runs, onSelect: () => void run(studio.disconnect(name)) }]
      : []),
    { label: "Rename", icon: Pencil, onSelect: steps.rename },
    {
      label: "Duplicate",
      icon: CopyPlus,
      disabled: isFull(studio.document.peek(), kind),
      onSelect: () => duplicateItem(studio, entry),
    },
    { label: "Move to folder…", icon: Folder, onSelect: steps.moveToFolder },
    { label: "Move up", icon: ArrowUp, onSelect: () => moveItemBy(studio, name, -1) },
    { label: "Move down", icon: ArrowDown, onSelect: () => moveItemBy(studio, name, 1) },
    { label: "Copy name", icon: Copy, onSelect: () => void copyText(studio, name) },
    {
      label: "Delete",
      icon: Trash2,
      danger: true,
      onSelect: () => {
        studio.deleting.value = [name];
      },
    },
  ];
}

export function folderMenu(studio: Studio, folder: string, rename: () => void): MenuItem[] {
  return [
    { label: "Rename folder", icon: Pencil, onSelect: rename },
    {
      label: "Dissolve folder",
      icon: FolderMinus,
      title: "What is in it stays, in no folder",
      onSelect: () => studio.draft.edit(`Dissolve ${folder}`, (document) => renameFolder(document, folder, "")),
    },
  ];
}

/** One up or down among those of its kind and folder. */
export function moveItemBy(studio: Studio, name: string, step: 1 | -1): void {
  studio.draft.edit(`Move ${name}`, (document) => moveBy(document, name, step));
}

/** A copy behind it, which is then shown. */
export function duplicateItem(studio: Studio, { kind, name }: Pick<Entry, "kind" | "name">): void {
  let copied = name;
  studio.draft.edit(`Duplicate ${name}`, (document) => {
    const made = duplicate(document, name);
    copied = made.name;
    return made.document;
  });
  studio.item.value = { kind, name: copied };
}
