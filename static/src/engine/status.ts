/** What happened between two states of a stream, as events for app code. Pure. */
import type { StreamStatus } from "../protocol";

export interface StatusEvent {
  type: "open" | "close" | "error";
  connection: number;
  replay: boolean;
  code: number | string | null;
  reason: string | null;
  message: string | null;
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
 * The events that lead from `before` to `now`, in order.
 *
 * `told`: the last connection number whose `open` this session has been told; `toldBefore`: the same before a reload;
 * `another`: the stream began a new epoch, so it may be another upstream that counts its connections from one again.
 * Statuses may have been missed: a higher connection number while open means that it closed and opened again.
 * `open` and `close` always alternate.
 */
export function eventsBetween(
  before: StreamStatus,
  now: StreamStatus,
  { told, toldBefore, another }: { told: number; toldBefore: number; another: boolean },
): StatusEvent[] {
  const events: StatusEvent[] = [];
  const event = (type: StatusEvent["type"], fields: Partial<StatusEvent> = {}): void => {
    events.push({
      type,
      connection: now.connection,
      replay: false,
      code: null,
      reason: null,
      message: null,
      ...fields,
    });
  };
  const wasOpen = before.status === "open" || before.status === "degraded";
  const isOpen = now.status === "open" || now.status === "degraded";
  if (wasOpen && (!isOpen || another || now.connection !== before.connection)) {
    event("close", { connection: before.connection, code: now.close_code, reason: now.close_reason ?? now.message });
  }
  if (isOpen && now.connection > told) event("open", { replay: now.connection <= toldBefore });
  if ((now.status === "retrying" || now.status === "failed") && !sameFailure(before, now)) {
    event("error", { code: now.code, message: now.message });
  }
  return events;
}

function sameFailure(a: StreamStatus, b: StreamStatus): boolean {
  return (
    a.status === b.status && a.at === b.at && a.attempt === b.attempt && a.code === b.code && a.message === b.message
  );
}
