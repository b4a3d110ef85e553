/** What can be done with the widgets selected, as one edit each. */
import { type Signal, signal } from "@preact/signals";
import { leaders } from "../../arrange/groups";
import type { Place } from "../../bridge";
import { type Arrangement, arranged, canArrange, moved, resized } from "../draft/arranging";
import { placeWidgets } from "../draft/edits";
import { widgetsOn } from "../draft/pages";
import { duplicate, WIDGETS_MAX } from "../draft/pasting";
import { count } from "../format";
import { loadLanguage } from "../language/lazy";
import type { Studio } from "../studio";
import { placesIn } from "./spots";

const WORDS: Readonly<Record<Arrangement, string>> = {
  left: "Align left",
  right: "Align right",
  top: "Align top",
  bottom: "Align bottom",
  width: "Same width",
  height: "Same height",
  across: "Spread across",
  down: "Spread down",
};

export class Arranger {
  /** Where on the page the menu of the canvas was asked for. */
  readonly menu: Signal<{ x: number; y: number } | null> = signal(null);

  constructor(private readonly studio: Studio) {}

  /** After a drag or resize on the canvas. `names`: those it was about; others made room. */
  place(told: readonly Place[], names: readonly string[]): void {
    const places = placesIn(this.studio.document.peek(), told);
    const sizes = new Map(this.studio.document.peek().widgets.map(({ name, layout }) => [name, layout]));
    const other = places.some(({ name, w, h }) => {
      const before = sizes.get(name);
      return names.includes(name) && before && (before.w !== w || before.h !== h);
    });
    this.edit(`${other ? "Resize" : "Move"} ${this.words(names)}`, places);
  }

  /** By so many columns and rows. Held keys are one step of undo. */
  move(dx: number, dy: number): void {
    const names = this.studio.selected.peek();
    this.edit(`Move ${this.words(names)}`, moved(this.studio.document.peek(), names, dx, dy), `move ${names.join()}`);
  }

  resize(dw: number, dh: number): void {
    const names = this.studio.selected.peek();
    const places = resized(this.studio.document.peek(), names, dw, dh);
    this.edit(`Resize ${this.words(names)}`, places, `resize ${names.join()}`);
  }

  canArrange(how: Arrangement): boolean {
    return canArrange(this.studio.document.peek(), this.studio.selected.peek(), how);
  }

  arrange(how: Arrangement): void {
    const names = this.studio.selected.peek();
    this.edit(`${WORDS[how]}: ${this.words(names)}`, arranged(this.studio.document.peek(), names, how));
  }

  /** Copies beside what is selected; they are selected then. */
  async duplicate(): Promise<void> {
    const { studio } = this;
    const names = studio.selected.peek();
    const renaming = await loadLanguage().catch(() => null);
    if (!renaming) {
      studio.toasts.show("Not doubled: the server can't be reached. Try again.", "warning", 6_000);
      return;
    }
    const copies = duplicate(studio.document.peek(), names, renaming);
    if (!copies) {
      studio.toasts.show(`${WIDGETS_MAX} widgets is the most an app can have. Delete some first.`, "warning", 6_000);
      return;
    }
    if (copies.names.length === 0) return;
    studio.draft.edit(`Duplicate ${this.words(names)}`, () => copies.document);
    studio.select(copies.names, true);
  }

  /** All on the page. What stands in containers goes with them. */
  selectAll(): void {
    const { studio } = this;
    const here = widgetsOn(studio.document.peek(), studio.page.peek()).filter((widget) => widget.parent === null);
    studio.select(
      here.map(({ name }) => name),
      true,
    );
  }

  /** The container around what is selected; of what stands on the page, nothing. */
  selectOutward(): void {
    const { studio } = this;
    const last = studio.selected.peek().at(-1);
    const widget = studio.document.peek().widgets.find(({ name }) => name === last);
    studio.select(widget?.parent ? [widget.parent.widget] : []);
  }

  words(names: readonly string[]): string {
    const led = leaders(this.studio.document.peek().widgets, names);
    return led.length === 1 ? (led[0]?.name ?? "") : count(led.length, "widget");
  }

  private edit(description: string, places: readonly Place[], merge?: string): void {
    if (places.length > 0) this.studio.draft.edit(description, (document) => placeWidgets(document, places), merge);
  }
}
