/**
 * `localStorage` as app code has it: what this app keeps in this browser. The page around the sandbox keeps it; here is
 * what app code reads and writes at once. Values are JSON. Changes go out gathered, the first one at once.
 */
import type { Clock } from "./clock";
import { CodedError } from "./errors";
import type { Graph, Source } from "./graph";
import type { FromEngine } from "./messages";

const KEYS_MAX = 1_000;
const BYTES_MAX = 256 * 1024; // of keys and JSON values; browsers give a site 5 MiB for all of its apps
const GATHER_MS = 100; // a handler that keeps something for each of 2,000 messages a second writes ten times

const { parse, stringify } = JSON; // taken before app code could replace them
const encode = TextEncoder.prototype.encode.bind(new TextEncoder());

interface Kept {
  value: unknown;
  text: string;
  bytes: number;
}

type Values = ReadonlyMap<string, Kept>;

export interface StoragePorts {
  graph: Graph;
  clock: Clock;
  post(message: FromEngine): void;
}

export class AppStorage {
  readonly #values: Source<Values>;
  readonly #unsent = new Set<string>(); // bound: KEYS_MAX, and as many that were removed since
  #bytes = 0;
  #gathering = false;

  constructor(
    kept: Readonly<Record<string, unknown>>,
    private readonly ports: StoragePorts,
  ) {
    this.#values = ports.graph.source<Values>(new Map());
    this.replace(kept);
  }

  /** Another tab has changed what is kept. What this one hasn't sent yet is newer. */
  replace(values: Readonly<Record<string, unknown>>): void {
    const before = this.#values.peek();
    const map = new Map<string, Kept>();
    for (const [key, value] of Object.entries(values)) {
      const text = stringify(value);
      if (text !== undefined) map.set(key, keptOf(key, text));
    }
    for (const key of this.#unsent) {
      const mine = before.get(key);
      if (mine) map.set(key, mine);
      else map.delete(key);
    }
    this.#bytes = [...map.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    this.#values.set(map);
  }

  get(key: string): unknown {
    return this.#values.get().get(key)?.value ?? null;
  }

  keys(): string[] {
    return [...this.#values.get().keys()];
  }

  values(): Record<string, unknown> {
    return Object.fromEntries([...this.#values.get()].map(([key, { value }]) => [key, value]));
  }

  /** Throws a CodedError `quota_exceeded`, named QuotaExceededError as browsers do. */
  set(key: string, value: unknown): void {
    const text = stringify(value) as string | undefined;
    if (text === undefined)
      throw new TypeError(`localStorage keeps JSON values, not ${typeof value}; ${key} is not kept`);
    const before = this.#values.peek();
    const known = before.get(key);
    if (known?.text === text) return;
    const kept = keptOf(key, text);
    const bytes = this.#bytes - (known?.bytes ?? 0) + kept.bytes;
    if (!known && before.size >= KEYS_MAX) throw full(`${KEYS_MAX} keys`);
    if (bytes > BYTES_MAX) throw full(`${BYTES_MAX / 1024} KiB`);
    this.#bytes = bytes;
    this.#change(key, (values) => values.set(key, kept));
  }

  remove(key: string): void {
    const known = this.#values.peek().get(key);
    if (!known) return;
    this.#bytes -= known.bytes;
    this.#change(key, (values) => values.delete(key));
  }

  #change(key: string, change: (values: Map<string, Kept>) => void): void {
    const values = this.#values.peek() as Map<string, Kept>;
    change(values);
    this.#values.set(values);
    this.#unsent.add(key);
    if (!this.#gathering) this.#send();
  }

  #send(): void {
    this.#gathering = this.#unsent.size > 0;
    if (!this.#gathering) return;
    const values = this.#values.peek();
    for (const key of this.#unsent) this.ports.post({ type: "keep", key, value: values.get(key)?.value });
    this.#unsent.clear();
    this.ports.clock.later(GATHER_MS, () => this.#send());
  }
}

export function storageApi(storage: AppStorage, graph: Graph): object {
  return Object.freeze({
    getItem(key: unknown): unknown {
      return storage.get(String(key));
    },
    setItem(key: unknown, value: unknown): void {
      graph.refuseWrite("localStorage.setItem");
      storage.set(String(key), value);
    },
    removeItem(key: unknown): void {
      graph.refuseWrite("localStorage.removeItem");
      storage.remove(String(key));
    },
    clear(): void {
      graph.refuseWrite("localStorage.clear");
      for (const key of storage.keys()) storage.remove(key);
    },
    keys(): string[] {
      return storage.keys();
    },
    /** Everything that is kept, by key. */
    get values(): Record<string, unknown> {
      return storage.values();
    },
    get length(): number {
      return storage.keys().length;
    },
  });
}

/** A copy, frozen by nothing but its text: what app code does to the value it gave doesn't change what is kept. */
function keptOf(key: string, text: string): Kept {
  return { value: parse(text), text, bytes: encode(stringify(key)).length + encode(text).length };
}

function full(what: string): CodedError {
  const error = new CodedError(
    "quota_exceeded",
    `localStorage is full: an app keeps at most ${what}; remove something`,
  );
  error.name = "QuotaExceededError";
  return error;
}
