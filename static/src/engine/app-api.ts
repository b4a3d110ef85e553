/**
 * Queries, states and widgets as app JavaScript sees them. Plain objects whose getters read signals; the engine's own
 * objects stay in closures, out of app code's reach.
 */
import type { Compiler } from "./compile";
import type { Graph, Source } from "./graph";
import type { Query } from "./query";
import { CodedError } from "./sender";

const { stringify } = JSON;

export function queryApi(query: Query, graph: Graph, compiler: Compiler): object {
  const { stream } = query;
  const { name } = query;
  const last = () => {
    const entry = stream.last();
    if (!entry) graph.noteMissing();
    return entry;
  };
  const some = <T>(list: readonly T[]) => {
    if (list.length === 0) graph.noteMissing();
    return list;
  };
  return Object.freeze({
    run(): Promise<void> {
      graph.refuseWrite(`${name}.run`);
      return traced(compiler, () => query.run("manual"));
    },
    disconnect(): void {
      graph.refuseWrite(`${name}.disconnect`);
      query.disconnect();
    },
    /** An object, array, number, boolean or null goes as JSON, a string as it is. */
    broadcast(message: unknown): Promise<void> {
      graph.refuseWrite(`${name}.broadcast`);
      return traced(compiler, () => query.broadcast(outgoing(message)));
    },
    get data(): unknown {
      return last()?.data ?? null;
    },
    get messages(): readonly unknown[] {
      return some(stream.messages());
    },
    get entries(): readonly unknown[] {
      return some(stream.entries());
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
    get rate(): number {
      return stream.rate.get();
    },
    get gaps(): number {
      return stream.gaps.get();
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

export function stateApi(name: string, source: Source<unknown>, graph: Graph): object {
  return Object.freeze({
    get value(): unknown {
      return source.get();
    },
    set value(_: unknown) {
      throw new TypeError(`${name}.value can't be assigned; call ${name}.setValue(x)`);
    },
    setValue(value: unknown): void {
      graph.refuseWrite(`${name}.setValue`);
      source.set(value);
    },
  });
}

/** The text that goes up the stream. */
export function outgoing(message: unknown): string {
  const text = typeof message === "string" ? message : stringify(message);
  if (typeof text !== "string")
    throw new CodedError("bad_message", `a ${typeof message} can't be sent; give an object or a string`);
  return text;
}

/** Runs `start` at once; its later failure carries the stack of this call, so that it names the author's line. */
async function traced(compiler: Compiler, start: () => Promise<void>): Promise<void> {
  const { stack } = new Error();
  try {
    await start();
  } catch (error) {
    if (error instanceof Error && compiler.locate(stack)) error.stack = stack;
    throw error;
  }
}
