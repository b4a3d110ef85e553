/** Answers what the page asks of the engine: run, disconnect, broadcast, and what a template's value is. */
import type { App } from "./app";
import { type Compiler, describe } from "./compile";
import type { Graph } from "./graph";
import type { FromEngine, ToEngine } from "./messages";
import { preview } from "./preview";
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
      const query = ports.app.runnable(request.query) ?? unknown(request.query);
      if (request.command === "disconnect") return query.stop();
      const value = await query.run("manual", request.params);
      return value === undefined ? undefined : preview(value);
    }
    case "broadcast": {
      const { text, encoding = "text", remember = null } = request;
      const query = ports.app.queries.get(request.query) ?? unknown(request.query);
      return query.broadcast({ text, encoding, remember });
    }
    case "evaluate":
      return evaluated(request.template, request.given ?? {}, ports);
  }
}

function unknown(name: string): never {
  throw new Error(`there is no query ${JSON.stringify(name)}`);
}

function evaluated(text: string, given: object, { compiler, graph, watch, disabled }: RequestPorts): unknown {
  if (disabled.has(PREVIEW)) throw new Error("stopped: it did not come to an end");
  const names = Object.keys(given).join(", ");
  const [first, second] = Object.values(given);
  const template = compiler.template(text, PREVIEW, undefined, names || undefined);
  if (!template.plain) watch.enter(PREVIEW);
  return preview(graph.observe(() => template.evaluate(first, second)));
}
