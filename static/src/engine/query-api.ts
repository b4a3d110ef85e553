/**
 * A query as app JavaScript sees it: a plain object whose getters read signals; the engine's own objects stay in
 * closures, out of app code's reach.
 */
import type { Compiler } from "./compile";
import { CodedError } from "./errors";
import type { Graph } from "./graph";
import { keyOf, outgoing } from "./outgoing";
import type { Query } from "./query";

export function queryApi(query: Query, graph: Graph, compiler: Compiler): object {
  const { stream, name } = query;
  const { window } = stream;
  const last = () => {
    const entry = window.last();
    if (!entry) graph.noteMissing();
    return entry;
  };
  const some = <T>(list: readonly T[]) => {
    if (list.length === 0) graph.noteMissing();
    return list;
  };
  return Object.freeze({
    /** `run({pair: "ETH/USD"})`: with these parameters instead of what the query's arguments say. */
    run(params?: unknown): Promise<void> {
      graph.refuseWrite(`${name}.run`);
      return traced(compiler, () => query.run("manual", givenOf(name, params)));
    },
    disconnect(): void {
      graph.refuseWrite(`${name}.disconnect`);
      query.disconnect();
    },
    /** `{remember: true}`, or a name instead of true: sent again after every reconnect of the upstream. */
    broadcast(message: unknown, options?: unknown): Promise<void> {
      graph.refuseWrite(`${name}.broadcast`);
      return traced(compiler, async () => query.broadcast(outgoing(message, options)));
    },
    /** The name, or the message that was remembered under itself; nothing at all: everything. */
    forget(key?: unknown): Promise<void> {
      graph.refuseWrite(`${name}.forget`);
      return traced(compiler, async () => query.forget(key === undefined ? null : keyOf(key)));
    },
    get params(): object {
      return query.parameters.shown.get();
    },
    get data(): unknown {
      return last()?.data ?? null;
    },
    get messages(): readonly unknown[] {
      return some(window.messages());
    },
    get entries(): readonly unknown[] {
      return some(window.entries());
    },
    get lastMessageAt(): number | null {
      return last()?.at ?? null;
    },
    get status(): string {
      return query.status.get().status;
    },
    get attempt(): number {
      return query.status.get().attempt;
    },
    get nextRetryAt(): number | null {
      return query.status.get().next_retry_at;
    },
    /** ms from the hub's receipt to its handling here, of the newest messages. */
    get latency(): number | null {
      return stream.latency.shown.get();
    },
    get rate(): number {
      return stream.rate.now.get();
    },
    // received + replaced + gaps: all that the stream has numbered since this session joined it.
    get received(): number {
      return stream.received.get();
    },
    get replaced(): number {
      return stream.replaced.get();
    },
    get gaps(): number {
      return stream.gaps.get();
    },
    get lagging(): boolean {
      return stream.lagging.get();
    },
    get behind(): number {
      return stream.behind.get();
    },
    // Lowcoder's names, so that apps written for it read on.
    get code(): string {
      return query.status.get().code ?? "";
    },
    get message(): string {
      return query.status.get().message ?? "";
    },
    get success(): boolean {
      const { status } = query.status.get();
      return status === "open" || status === "degraded";
    },
    get isFetching(): boolean {
      const { status } = query.status.get();
      return status === "connecting" || status === "retrying";
    },
    get extra(): object {
      const { subprotocol, connection, close_code, close_reason } = query.status.get();
      return { scope: query.scope, subprotocol, connection, closeCode: close_code, closeReason: close_reason };
    },
    get triggerType(): string {
      query.status.track();
      return query.trigger;
    },
    /** ms from the last run until it had joined. */
    get runTime(): number | null {
      query.status.track();
      return query.startedAt !== null && query.endedAt !== null ? query.endedAt - query.startedAt : null;
    },
    get latestEndTime(): number | null {
      query.status.track();
      return query.endedAt;
    },
  });
}

function givenOf(name: string, params: unknown): Record<string, unknown> {
  if (params === undefined || params === null) return {};
  if (typeof params === "object" && !Array.isArray(params)) return { ...params };
  throw new CodedError("bad_parameter", `${name}.run takes its parameters as an object such as {pair: "ETH/USD"}`);
}

/** Runs `start` at once; its later failure carries the stack of this call, so that it names the author's line. */
export async function traced<T>(compiler: Compiler, start: () => Promise<T>): Promise<T> {
  const { stack } = new Error();
  try {
    return await start();
  } catch (error) {
    if (error instanceof Error && compiler.locate(stack)) error.stack = stack;
    throw error;
  }
}
