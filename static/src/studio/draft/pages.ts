/** The pages of an app: adding, changing, moving and deleting them, and moving widgets between them. */
import type { AppDocument, EventHandler, Page, Widget } from "../../document";
import { within } from "./parents";
import { remove } from "./removing";

export const PAGES_MAX = 50; // the schema's

type PageList = AppDocument["pages"]; // never empty, which an array's type can't see

/** As people read it. */
export const pageTitle = (page: Page): string => page.title || page.name;

export const widgetsOn = (document: AppDocument, page: string): Widget[] =>
  document.widgets.filter((widget) => widget.page === page);

/** A new page at the end, and its name. */
export function addPage(document: AppDocument): { document: AppDocument; name: string } {
  const taken = new Set(document.pages.map((page) => page.name));
  let number = document.pages.length + 1;
  while (taken.has(`page${number}`)) number += 1;
  const name = `page${number}`;
  return {
    document: { ...document, pages: [...document.pages, { name, title: `Page ${number}`, hidden: false }] },
    name,
  };
}

export const changePage = (document: AppDocument, name: string, changes: Partial<Omit<Page, "name">>): AppDocument => ({
  ...document,
  pages: document.pages.map((page) => (page.name === name ? { ...page, ...changes } : page)) as PageList,
});

/** With the widgets that stand on it, and the handlers that lead to it. */
export function renamePage(document: AppDocument, from: string, to: string): AppDocument {
  const name = (one: string): string => (one === from ? to : one);
  return withHandlers(
    {
      ...document,
      pages: document.pages.map((page) => (page.name === from ? { ...page, name: to } : page)) as PageList,
      widgets: document.widgets.map((widget) => (widget.page === from ? { ...widget, page: to } : widget)),
    },
    (handlers) =>
      handlers.some((handler) => leadsTo(handler, from))
        ? handlers.map((handler) =>
            handler.action.type === "open_page"
              ? { ...handler, action: { ...handler.action, page: name(handler.action.page) } }
              : handler,
          )
        : handlers,
  );
}

/** With its widgets, and the handlers that lead to it. The last page stays. */
export function removePage(document: AppDocument, name: string): AppDocument {
  if (document.pages.length < 2 || !document.pages.some((page) => page.name === name)) return document;
  const names = widgetsOn(document, name).map((widget) => widget.name);
  const rest = remove(document, names);
  return withHandlers({ ...rest, pages: rest.pages.filter((page) => page.name !== name) as PageList }, (handlers) =>
    handlers.some((handler) => leadsTo(handler, name)) ? handlers.filter((one) => !leadsTo(one, name)) : handlers,
  );
}

/** `by`: -1 is a place further up. */
export function movePage(document: AppDocument, name: string, by: number): AppDocument {
  const at = document.pages.findIndex((page) => page.name === name);
  const [page] = document.pages.slice(at, at + 1);
  const to = at + by;
  if (!page || to < 0 || to >= document.pages.length) return document;
  const pages = document.pages.filter((one) => one !== page);
  pages.splice(to, 0, page);
  return { ...document, pages: pages as PageList };
}

/** Move widgets, out of their containers, and with them what stands in them. */
export function moveToPage(document: AppDocument, names: readonly string[], page: string): AppDocument {
  const moved = new Set(names);
  const along = new Set(within(document, names));
  return {
    ...document,
    widgets: document.widgets.map((widget) => {
      if (along.has(widget.name)) return { ...widget, page };
      return moved.has(widget.name) ? { ...widget, page, parent: null } : widget;
    }),
  };
}

const leadsTo = ({ action }: EventHandler, page: string): boolean =>
  action.type === "open_page" && action.page === page;

/** Each list of handlers as `change` makes it; owners whose list it leaves alone stay the same. */
function withHandlers(document: AppDocument, change: (handlers: EventHandler[]) => EventHandler[]): AppDocument {
  const each = <T extends { events: EventHandler[] }>(owner: T): T => {
    const events = change(owner.events);
    return events === owner.events ? owner : { ...owner, events };
  };
  return {
    ...document,
    queries: document.queries.map(each),
    javascript_queries: document.javascript_queries.map(each),
    responders: document.responders.map(each),
    widgets: document.widgets.map((widget) => each<Widget>(widget)),
  };
}
