/** Leads to a place of the document: shows what it is part of, then its field with the caret in it. */
import { type Signal, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ownerOf } from "./draft/faults";
import { type Studio, useStudio } from "./studio";

const LASTS_MS = 3_000; // panels open at once and an editor loads in less; a later drawing is not what was asked for

export interface Target {
  /** In the document: `queries[0].events[1].action.code`. */
  path: string;
  /** Of code, counted from 1. */
  line: number | null;
}

export class Finder {
  readonly target: Signal<Target | null> = signal(null);
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Show it. */
  lead(studio: Studio, path: string, line: number | null = null): void {
    const owner = ownerOf(path, studio.document.peek());
    if (!owner) return;
    if (owner.group === "scripts") studio.item.value = { kind: "startup" };
    else if (owner.group === "appearance") studio.leftPanel.value = "settings";
    else studio.show(owner.name);
    this.target.value = { path, line };
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.found(), LASTS_MS);
  }

  /** It is shown, or was asked for too long ago. */
  found(): void {
    this.target.value = null;
  }
}

/** `show` is called when somebody is led to the field at `path`: it has to take the focus. */
export function useFound(path: string | undefined, show: (line: number | null) => void, ready = true): void {
  const { finder } = useStudio();
  const target = finder.target.value;
  const mine = ready && path !== undefined && target?.path === path ? target : null;
  useEffect(() => {
    if (!mine) return;
    show(mine.line);
    finder.found();
  }, [mine]);
}

/** Whether somebody is led to a field within `path`, and to which: `events[2].action.code`. Null: to none. */
export function useLedTo(path: string): string | null {
  const target = useStudio().finder.target.value;
  return target?.path.startsWith(`${path}.`) ? target.path.slice(path.length + 1) : null;
}
