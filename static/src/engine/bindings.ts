/** The widgets' property templates and rows: posts what came out new, with as little of the rows as has changed. */
import { type Signal, signal } from "@preact/signals-core";
import type { Widget, WindowSource } from "../document";
import { BEHAVIOURS } from "../widgets/behaviour";
import { asRows } from "../widgets/data/rows";
import { Binding, type BindingPorts, type Evaluated, ROWS_MAX } from "./binding";
import { Each } from "./each";
import type { Props } from "./messages";
import { cloneable, preview } from "./preview";
import { type RowPorts, RowSet } from "./rows";
import { messagesOf, plainSource } from "./source";
import { loneExpression, parseTemplate } from "./template";

const { stringify } = JSON; // taken before app code could replace it
const BIG_ROWS = 1_000; // an array longer than this …
const BIG_PAUSE_MS = 50; // … is evaluated and copied to the page no more often than this

/** One widget's bindings; `rows`: what it shows in place of its `data`, straight from windows. */
interface Bound {
  page: string;
  limit: number | null;
  bindings: Map<string, Binding>;
  rowTemplate: string | undefined; // the property that is evaluated for each row
  rows: RowSet | null;
  spec: string; // of the rows, to see whether they are still the same
  taken: Signal<number>; // how often rows were posted; tells the template of each row
  isNew: boolean; // nothing of the rows has been posted yet
}

/** All bindings of the document. */
export class Bindings {
  readonly #byWidget = new Map<string, Bound>();
  readonly #changed = new Set<Binding>(); // bound: the bindings there are
  readonly #windows = signal(0); // how often the app's queries may have become others
  #started = false;
  #page = ""; // the page shown; what stands on another is looked at only when it is read

  constructor(
    private readonly ports: BindingPorts,
    private readonly rowPorts: Omit<RowPorts, "clock">,
  ) {}

