/** Widgets as app JavaScript sees them: what the viewer changed in them, their methods, and their properties, read-only. */
import type { Widget } from "../document";
import { BEHAVIOURS, type StateSpec } from "../widgets/behaviour";
import type { Bindings } from "./bindings";
import { toText } from "./compile";
import type { Graph, Source } from "./graph";
import type { FromEngine, WidgetInputs } from "./messages";

/** What was entered, and over which bound value: a change of that replaces it. */
interface Entered {
  over: unknown;
  value: unknown;
}

export class WidgetStates {
  readonly #entered = new Map<string, Map<string, Source<Entered | null>>>(); // bound: the document's widgets

  constructor(
    private readonly graph: Graph,
    private readonly bindings: Bindings,
    private readonly post: (message: FromEngine) => void,
  ) {}

  define(widgets: readonly Widget[]): void {
    const types = new Map(widgets.map((widget) => [widget.name, widget.type]));
    for (const name of this.#entered.keys()) if (!types.has(name)) this.#entered.delete(name);
    for (const [name, type] of types) {
      const known = this.#entered.get(name);
      const fields = Object.keys(BEHAVIOURS[type].state ?? {});
      if (fields.length === 0) this.#entered.delete(name);
      else
        this.#entered.set(name, new Map(fields.map((field) => [field, known?.get(field) ?? this.graph.source(null)])));
    }
  }

  value(name: string, field: string, spec: StateSpec): unknown {
    const bound = this.#bound(name, spec);
    const entered = this.#entered.get(name)?.get(field)?.get();
    return entered && Object.is(entered.over, bound) ? entered.value : typed(bound, spec.kind);
  }

  /** The viewer entered something; undefined: the bound value counts again. */
  enter(name: string, field: string, value: unknown, spec: StateSpec | undefined = undefined): void {
    const source = this.#entered.get(name)?.get(field);
    if (!source) return;
    source.set(value === undefined ? null : { over: spec ? this.#bound(name, spec) : undefined, value });
  }

  /** What stood in the page already before this engine started: it isn't overwritten by the bound value. */
  restore(widgets: readonly Widget[], inputs: WidgetInputs): void {
    for (const { name, type } of widgets) {
      for (const [field, value] of Object.entries(inputs[name] ?? {})) {
        const spec = BEHAVIOURS[type].state?.[field];
        if (!spec) continue;
        this.enter(name, field, value, spec);
        if (spec.from) this.bindings.get(name, spec.from)?.skipFirstPost();
      }
    }
  }

  api(widget: Widget): object {
    const { graph, post, bindings } = this;
    const { name, type } = widget;
    const { state = {}, methods = {} } = BEHAVIOURS[type];
    const api = {};
    for (const property of bindings.of(name).keys()) {
      if (!Object.hasOwn(state, property)) read(api, property, () => bindings.get(name, property)?.read());
    }
    for (const [field, spec] of Object.entries(state)) {
      Object.defineProperty(api, field, {
        enumerable: true,
        get: () => this.value(name, field, spec),
        set: () => {
          const how = Object.hasOwn(methods, "setValue") ? `; call ${name}.setValue(x)` : "";
          throw new TypeError(`${name}.${field} can't be assigned${how}`);
        },
      });
    }
    for (const [method, spec] of Object.entries(methods)) {
      const call = (...args: unknown[]): void => {
        graph.refuseWrite(`${name}.${method}`);
        if ("view" in spec) {
          post({ type: "method", widget: name, method, args });
          return;
        }
        const field = "set" in spec ? spec.set : spec.reset;
        const value = "reset" in spec ? undefined : "to" in spec ? spec.to : args[0];
        this.enter(name, field, value, state[field]);
        post({ type: "set", widget: name, field, value });
      };
      Object.defineProperty(api, method, { value: call, enumerable: true });
    }
    return Object.freeze(api);
  }

  #bound(name: string, { from, initial }: StateSpec): unknown {
    return from === undefined ? initial : this.bindings.get(name, from)?.read();
  }
}

function read(api: object, name: string, get: () => unknown): void {
  Object.defineProperty(api, name, { enumerable: true, get });
}

/** A bound value as the kind of the state: what an empty or odd one means to app code. */
function typed(value: unknown, kind: StateSpec["kind"]): unknown {
  switch (kind) {
    case "text":
      return value === null ? null : toText(value);
    case "number": {
      const number = typeof value === "string" && value.trim() === "" ? Number.NaN : Number(value ?? Number.NaN);
      return Number.isFinite(number) ? number : null;
    }
    case "boolean":
      return typeof value === "string" ? !["", "false", "0"].includes(value.trim().toLowerCase()) : Boolean(value);
    case "list":
      return Array.isArray(value) ? value : value === undefined || value === null || value === "" ? [] : [value];
    case "any":
      return value ?? null;
  }
}
