/**
 * The state graph: sources that app code reads, and the signals that tell bindings of their changes.
 *
 * A source's value changes at once, so a handler reads what belongs to its own message even in a burst; whoever depends
 * on it is told once per `flush`, however often it changed in between.
 */
import { batch, type Signal, signal } from "@preact/signals-core";
import { Holding } from "./holding";

export class Source<T> {
  /** Changed since the last flush in sight of bindings, and for what sees everything. */
  readonly news = { shown: false, live: false };
  #value: T;
  readonly #shown: Signal<number> = signal(0);
  readonly #live: Signal<number> = signal(0);

  constructor(
    private readonly graph: Graph,
    value: T,
  ) {
    this.#value = value;
  }

  /** The value; a binding that reads it is evaluated again after a change. */
  get(): T {
    this.track();
    const { caching, holding } = this.graph;
    return caching && !holding.isEmpty ? holding.seen(this as Source<unknown>, this.#value) : this.#value;
  }

  peek(): T {
    return this.#value;
  }

  track(): void {
    if (this.graph.tracking) (this.graph.caching ? this.#shown : this.#live).value;
  }

  /** An object counts as changed even if it is the same one: app code changes arrays in place and sets them again. */
  set(value: T): void {
    const same = Object.is(this.#value, value) && !isObject(value);
    const { holding } = this.graph;
    if (holding.holds) {
      if (!same) holding.keep(this as Source<unknown>, this.#value);
      this.#value = value;
      if (!same) this.graph.mark(this, false, true);
      return;
    }
    this.#value = value;
    const wasHeld = !holding.isEmpty && holding.show(this as Source<unknown>);
    if (wasHeld || !same) this.graph.touch(this);
  }

  /** Called by `Graph.flush` only. */
  announce(): void {
    const { news } = this;
    if (news.shown) this.#shown.value += 1;
    if (news.live) this.#live.value += 1;
    news.shown = false;
    news.live = false;
  }
}

/** Things that read each other in a circle, none of which can have a value. */
export class CircleError extends Error {
  override name = "Error";

  constructor(readonly circle: readonly string[]) {
    super(`these read each other in a circle: ${circle.join(" → ")}`);
  }
}

export class Graph {
  /** True while a binding is evaluated: reads are noted, writes refused. */
  tracking = false;
  /** Stands for every global variable of app code (`window.xs`): touched whenever app code has run. */
  readonly globals: Source<null>;
  /** What is evaluated is shown: it sees what was while the app is paused. Else it sees everything at once. */
  caching = false;
  readonly #evaluating: string[] = []; // bound: what reads what; a circle is refused
  /** What streams change while the app is paused. */
  readonly holding = new Holding<Source<unknown>>();
  #missing = false; // what is evaluated has read a query that has had no message yet
  readonly #dirty = new Set<Source<unknown>>(); // bound: the sources there are

  constructor(private readonly onDirty: () => void) {
    this.globals = new Source<null>(this, null);
  }

  source<T>(value: T): Source<T> {
    return new Source(this, value);
  }

  /** App code has changed something that dependents haven't been told yet. */
  get isStale(): boolean {
    return this.#dirty.size > 0;
  }

  touch<T>(source: Source<T>): void {
    if (source.news.shown && source.news.live) return;
    const { holds } = this.holding;
    if (holds) this.holding.keep(source as Source<unknown>, source.peek());
    this.mark(source, !holds, true);
  }

  /** It has changed in sight of bindings (`shown`), or for what sees everything (`live`). */
  mark<T>(source: Source<T>, shown: boolean, live: boolean): void {
    source.news.shown ||= shown;
    source.news.live ||= live;
    const first = this.#dirty.size === 0;
    this.#dirty.add(source as Source<unknown>);
    if (first) this.onDirty();
  }

  /**
   * Tell dependents of everything that changed since the last flush; each is evaluated once. While the app is paused,
   * what the viewer can see comes first, and what follows of it is the viewer's; the rest is the streams'.
   */
  flush(): void {
    if (this.#dirty.size === 0) return;
    const changed = [...this.#dirty];
    this.#dirty.clear();
    const announce = (sources: readonly Source<unknown>[]): void =>
      batch(() => {
        for (const source of sources) source.announce();
      });
    if (!this.holding.isPaused) announce(changed);
    else {
      const held = changed.filter(({ news }) => !news.shown);
      this.holding.from("viewer", () => announce(changed.filter(({ news }) => news.shown)));
      this.holding.from("stream", () => announce(held));
    }
  }

  /** Evaluate with reads noted, under a name that others may read it by; `caching`: see there. */
  observe<T>(evaluate: () => T, name = "", caching = false): T {
    const before = [this.tracking, this.caching] as const;
    this.tracking = true;
    this.caching = caching;
    this.#evaluating.push(name);
    try {
      return evaluate();
    } finally {
      this.#evaluating.pop();
      [this.tracking, this.caching] = before;
    }
  }

  /** Call before `name` is read: throws when it is being evaluated already, because it reads itself by way of others. */
  refuseCircle(name: string): void {
    const from = this.#evaluating.indexOf(name);
    if (from < 0) return;
    this.globals.track(); // what it read may have been a matter of a condition: look again when app code has run
    throw new CircleError([...this.#evaluating.slice(from), name]);
  }

  /** What was read failed for a circle: each that is part of it fails likewise. */
  passOn(error: CircleError | null): void {
    if (error?.circle.includes(this.#evaluating.at(-1) ?? "")) throw error;
  }

  /** Something was read that will only be there with the first message. */
  noteMissing(): void {
    this.#missing = true;
  }

  /**
   * Evaluate; undefined when it failed on nothing else than a first message that hasn't come yet. `onMissing`: called when
   * anything of that kind was read.
   */
  unlessMissing<T>(evaluate: () => T, onMissing?: () => void): T | undefined {
    const before = this.#missing;
    this.#missing = false;
    try {
      return evaluate();
    } catch (error) {
      // "Cannot read properties of null (reading 'price')", as every browser words it
      if (this.#missing && error instanceof TypeError && /\b(null|undefined)\b/.test(error.message)) return undefined;
      throw error;
    } finally {
      if (this.#missing) onMissing?.();
      this.#missing ||= before;
    }
  }

  /** Bindings only look: a binding that wrote could wake itself for ever. */
  refuseWrite(what: string): void {
    if (this.tracking) throw new Error(`a binding can't call ${what}; do it in an event handler`);
  }
}

function isObject(value: unknown): boolean {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