  *[Symbol.iterator](): Generator<Binding> {
    for (const { bindings } of this.#byWidget.values()) yield* bindings.values();
  }

  get(widget: string, property: string): Binding | undefined {
    return this.#byWidget.get(widget)?.bindings.get(property);
  }

  of(widget: string): ReadonlyMap<string, Binding> {
    return this.#byWidget.get(widget)?.bindings ?? new Map();
  }

  /** Take over a document's widgets: what is written as before stays as it is. `queries`: names of stream queries. */
  define(widgets: readonly Widget[], queries: ReadonlySet<string>): void {
    const names = new Set(widgets.map((widget) => widget.name));
    for (const [name, { bindings, rows }] of this.#byWidget) {
      if (names.has(name)) continue;
      for (const binding of bindings.values()) this.#forget(binding);
      rows?.stop();
      this.#byWidget.delete(name);
    }
    for (const widget of widgets) this.#defineOne(widget, queries);
    this.rowPorts.onDirty();
  }

  /** The document's names and windows are there too: follow what is new, if anybody looks. */
  follow(): void {
    this.#windows.value += 1;
    if (this.#started) this.start();
  }

  /** Follow what stands on this page, and nothing of any other. */
  show(page: string): void {
    if (page === this.#page) return;
    this.#page = page;
    if (this.#started) this.start();
  }

  #defineOne(widget: Widget, queries: ReadonlySet<string>): void {
    const before = this.#byWidget.get(widget.name);
    const properties = widget.properties as unknown as Record<string, unknown>;
    const limit = typeof properties.limit === "number" ? Math.min(properties.limit, ROWS_MAX) : null;
    const { templates, each, rows: hasRows } = BEHAVIOURS[widget.type];
    const source = hasRows ? sourceOf(properties, queries) : null;
    const spec = source ? stringify([source, limit]) : "";
    const bound: Bound =
      before?.spec === spec
        ? { ...before, page: widget.page, limit, bindings: new Map(), rowTemplate: each }
        : {
            page: widget.page,
            limit,
            bindings: new Map(),
            rowTemplate: each,
            rows: source && new RowSet(source, limit ?? ROWS_MAX, { ...this.rowPorts, clock: this.ports.clock }),
            spec,
            taken: signal(0),
            isNew: true,
          };
    if (before && before.spec !== spec) {
      before.rows?.stop();
      const data = before.bindings.get("data");
      if (data) this.#forget(data);
    }
    const define = (property: string, text: string, make?: (where: string) => Evaluated): void => {
      let binding = before?.bindings.get(property);
      if (binding?.text !== text) {
        if (binding) this.#forget(binding);
        binding = new Binding(widget.name, property, text, this.ports, (changed) => this.#note(changed), make);
      }
      bound.bindings.set(property, binding);
      this.#changed.add(binding); // its limit may have changed
    };
    for (const property of ["hidden", ...templates]) {
      const text = String((property === "hidden" ? widget.hidden : properties[property]) ?? "");
      if (property === "data" && properties.source && bound.rows)
        define(property, spec, () => whole(bound.rows, this.#windows));
      else define(property, text);
    }
    if (each) {
      const text = String(properties[each] ?? "");
      define(each, `${text}\n${spec}${limit}${properties.data}`, (where) => this.#each(text, where, bound));
    }
    for (const [property, binding] of before?.bindings ?? []) {
      if (!bound.bindings.has(property)) this.#forget(binding);
    }
    this.#byWidget.set(widget.name, bound);
  }

  #note(binding: Binding): void {
    this.#changed.add(binding);
    this.rowPorts.onDirty();
  }

  #forget(binding: Binding): void {
    binding.stop();
    binding.posted = null;
    this.#changed.delete(binding);
  }

  /** A template for each row: of those that are shown, or of the newest of the array bound to `data`. */
  #each(text: string, where: string, { rows, taken, limit }: Bound): Evaluated {
    const { compiler, graph } = this.ports;
    const each = new Each(text, where, compiler, graph);
    const [name] = where.split(" ");
    return {
      plain: each.plain,
      evaluate: () => {
        if (!rows)
          return each.ofItems(asRows(this.get(name as string, "data")?.read()).rows.slice(-(limit ?? ROWS_MAX)));
        taken.value;
        return each.ofRows(rows.shown());
      },
    };
  }

  /** Evaluate everything on the page once and follow changes from now on. */
  start(): void {
    this.#started = true;
    for (const { page, bindings, rows } of this.#byWidget.values()) {
      for (const binding of bindings.values()) {
        if (page !== this.#page) binding.stop();
        else if (!(rows && binding.property === "data")) binding.start();
      }
    }
  }

  /** Follow changes no longer: nobody looks. */
  rest(): void {
    this.#started = false;
    for (const binding of this) binding.stop();
  }

  /** Post what is new since the last time. */
  post(): void {
    const message: Props = { type: "props", props: {}, errors: {}, rows: {} };
    let any = this.#takeRows(message);
    for (const binding of this.#changed) {
      const { page, limit, rows, bindings, rowTemplate } = this.#byWidget.get(binding.widget) as Bound;
      if (page !== this.#page) continue; // followed, and so noted again, once its page is shown
      const isData = binding.property === "data";
      if (isData && rows) continue;
      const outcome = binding.outcome.peek();
      const { posted } = binding;
      const most = (isData && limit) || ROWS_MAX;
      if (outcome === posted && most === binding.postedLimit) continue;
      any = true;
      const { value, error } = outcome;
      // What failed keeps its last value, but of many rows only some may have failed.
      if (!posted || error === null || value !== posted.value) {
        group(message.props, binding.widget)[binding.property] = newest(value, most);
      }
      if (!posted || posted.error !== error) group(message.errors, binding.widget)[binding.property] = error;
      binding.posted = outcome;
      binding.postedLimit = most;
      if (isData && Array.isArray(value) && value.length > BIG_ROWS) {
        for (const each of bindings.values())
          if (each === binding || each.property === rowTemplate) each.pause(BIG_PAUSE_MS);
      }
    }
    this.#changed.clear();
    if (!any) return;
    try {
      this.ports.post(message);
    } catch {
      // Something structured cloning refuses: a function, a proxy, an instance. Copy what can be copied.
      const { props, rows } = message;
      this.ports.post({
        ...message,
        props: cloneable(props) as Props["props"],
        rows: cloneable(rows) as Props["rows"],
      });
    }
  }

  #takeRows(message: Props): boolean {
    let any = false;
    for (const [name, bound] of this.#byWidget) {
      if (!bound.rows || bound.page !== this.#page) continue;
      bound.rows.pull();
      const delta = bound.rows.take();
      if (!delta) continue;
      any = true;
      message.rows[name] = delta;
      if (bound.isNew) group(message.errors, name).data = null;
      bound.isNew = false;
      bound.taken.value += 1;
    }
    return any;
  }

  /** Every binding's value or error, for the studio. */
  previews(): { values: Record<string, unknown>; errors: Record<string, string> } {
    const values: Record<string, unknown> = {};
    const errors: Record<string, string> = {};
    for (const binding of this) {
      if (binding.text === "") continue;
      const { value, error } = binding.outcome.peek();
      if (error === null) values[binding.key] = preview(value);
      else errors[binding.key] = error;
    }
    return { values, errors };
  }
}

/** The source of a widget's rows: the one it has, or the query whose messages are all that `data` says. */
function sourceOf(properties: Record<string, unknown>, queries: ReadonlySet<string>): WindowSource | null {
  if (properties.source) return properties.source as WindowSource;
  try {
    const lone = loneExpression(parseTemplate(String(properties.data ?? "")));
    const query = lone && messagesOf(lone.code);
    return query !== null && queries.has(query) ? plainSource(query) : null;
  } catch {
    return null; // the binding tells
  }
}

/** The rows as app code reads them. */
function whole(rows: RowSet | null, windows: Signal<number>): Evaluated {
  return {
    plain: true,
    evaluate: () => {
      windows.value;
      rows?.track();
      rows?.pull();
      return Object.freeze(rows?.shown().map(({ data }) => data) ?? []);
    },
  };
}

function newest(value: unknown, limit: number): unknown {
  return Array.isArray(value) && value.length > limit ? value.slice(-limit) : value;
}

function group<T>(groups: Record<string, Record<string, T>>, name: string): Record<string, T> {
  groups[name] ??= {};
  return groups[name];
}
