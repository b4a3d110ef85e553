/** Widgets as app JavaScript sees them: what the viewer changed in them, their methods, and their properties, read-only. */
import type { Widget } from "../document";
import { BEHAVIOURS, type StateSpec } from "../widgets/behaviour";
import { asList, toLocal } from "../widgets/data/entered";
import { keyOf } from "../widgets/data/same";
import type { Bindings } from "./bindings";
import { toText } from "./compile";
import type { Graph, Source } from "./graph";
import type { FromEngine, WidgetInputs } from "./messages";

/** What was entered, by whom, and over which bound value (its key): a change of that replaces it. */
interface Entered {
  by: "viewer" | "code" | "before"; // before: entered while another engine ran
  over: unknown;
  value: unknown;
}

export class WidgetStates {
  #widgets = new Map<string, Widget>();
  readonly #entered = new Map<string, Map<string, Source<Entered | null>>>(); // bound: the document's widgets

  constructor(
    private readonly graph: Graph,
    private readonly bindings: Bindings,
    private readonly post: (message: FromEngine) => void,
  ) {}

  define(widgets: readonly Widget[]): void {
    this.#widgets = new Map(widgets.map((widget) => [widget.name, widget]));
    for (const name of this.#entered.keys()) if (!this.#widgets.has(name)) this.#entered.delete(name);
    for (const { name, type } of widgets) {
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
    const counts = entered && (entered.by === "before" || Object.is(entered.over, keyOf(bound)));
    const unbound = bound === "" && spec.kind === "any"; // an empty property: nothing is chosen
    return typed(counts ? entered.value : unbound ? null : bound, spec.kind, this.#widgets.get(name));
  }

  /** The viewer entered something; undefined: the bound value counts again. */
  enter(name: string, field: string, value: unknown, spec: StateSpec | undefined = undefined): void {
    const entered = this.#entered.get(name)?.get(field)?.peek();
    if (value !== undefined) this.#set(name, field, value, spec, "viewer");
    // What code set since then was set over the newest bound value; the page, which is behind, takes nothing of it back.
    else if (entered && entered.by !== "code") {
      this.#set(name, field, undefined, spec, "viewer");
      if (entered.by === "before" && spec?.from) this.bindings.get(name, spec.from)?.postAgain();
    }
  }

  /**
   * What stood in the page already before this engine started. The bound value doesn't overwrite it: only the page knows
   * over which value it was entered, so the page says when that has changed.
   */
  restore(widgets: readonly Widget[], inputs: WidgetInputs): void {
    for (const { name, type } of widgets) {
      for (const [field, value] of Object.entries(inputs[name] ?? {})) {
        const spec = BEHAVIOURS[type].state?.[field];
        if (!spec) continue;
        this.#set(name, field, value, spec, "before");
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
        this.#set(name, field, value, state[field], "code");
        post({ type: "set", widget: name, field, value });
      };
      Object.defineProperty(api, method, { value: call, enumerable: true });
    }
    return Object.freeze(api);
  }

  #set(name: string, field: string, value: unknown, spec: StateSpec | undefined, by: Entered["by"]): void {
    const over = spec ? keyOf(this.#bound(name, spec)) : undefined;
    this.#entered
      .get(name)
      ?.get(field)
      ?.set(value === undefined ? null : { by, over, value });
  }

  #bound(name: string, { from, initial }: StateSpec): unknown {
    return from === undefined ? initial : this.bindings.get(name, from)?.read();
  }
}

function read(api: object, name: string, get: () => unknown): void {
  Object.defineProperty(api, name, { enumerable: true, get });
}

/** A value as the kind of the state: what an empty or odd one means to app code. */
function typed(value: unknown, kind: StateSpec["kind"], widget: Widget | undefined): unknown {
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
      return asList(value);
    case "moment":
      return toLocal(value, widget?.type === "date_time" ? widget.properties.kind : "datetime") || null;
    case "any":
      return value ?? null;
  }
}
