/** Undo and redo in the studio: what goes with the document when it becomes another at once. */
import type { AppDocument } from "../document";
import { changedParts } from "./draft/changed";
import type { Recipe } from "./draft/draft";
import { groupOf } from "./draft/edits";
import type { Studio } from "./studio";

export class Steps {
  /** Streams that ran when their query was deleted; it comes back running. Bounded by the document's queries. */
  private readonly ran = new Set<string>();

  constructor(private readonly studio: Studio) {}

  undo(): void {
    this.follow(() => this.studio.draft.undo());
  }

  redo(): void {
    this.follow(() => this.studio.draft.redo());
  }

  /** Put a whole document in place of the present one, as a step. */
  replace(description: string, recipe: Recipe): void {
    this.follow(() => this.studio.draft.edit(description, recipe));
  }

  /** These parts are about to be deleted. */
  leave(names: readonly string[]): void {
    for (const name of names) if (this.runs(name)) this.ran.add(name);
  }

  /** The document was another: deselect what is gone, and let streams go on. Returns what there is to see. */
  settle(before: AppDocument): string[] {
    const { studio } = this;
    const after = studio.document.peek();
    const { added, removed, changed, renamed } = changedParts(before, after);
    if (renamed) {
      const ran = this.runs(renamed[0]);
      studio.renamed(...renamed);
      if (ran) void studio.runAgain(renamed[1]);
    } else {
      this.leave(removed);
      for (const name of added) {
        const ran = this.ran.delete(name);
        if (ran && groupOf(after, name) === "queries") void studio.runAgain(name);
      }
    }
    studio.drop(before);
    return added.length > 0 ? added : changed;
  }

  /** Do what changes the document, and lead to what has changed. */
  private follow(act: () => unknown): void {
    const { studio } = this;
    const before = studio.document.peek();
    act();
    const after = studio.document.peek();
    if (after === before) return;
    const names = this.settle(before);
    studio.link.sendDocument(after); // so that the canvas knows what it is to show
    if (before.pages !== after.pages) this.showPage(before, after);
    else if (names.length > 0) this.show(names, after);
    else if (before.scripts !== after.scripts) studio.item.value = { kind: "startup" };
    else if (before.appearance !== after.appearance) studio.leftPanel.value = "settings";
  }

  private show(names: readonly string[], document: AppDocument): void {
    const widgets = names.filter((name) => groupOf(document, name) === "widgets");
    const item = names.find((name) => groupOf(document, name) !== "widgets");
    if (item !== undefined) this.studio.show(item);
    if (widgets.length > 0) this.studio.select(widgets);
  }

  private showPage(before: AppDocument, { pages }: AppDocument): void {
    const had = new Set(before.pages.map(({ name }) => name));
    const page = pages.find(({ name }) => !had.has(name)) ?? pages.find((one) => !before.pages.includes(one));
    if (page) this.studio.showPage(page.name);
  }

  private runs(name: string): boolean {
    const status = this.studio.live.byName.peek().get(name)?.status.status ?? "idle";
    return status !== "idle" && status !== "closed";
  }
}
