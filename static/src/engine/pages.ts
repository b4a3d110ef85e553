/** Which page of the app is shown, and `pages` as app code has it. */
import type { Page } from "../document";
import type { Graph, Source } from "./graph";

export class Pages {
  readonly #shown: Source<string>;
  readonly #list: Source<readonly Page[]>;

  /** `wanted`: the page that was asked for; one that isn't there gives way to the first. `onChange`: another is shown. */
  constructor(
    private readonly graph: Graph,
    wanted: string,
    private readonly onChange: (page: string) => void,
  ) {
    this.#shown = graph.source(wanted);
    this.#list = graph.source([]);
  }

  get shown(): string {
    return this.#shown.peek();
  }

  /** Take over a document's pages. */
  define(pages: readonly Page[]): void {
    this.#list.set(pages);
    if (!pages.some(({ name }) => name === this.shown)) this.#show(pages[0]?.name ?? "");
  }

  /** Where an address leads: to a page, or, without a name, to the first. An old one may lead to what is gone. */
  go(name: string): void {
    const pages = this.#list.peek();
    const page = name === "" ? pages[0] : pages.find((one) => one.name === name);
    if (page && page.name !== this.shown) this.#show(page.name);
  }

  /** Throws where there is no such page. */
  open(name: unknown): void {
    const pages = this.#list.peek();
    const page = pages.find((one) => one.name === name);
    if (!page) {
      const names = pages.map((one) => one.name).join(", ");
      throw new Error(`there is no page ${JSON.stringify(name) ?? String(name)}; the pages: ${names}`);
    }
    if (page.name !== this.shown) this.#show(page.name);
  }

  api(): object {
    const { graph } = this;
    const shown = this.#shown;
    const list = this.#list;
    const open = (name: unknown): void => {
      graph.refuseWrite("pages.open");
      this.open(name);
    };
    return Object.freeze({
      open,
      get current(): string {
        return shown.get();
      },
      get list(): readonly { name: string; title: string }[] {
        return list.get().map(({ name, title }) => ({ name, title: title || name }));
      },
    });
  }

  #show(name: string): void {
    this.#shown.set(name);
    this.onChange(name);
  }
}
