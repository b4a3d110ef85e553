/**
 * Keeps what viewers entered in step with the bound values it stands over: a change of such a value replaces it, unless
 * that change is its own echo (app code gave what was typed to the state the field is bound to).
 *
 * A field bears the name of the property it starts as. A field whose name begins with # is the view's own, such as a
 * text that isn't a number yet: app code isn't told of it, and it goes when the value is replaced.
 */
import { keyOf } from "../widgets/data/same";
import type { Store } from "./store";

const ECHO_MS = 3_000; // an engine that takes longer to answer is stopped
const ECHOES_MAX = 100; // more than anybody types in that time; drop oldest

interface Typed {
  widget: string;
  field: string;
  key: unknown;
  at: number;
}

export class Entries {
  private typed: Typed[] = [];

  constructor(
    private readonly store: Store,
    private readonly tell: (widget: string, field: string, value: unknown) => void,
    private readonly now: () => number = Date.now,
  ) {}

  /** The viewer changed a field; undefined: back to the bound value. */
  enter(widget: string, field: string, value: unknown): void {
    this.store.enter(widget, field, value);
    if (field.startsWith("#")) return;
    const at = this.now();
    this.typed = [...this.typed, { widget, field, key: keyOf(value), at }].slice(-ECHOES_MAX);
    this.tell(widget, field, value);
  }

  /** App code changed a field. */
  set(widget: string, field: string, value: unknown): void {
    this.dropOwn(widget);
    this.store.enter(widget, field, value);
  }

  /** Values that come from the engine, before the store has them. */
  follow(props: Record<string, Record<string, unknown>>): void {
    for (const [widget, values] of Object.entries(props)) {
      const entered = this.store.state(widget).peek();
      const before = this.store.live(widget).peek().values;
      for (const field of Object.keys(entered)) {
        if (!Object.hasOwn(values, field) || !Object.hasOwn(before, field)) continue;
        const key = keyOf(values[field]);
        if (Object.is(keyOf(before[field]), key)) continue;
        if (this.isEcho(widget, field, key)) {
          this.tell(widget, field, entered[field]); // it stands over the new value now
          continue;
        }
        this.set(widget, field, undefined);
        this.tell(widget, field, undefined);
      }
    }
  }

  /** Echoes come in the order in which the values were typed; some may be left out. */
  private isEcho(widget: string, field: string, key: unknown): boolean {
    const least = this.now() - ECHO_MS;
    this.typed = this.typed.filter(({ at }) => at >= least);
    const isOf = (entry: Typed) => entry.widget === widget && entry.field === field;
    const found = this.typed.findIndex((entry) => isOf(entry) && Object.is(entry.key, key));
    this.typed = this.typed.filter((entry, index) => !isOf(entry) || (found >= 0 && index > found));
    return found >= 0;
  }

  private dropOwn(widget: string): void {
    for (const field of Object.keys(this.store.state(widget).peek())) {
      if (field.startsWith("#")) this.store.enter(widget, field, undefined);
    }
  }
}
