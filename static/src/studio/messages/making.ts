/** Makes things of a message in the studio: each one step of undo, at once selected, and the stream run again if need be. */
import type { AppDocument } from "../../document";
import type { Studio } from "../studio";
import { readersOf, withField } from "./make-field";
import { withSkip } from "./make-skip";
import type { Made } from "./make-widget";
import { rowPath } from "./path";
import type { Pick } from "./pick";

const WIDGETS_MAX = 200; // the document's

/** Add what `make` makes, and select it. */
export async function makeWidget(
  studio: Studio,
  description: string,
  query: string,
  make: (document: AppDocument, page: string) => Made,
): Promise<void> {
  if (studio.document.peek().widgets.length >= WIDGETS_MAX) {
    studio.toasts.show(`${WIDGETS_MAX} widgets is the most that an app can have. Delete one first.`, "warning", 6_000);
    return;
  }
  let name = "";
  studio.draft.edit(description, (document) => {
    const made = make(document, studio.page.peek());
    name = made.name;
    return made.document;
  });
  studio.select([name]);
  await runChanged(studio, query);
}

export async function makeField(studio: Studio, pick: Pick): Promise<void> {
  const { query } = pick;
  const isFirst = query.fields.length === 0;
  const readers = isFirst ? readersOf(studio.document.peek(), query.name) : 0;
  let alias = "";
  studio.draft.edit(`Make a field of ${rowPath(pick.steps)}`, (document) => {
    const made = withField(document, pick);
    alias = made.alias;
    return made.document;
  });
  studio.toasts.show(`${query.name} has the field ${alias}.`, "success", 3_000);
  if (readers > 0) {
    const places = readers === 1 ? "1 place in the app's code reads" : `${readers} places in the app's code read`;
    const text = `${places} whole messages of ${query.name}. Its rows are now just its fields.`;
    studio.toasts.show(text, "warning", 8_000);
  }
  await runChanged(studio, query.name);
}

export async function makeSkip(studio: Studio, pick: Pick): Promise<void> {
  studio.draft.edit(`Skip messages like this of ${pick.query.name}`, (document) => withSkip(document, pick));
  await runChanged(studio, pick.query.name);
}

/** What was changed takes effect with the next run: run it again if it runs. */
async function runChanged(studio: Studio, name: string): Promise<void> {
  const query = studio.document.peek().queries.find((one) => one.name === name);
  if (!query || !studio.changedSinceRun(query)) return;
  const refusal = await studio.run(name);
  if (refusal) studio.toasts.show(refusal, "warning", 6_000);
}

export async function copyText(studio: Studio, text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    studio.toasts.show(`Copied ${text}`, "success", 2_000);
  } catch {
    // Plain http on another host has no clipboard.
    studio.toasts.show(`This browser lets no page copy here. The text is: ${text}`, "warning", 8_000);
  }
}
