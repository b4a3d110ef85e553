/** Which rows are selected after a click or a key. Pure: ids in, ids out. */
import type { Id, Places } from "../data/keys";

export interface Selection {
  ids: ReadonlySet<Id>;
  /** Where a range starts. */
  anchor: Id | null;
}

export type How = "only" | "toggle" | "range";

export const SELECTED_MAX = 1_000; // rows; each goes to app code whole. More are left out

export const NOTHING: Selection = { ids: new Set(), anchor: null };

/** `order`: the ids as shown, for a range. `single`: never more than one. */
export function selected(before: Selection, id: Id, how: How, order: readonly Id[], single: boolean): Selection {
  if (how === "toggle") {
    if (before.ids.has(id)) return { ids: new Set([...before.ids].filter((other) => other !== id)), anchor: id };
    return { ids: bounded(single ? [id] : [...before.ids, id]), anchor: id };
  }
  if (how === "range" && !single && before.anchor !== null) {
    const [from, to] = [order.indexOf(before.anchor), order.indexOf(id)];
    if (from >= 0 && to >= 0) {
      return { ids: bounded(order.slice(Math.min(from, to), Math.max(from, to) + 1)), anchor: before.anchor };
    }
  }
  return { ids: new Set([id]), anchor: id };
}

export function all(order: readonly Id[]): Selection {
  return { ids: bounded(order), anchor: order[0] ?? null };
}

/** Without the rows that have gone; the same object when all are there. */
export function present(before: Selection, places: Pick<Places, "has">): Selection {
  const gone = [...before.ids].some((id) => !places.has(id));
  return gone ? { ...before, ids: new Set([...before.ids].filter((id) => places.has(id))) } : before;
}

export function sameIds(a: Selection, b: Selection): boolean {
  return a.ids.size === b.ids.size && [...a.ids].every((id) => b.ids.has(id));
}

const bounded = (ids: readonly Id[]): ReadonlySet<Id> => new Set(ids.slice(0, SELECTED_MAX));
