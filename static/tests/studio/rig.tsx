/** A studio without a server: a component of it is drawn, typed into and looked at. */
import { signal } from "@preact/signals";
import { type ComponentChildren, render } from "preact";
import { act } from "preact/test-utils";
import type { Fault } from "../../src/api/http";
import type { AppDocument, StreamQuery } from "../../src/document";
import { blankQuery } from "../../src/studio/draft/blank";
import { Draft } from "../../src/studio/draft/draft";
import { Studio, StudioProvider } from "../../src/studio/studio";
import { documentOf } from "../documents";

export const studioOf = (query: StreamQuery = blankQuery("ticker", "wss://a.example/"), faults: Fault[] = []): Studio =>
  studioWith({ queries: [query] }, faults);

export function studioWith(fields: Partial<AppDocument>, faults: Fault[] = []): Studio {
  const never = () => new Promise<never>(() => undefined);
  const draft = new Draft({ document: documentOf(fields), revision: 1 }, { read: never, write: never }, 0);
  draft.faults.value = faults;
  const app = {
    id: 7,
    workspace: 1,
    slug: "a",
    name: "A",
    visibility: "private" as const,
    draft_revision: 1,
    release: null,
    updated_at: "",
    released_at: null,
    updated_by: null,
    thumbnail: null,
  };
  return new Studio(app, draft);
}

/** Draw into a fresh page. What is drawn again with `show` takes the place of what was. */
export function stage(studio: Studio) {
  document.body.innerHTML = "<div></div>";
  const root = document.body.firstElementChild as HTMLElement;
  const shown = signal<ComponentChildren>(null);
  const Page = () => <StudioProvider value={studio}>{shown.value}</StudioProvider>;
  act(() => render(<Page />, root)); // once, as in the studio: ids are told apart within one rendering
  return {
    root,
    show: (children: ComponentChildren) =>
      act(() => {
        shown.value = children;
      }),
    close: () => act(() => render(null, root)),
    /** The control with this spoken name. */
    labelled<T extends Element = HTMLInputElement>(name: string): T {
      const found = root.querySelector<T>(`[aria-label="${name}"]`);
      if (!found) throw new Error(`nothing is labelled ${name}`);
      return found;
    },
    at<T extends Element = HTMLElement>(hook: string): T {
      const found = root.querySelector<T>(`[data-testid="${hook}"]`);
      if (!found) throw new Error(`there is no ${hook}`);
      return found;
    },
    type: (input: HTMLInputElement | HTMLTextAreaElement, text: string) =>
      act(() => {
        input.value = text;
        input.dispatchEvent(new Event("input", { bubbles: true }));
      }),
    leave: (input: Element) => act(() => void input.dispatchEvent(new Event("change", { bubbles: true }))),
    choose: (select: HTMLSelectElement, value: string) =>
      act(() => {
        select.value = value;
        select.dispatchEvent(new Event("change", { bubbles: true }));
      }),
    click: (button: HTMLElement) => act(() => button.click()),
  };
}
