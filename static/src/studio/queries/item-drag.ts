/** Moving lines of the list by the pointer: where one would go if it were dropped now, and what the drop does. */
import { useState } from "preact/hooks";
import { listOf, moveBeside, moveToFolder } from "../draft/items";
import type { Studio } from "../studio";

/** Beside another line, or into a folder (an empty name: out of any). */
export type Target = { item: string; after: boolean } | { folder: string };

const KIND = "application/x-lowstream-item";

export function useItemDrag(studio: Studio) {
  const [dragged, setDragged] = useState<string | null>(null);
  const [target, setTarget] = useState<Target | null>(null);
  const end = () => {
    setDragged(null);
    setTarget(null);
  };
  const over = (event: DragEvent, next: Target) => {
    event.preventDefault();
    event.stopPropagation();
    if (JSON.stringify(next) !== JSON.stringify(target)) setTarget(next);
  };
  return {
    target,
    /** For the line itself. */
    line: (name: string, folder: string) => ({
      draggable: true,
      onDragStart: (event: DragEvent) => {
        event.dataTransfer?.setData(KIND, name);
        if (event.dataTransfer) event.dataTransfer.effectAllowed = "move";
        setDragged(name);
      },
      onDragEnd: end,
      onDragOver: (event: DragEvent) => {
        if (dragged === null) return;
        const document = studio.document.peek();
        if (listOf(document, dragged) !== listOf(document, name)) {
          over(event, { folder }); // of another kind: only the folder can be shared
          return;
        }
        const { top, height } = (event.currentTarget as HTMLElement).getBoundingClientRect();
        over(event, { item: name, after: event.clientY > top + height / 2 });
      },
      onDrop: (event: DragEvent) => drop(event),
    }),
    /** For a folder's head and all that is in it; an empty name: what lies in no folder. */
    folder: (folder: string) => ({
      onDragOver: (event: DragEvent) => {
        if (dragged !== null) over(event, { folder });
      },
      onDrop: (event: DragEvent) => drop(event),
    }),
  };

  function drop(event: DragEvent): void {
    event.preventDefault();
    event.stopPropagation();
    if (dragged !== null && target) apply(studio, dragged, target);
    end();
  }
}

function apply(studio: Studio, name: string, target: Target): void {
  if ("item" in target) {
    studio.draft.edit(`Move ${name}`, (document) => moveBeside(document, name, target.item, target.after));
  } else moveItem(studio, name, target.folder);
}

/** Into a folder, or with an empty name out of any. */
export function moveItem(studio: Studio, name: string, folder: string): void {
  const description = folder === "" ? `Move ${name} out of its folder` : `Move ${name} to ${folder}`;
  studio.draft.edit(description, (document) => moveToFolder(document, name, folder));
}
