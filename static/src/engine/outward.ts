/**
 * What an app does outside itself: opens addresses and apps, copies, saves files. As actions, and as `utils` of app
 * code; both end in a question to the page around the app, which decides.
 */
import type { Action } from "../document";
import type { Asks, FileFormat } from "./asks";
import { type Compiler, type Run, type Template, toText } from "./compile";
import { CodedError } from "./errors";
import { givenOf } from "./given";
import type { Graph } from "./graph";
import { traced } from "./query-api";
import type { Toast } from "./toast";

type Outward = Extract<Action, { type: "go_to_url" | "open_app" | "copy_to_clipboard" | "export_data" }>;

const FORMATS: readonly unknown[] = ["txt", "json", "csv", "xlsx"] satisfies FileFormat[];

const { entries, fromEntries } = Object; // taken before app code could replace them

export function compileOutward(action: Outward, template: (text: string) => Template, asks: Asks): Run {
  switch (action.type) {
    case "go_to_url": {
      const url = template(action.url);
      return (event) => openUrl(asks, url.evaluate(event), action.new_tab);
    }
    case "open_app": {
      const app = template(action.app);
      const query = givenOf(action.parameters, template);
      return (event) => openApp(asks, app.evaluate(event), query(event), action.new_tab);
    }
    case "copy_to_clipboard": {
      const text = template(action.text);
      return (event) => asks.ask({ kind: "copy", text: toText(text.evaluate(event)) });
    }
    case "export_data": {
      const data = template(action.data);
      const name = template(action.file_name);
      return (event) => asks.export(toText(name.evaluate(event)), action.format, data.evaluate(event));
    }
  }
}

export interface UtilsPorts {
  toast: Toast;
  asks: Asks;
  graph: Graph;
  compiler(): Compiler;
}

/** `utils` as app code has it. */
export function utilsApi({ toast, asks, graph, compiler }: UtilsPorts): object {
  /** Not for bindings, which only read; a failure names the line of the call. */
  const does = (name: string, start: () => Promise<void>): Promise<void> => {
    graph.refuseWrite(`utils.${name}`);
    return traced(compiler(), start);
  };
  return Object.freeze({
    showMessage: toast,
    copyToClipboard(text: unknown): Promise<void> {
      return does("copyToClipboard", () => asks.ask({ kind: "copy", text: toText(text) }));
    },
    /** `{newTab: false}`: in this tab. */
    openUrl(url: unknown, options?: { newTab?: unknown }): Promise<void> {
      return does("openUrl", () => openUrl(asks, url, options?.newTab !== false));
    },
    /** By the slug in its link. `{query: {pair: "XBT"}, newTab: true}`. */
    openApp(app: unknown, options?: { query?: unknown; newTab?: unknown }): Promise<void> {
      return does("openApp", () => openApp(asks, app, options?.query, options?.newTab === true));
    },
    /** `{format: "csv", fileName: "prices"}`; formats: txt, json, csv, xlsx. */
    exportData(data: unknown, options?: { format?: unknown; fileName?: unknown }): Promise<void> {
      const { format = "csv", fileName = "data" } = options ?? {};
      return does("exportData", async () => {
        if (!FORMATS.includes(format)) {
          const list = FORMATS.join(", ");
          throw new CodedError("bad_format", `${toText(format)} is no format of a file; choose one of ${list}`);
        }
        await asks.export(toText(fileName), format as FileFormat, data);
      });
    },
  });
}

function openUrl(asks: Asks, url: unknown, new_tab: boolean): Promise<void> {
  return asks.ask({ kind: "open_url", url: toText(url), new_tab });
}

function openApp(asks: Asks, app: unknown, query: unknown, new_tab: boolean): Promise<void> {
  const given = typeof query === "object" && query !== null ? entries(query) : [];
  const parameters = fromEntries(given.map(([name, value]) => [name, toText(value)]));
  return asks.ask({ kind: "open_app", app: toText(app), parameters, new_tab });
}
