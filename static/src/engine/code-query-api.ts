/** A JavaScript query as app JavaScript sees it; the names are those of a stream query, as far as they mean something. */
import type { CodeQuery, CodeResult } from "./code-query";
import { CodedError } from "./errors";
import type { Graph } from "./graph";

export function codeQueryApi(query: CodeQuery, graph: Graph): object {
  const { name } = query;
  const now = (): CodeResult => query.result.get();
  return Object.freeze({
    /** `run({a: 1})`: over what its arguments' bindings say. A promise of what its code returns. */
    run(given?: unknown): Promise<unknown> {
      graph.refuseWrite(`${name}.run`);
      if (given !== undefined && given !== null && (typeof given !== "object" || Array.isArray(given))) {
        return Promise.reject(
          new CodedError("bad_parameter", `${name}.run takes its arguments as an object such as {a: 1}`),
        );
      }
      return query.run("manual", { ...given });
    },
    /** What still runs is dropped: its promise rejects with `cancelled`, and no periodic run follows. */
    cancel(): void {
      graph.refuseWrite(`${name}.cancel`);
      query.cancel();
    },
    /** As before the first run. */
    reset(): void {
      graph.refuseWrite(`${name}.reset`);
      query.reset();
    },
    get data(): unknown {
      const { data, hasData } = now();
      if (!hasData) graph.noteMissing();
      return data;
    },
    get code(): string {
      return now().code;
    },
    get message(): string {
      return now().message;
    },
    get success(): boolean {
      return now().success;
    },
    get isFetching(): boolean {
      return now().running > 0;
    },
    get extra(): object {
      return { running: now().running };
    },
    /** ms. */
    get runTime(): number | null {
      return now().runTime;
    },
    get latestEndTime(): number | null {
      return now().endedAt;
    },
    get triggerType(): string {
      return now().trigger;
    },
  });
}
