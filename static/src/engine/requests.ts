/** Answers what the page asks of the engine: run, disconnect, broadcast, and what a template's value is. */
import type { App } from "./app";
import { type Compiler, describe } from "./compile";
import type { Graph } from "./graph";
import type { FromEngine, ToEngine } from "./messages";
import { preview } from "./preview";
import type { Query } from "./query";
import type { Watch } from "./watch";

export type Request = Extract<ToEngine, { type: "command" | "broadcast" | "evaluate" }>;

export interface RequestPorts {
  app: App;
  compiler: Compiler;
  graph: Graph;
  watch: Watch;
  disabled: ReadonlySet<string>;
  post(message: FromEngine): void;
}

const PREVIEW = "preview · value";

/** `post` gets a `result` with the request's id, sooner or later. */
export function answer(request: Request, ports: RequestPorts): void {
  const { id } = request;
  asked(request, ports).then(
    (value) => ports.post({ type: "result", id, ok: true, ...(value === undefined ? {} : { value }) }),
    (error) => ports.post({ type: "result", id, ok: false, error: describe(error) }),
  );
}

async function asked(request: Request, ports: RequestPorts): Promise<unknown> {
  switch (request.type) {
    case "command": {
      const query = queryOf(request.query, ports.app);
      return request.command === "run" ? query.run("manual", request.params) : query.disconnect();
    }
    case "broadcast": {
      const { text, encoding = "text", remember = null } = request;
      return queryOf(request.query, ports.app).broadcast({ text, encoding, remember });
    }
    case "evaluate":
      return evaluated(request.template, ports);
  }
}

function queryOf(name: string, app: App): Query {
  const query = app.queries.get(name);
  if (!query) throw new Error(`there is no query ${JSON.stringify(name)}`);
  return query;
}

function evaluated(text: string, { compiler, graph, watch, disabled }: RequestPorts): unknown {
  if (disabled.has(PREVIEW)) throw new Error("stopped: it did not come to an end");
  const template = compiler.template(text, PREVIEW);
  if (!template.plain) watch.enter(PREVIEW);
  return preview(graph.observe(() => template.evaluate()));
}
