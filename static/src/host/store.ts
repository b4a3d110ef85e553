/**
 * What an app keeps in this browser (`localStorage` of app code): a text per app and person in the page's own storage,
 * written a few times a second at most, and brought along when another tab changes it. All apps share room (`room.ts`).
 */
import { INDEX, type Space } from "./place";

const VALUES_MAX = 1_000; // keys of an app; further ones are refused
const LENGTH_MAX = 256 * 1024; // characters, keys and values; so that eight apps fit into the room of all
const CHANGED_MAX = 2_000; // keys of which this tab knows better than what is stored; then it is written at once
const WRITE_MS = 250; // what changed within it is written together (coalesce)

export interface StoreOptions {
  app: number | string;
  user: number | null;
  /** Drafts keep apart: what is tried out there never reaches the live app. */
  draft: boolean;
  storage?: Space | null;
  /** Another tab has changed something. */
  onChange: (values: Record<string, unknown>) => void;
  /** Something that was kept is gone, or can't be kept: said to the app's author, once each. */
  onLost?: (message: string) => void;
}

export interface Store {
  values(): Record<string, unknown>;
  /** undefined: removed. What would be too much is left out; the engine has told the app so already. */
  keep(key: unknown, value: unknown): void;
  /** Writes what is left to write, and stops. */
  close(): void;
}

export function openStore({ app, user, draft, storage = reachable(), onChange, onLost }: StoreOptions): Store {
  const place = `lowstream.kept.${app}.${user ?? 0}${draft ? ".draft" : ""}`;
  let known = read(storage, place);
  let length = lengthOf(known);
  const changed = new Set<string>(); // bound: CHANGED_MAX, then they are written
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isFull = false;
  // Fetched once there is something to make room for: most apps keep nothing.
  let room: typeof import("./room") | null = null;
  let loading: Promise<void> | null = null;
  let isPlain = false; // written before that was there
  const life = new AbortController();

  /** What is stored, and over it what this tab has changed since. */
  const merge = (): void => {
    const stored = read(storage, place);
    for (const key of changed) {
      const text = known.get(key);
      if (text === undefined) stored.delete(key);
      else stored.set(key, text);
    }
    known = stored;
    length = lengthOf(known);
  };
  const write = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (changed.size === 0) return;
    merge();
    changed.clear();
    if (known.size > VALUES_MAX || length > LENGTH_MAX) return; // two tabs have filled it together
    put();
  };
  const put = (): void => {
    if (!storage) return;
    if (room) {
      if (room.put(storage, place, textOf(known)) || isFull) return;
      isFull = true; // the app keeps it while this page lives
      onLost?.(room.FULL);
      return;
    }
    isPlain = true;
    try {
      storage.setItem(place, textOf(known));
    } catch {
      // Full or switched off; tried again when others can make room.
    }
  };
  const load = (): void => {
    loading ??= import("./room").then(
      (module) => {
        if (life.signal.aborted || !storage) return;
        room = module;
        if (module.enter(storage, place)) onLost?.(module.DROPPED);
        if (isPlain) put();
      },
      () => {
        loading = null; // another try with the next
      },
    );
  };
  const onStorage = ({ key, storageArea }: StorageEvent): void => {
    if ((key !== place && key !== null) || storageArea !== storage) return;
    merge();
    onChange(valuesOf(known));
  };
  if (storage?.getItem(INDEX)) load();
  addEventListener("storage", onStorage, { signal: life.signal });
  addEventListener("pagehide", write, { signal: life.signal });

  return {
    values: () => valuesOf(known),
    keep(key, value) {
      if (typeof key !== "string") return;
      const text = jsonOf(value);
      const after = length + partOf(key, text) - partOf(key, known.get(key));
      if (text !== undefined && (after > LENGTH_MAX || (known.size >= VALUES_MAX && !known.has(key)))) return;
      length = after;
      if (text === undefined) known.delete(key);
      else known.set(key, text);
      changed.add(key);
      if (changed.size >= CHANGED_MAX) write();
      else timer ??= setTimeout(write, WRITE_MS);
      load();
    },
    close() {
      write();
      life.abort();
    },
  };
}

/** Null where storage is switched off. */
function reachable(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

function read(storage: StoreOptions["storage"], place: string): Map<string, string> {
  try {
    const found: unknown = JSON.parse(storage?.getItem(place) ?? "{}");
    const entries = typeof found === "object" && found !== null ? Object.entries(found) : [];
    return new Map(entries.map(([key, value]) => [key, JSON.stringify(value)]));
  } catch {
    return new Map();
  }
}

/** undefined: nothing, or nothing that can be kept. */
function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

function valuesOf(known: ReadonlyMap<string, string>): Record<string, unknown> {
  return Object.fromEntries([...known].map(([key, text]) => [key, JSON.parse(text) as unknown]));
}

function textOf(known: ReadonlyMap<string, string>): string {
  return `{${[...known].map(([key, text]) => `${JSON.stringify(key)}:${text}`).join(",")}}`;
}

function lengthOf(known: ReadonlyMap<string, string>): number {
  let length = 0;
  for (const [key, text] of known) length += partOf(key, text);
  return length;
}

/** Of the whole text, what one key takes: as it is written, where some characters take six. */
function partOf(key: string, text: string | undefined): number {
  return text === undefined ? 0 : JSON.stringify(key).length + text.length;
}
