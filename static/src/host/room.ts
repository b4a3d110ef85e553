/**
 * The room that all apps of the site share in a browser. Browsers give a site some 5 million characters; apps take 2
 * million of them at most. When one needs more than is left, what was opened longest ago is dropped (drop oldest), and
 * whoever opens that app again is told.
 */

import { INDEX, type Space } from "./place";

const KEPT = "lowstream.kept.";
const ROOM_MAX = 2 * 1024 * 1024; // characters of keys and texts; the larger half is left to the site's own pages
const DROPPED_MAX = 100; // of which it is still known that they were dropped; the oldest are forgotten

export const DROPPED =
  "What this app had kept in this browser was dropped: apps opened since needed the room that all of this site share.";
export const FULL =
  "What this app keeps can't be written: this browser has no room for this site, or keeps nothing for it.";

interface Use {
  at: number; // ms
  size: number; // 0: dropped
}

/** Someone opens what is kept here. Returns whether it was dropped since it was last open. */
export function enter(space: Space, place: string, now: number = Date.now()): boolean {
  const uses = survey(space);
  const wasDropped = uses.get(place)?.size === 0;
  uses.set(place, { at: now, size: sizeOf(space, place) || 1 });
  write(space, uses);
  return wasDropped;
}

/** Write a text; others make room for it. False: it could not be written, and the old one stands. */
export function put(space: Space, place: string, text: string, now: number = Date.now()): boolean {
  const uses = read(space);
  uses.set(place, { at: now, size: place.length + text.length });
  const others = [...uses].filter(([name, { size }]) => name !== place && size > 0);
  others.sort(([, one], [, other]) => one.at - other.at);
  let total = [...uses.values()].reduce((sum, { size }) => sum + size, 0);
  const drop = (): boolean => {
    const [oldest] = others.splice(0, 1);
    if (!oldest) return false;
    const [name, { size }] = oldest;
    space.removeItem(name);
    uses.set(name, { at: now, size: 0 });
    total -= size;
    return true;
  };
  while (total > ROOM_MAX && drop());
  for (;;) {
    try {
      space.setItem(place, text);
      break;
    } catch {
      // Something else of this site has filled it up, or it is switched off; then there is nobody to drop either.
      if (!drop()) return false;
    }
  }
  write(space, uses);
  return true;
}

/** What is really there, whatever the index says: tabs may have written it at the same time. */
function survey(space: Space): Map<string, Use> {
  const known = read(space);
  const uses = new Map([...known].filter(([, { size }]) => size === 0));
  for (let index = 0; index < space.length; index += 1) {
    const name = space.key(index);
    if (name?.startsWith(KEPT)) uses.set(name, { at: known.get(name)?.at ?? 0, size: sizeOf(space, name) });
  }
  return uses;
}

function sizeOf(space: Space, place: string): number {
  const text = space.getItem(place);
  return text === null ? 0 : place.length + text.length;
}

function read(space: Space): Map<string, Use> {
  try {
    const found = Object.entries(JSON.parse(space.getItem(INDEX) ?? "{}") as Record<string, [number, number]>);
    return new Map(found.map(([name, [at, size]]) => [name, { at: Number(at) || 0, size: Number(size) || 0 }]));
  } catch {
    return new Map();
  }
}

function write(space: Space, uses: ReadonlyMap<string, Use>): void {
  const dropped = [...uses].filter(([, { size }]) => size === 0).sort(([, one], [, other]) => other.at - one.at);
  const forgotten = new Set(dropped.slice(DROPPED_MAX).map(([name]) => name));
  const known = [...uses].filter(([name]) => !forgotten.has(name));
  try {
    space.setItem(INDEX, JSON.stringify(Object.fromEntries(known.map(([name, { at, size }]) => [name, [at, size]]))));
  } catch {
    // It is surveyed anew when the next app is opened.
  }
}
