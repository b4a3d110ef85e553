/**
 * A template that is evaluated once for each row, as `item` with its `index`: only for rows that are new, unless what it
 * reads besides them has changed, or the template says `index` and the rows have moved.
 */
import { computed, type ReadonlySignal } from "@preact/signals-core";
import { type Compiler, describe, type Template, toText } from "./compile";
import type { Graph } from "./graph";

const INDEX = /\bindex\b/;

/** Texts, one a row, and what the first row failed with. */
export class Texts {
  constructor(
    readonly list: readonly string[],
    readonly error: string | null,
  ) {}
}

interface Text {
  text: string;
  error: string | null;
}

export class Each {
  readonly #template: Template;
  readonly #isOwn: boolean; // a row's text depends on the row alone
  #known = new Map<object, ReadonlySignal<Text>>(); // bound: the rows shown

  /** Throws a SyntaxError when the template can't be compiled. */
  constructor(
    text: string,
    where: string,
    compiler: Compiler,
    private readonly graph: Graph,
  ) {
    this.#template = compiler.template(text, where, undefined, "item, index");
    this.#isOwn = !INDEX.test(text);
  }

  get plain(): boolean {
    return this.#template.plain;
  }

  /** Of rows that stay what they are. */
  ofRows(rows: readonly { data: unknown }[]): Texts {
    if (!this.#isOwn) return this.ofItems(rows.map((row) => row.data));
    const before = this.#known;
    const known = new Map<object, ReadonlySignal<Text>>();
    const texts = rows.map((row) => {
      const text = before.get(row) ?? computed(() => this.graph.observe(() => this.#text(row.data, 0), "", true));
      known.set(row, text);
      return text.value;
    });
    this.#known = known;
    return joined(texts);
  }

  /** Of rows that app code may have changed in place: all anew. */
  ofItems(items: readonly unknown[]): Texts {
    return joined(items.map((item, index) => this.#text(item, index)));
  }

  #text(item: unknown, index: number): Text {
    try {
      return { text: toText(this.#template.evaluate(item, index)), error: null };
    } catch (error) {
      return { text: "", error: describe(error) };
    }
  }
}

function joined(texts: readonly Text[]): Texts {
  const failed = texts.filter(({ error }) => error !== null);
  const [first] = failed;
  const error = first
    ? `${first.error}${failed.length > 1 ? ` (in ${failed.length} of ${texts.length} rows)` : ""}`
    : null;
  return new Texts(
    texts.map(({ text }) => text),
    error,
  );
}
