/** What happened between two states of a stream, as events for app code. Pure. */
import type { StreamStatus } from "../protocol";

export interface StatusEvent {
  type: "open" | "close" | "error" | "reconnecting";
  connection: number;
  replay: boolean;
  code: number | string | null;
  reason: string | null;
  message: string | null;
  attempt: number;
  nextRetryAt: number | null;
}

export interface Known {
  open: boolean; // in the eyes of app code
  told: number; // the last connection number whose `open` this session has been told
  toldBefore: number; // the same before a reload
}

export const IDLE: StreamStatus = {
  status: "idle",
  at: 0,
  connection: 0,
  attempt: 0,
  next_retry_at: null,
  code: null,
  message: null,
  close_code: null,
  close_reason: null,
  subprotocol: null,
};

/**
 * Whether the upstream is open. `degraded` says nothing of it (the server's storage is in trouble): as before, unless it
 * has opened once more.
 */
export function isOpen(now: StreamStatus, { open, told }: Pick<Known, "open" | "told">): boolean {
  return now.status === "open" || (now.status === "degraded" && (open || now.connection > told));
}

/**
 * The events that lead from `before` to `now`, in order. `another`: the stream began a new epoch, so it may be another
 * upstream that counts its connections from one again; `known.told` is 0 then.
 *
 * Statuses may have been missed: a higher connection number while open means that it closed and opened again.
 * `open` and `close` always alternate.
 */
export function eventsBetween(before: StreamStatus, now: StreamStatus, known: Known, another: boolean): StatusEvent[] {
  const events: StatusEvent[] = [];
  const event = (type: StatusEvent["type"], fields: Partial<StatusEvent> = {}): void => {
    events.push({
      type,
      connection: now.connection,
      replay: false,
      code: null,
      reason: null,
      message: null,
      attempt: now.attempt,
      nextRetryAt: now.next_retry_at,
      ...fields,
    });
  };
  const opens = isOpen(now, known);
  if (known.open && (!opens || another || now.connection !== before.connection)) {
    event("close", { connection: before.connection, code: now.close_code, reason: now.close_reason ?? now.message });
  }
  if (opens && (now.connection > known.told || !known.open))
    event("open", { replay: now.connection <= known.toldBefore });
  if ((now.status === "retrying" || now.status === "failed") && !sameFailure(before, now)) {
    event("error", { code: now.code, message: now.message });
    if (now.status === "retrying") event("reconnecting", { code: now.code, message: now.message });
  }
  return events;
}

function sameFailure(a: StreamStatus, b: StreamStatus): boolean {
  return (
    a.status === b.status && a.at === b.at && a.attempt === b.attempt && a.code === b.code && a.message === b.message
  );
}
