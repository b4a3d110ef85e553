/** The rest of a selection, which goes along with the one of them that is dragged. */
import { leaders, roomOf, shifted } from "../arrange/groups";
import type { Layout, Widget } from "../document";

export class Along {
  private elements: HTMLElement[] = []; // bound: the document's widgets
  private from: { x: number; y: number; scroll: number } | null = null;
  private scroller: Element | null = null;
  private lead: Widget | null = null;
  private rest: Widget[] = [];

  /** `find` gives the element a widget is drawn in. Returns the elements that go along. */
  start(
    widgets: readonly Widget[],
    names: readonly string[],
    lead: string,
    event: { clientX: number; clientY: number },
    find: (name: string) => HTMLElement | null,
  ): HTMLElement[] {
    const led = leaders(widgets, names);
    this.lead = led.find(({ name }) => name === lead) ?? null;
    const room = this.lead && roomOf(this.lead);
    this.rest = led.filter((widget) => widget !== this.lead && roomOf(widget) === room);
    this.elements = this.rest.flatMap(({ name }) => find(name) ?? []);
    this.scroller = this.elements[0]?.closest(".scroll") ?? null;
    this.from = { x: event.clientX, y: event.clientY, scroll: this.scroller?.scrollTop ?? 0 };
    for (const element of this.elements) element.dataset.along = "";
    return this.elements;
  }

  follow(event: { clientX: number; clientY: number }): void {
    if (!this.from || this.elements.length === 0) return;
    const x = event.clientX - this.from.x;
    const y = event.clientY - this.from.y + (this.scroller?.scrollTop ?? 0) - this.from.scroll;
    for (const { style } of this.elements) style.transform = `translate(${x}px, ${y}px)`;
  }

  /**
   * The places of the rest, once the lead stands at `at`, and the lead's own, which may be another then: all of them
   * have to fit.
   */
  end(at: Layout): Map<string, Layout> {
    const { lead, rest } = this;
    this.clear();
    if (!lead || rest.length === 0) return new Map();
    const group = [lead, ...rest];
    const dx = at.x - lead.layout.x;
    const dy = at.y - lead.layout.y;
    const places = shifted(
      group.map(({ layout }) => layout),
      dx,
      dy,
    );
    return new Map(group.map(({ name }, index) => [name, places[index] as Layout]));
  }

  clear(): void {
    for (const element of this.elements) {
      element.style.transform = "";
      delete element.dataset.along;
    }
    this.elements = [];
    this.from = this.lead = null;
    this.rest = [];
  }
}
