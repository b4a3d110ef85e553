/** What happened between two states of an upstream. */
import { expect, test } from "vitest";
import { Graph } from "../../src/engine/graph";
import { eventsBetween, isOpen } from "../../src/engine/status";
import { Upstream } from "../../src/engine/upstream";
import type { StreamStatus } from "../../src/protocol";
import { statusOf } from "./harness";

/** The events of a sequence of statuses, as a query hears them. */
function events(...statuses: Partial<StreamStatus>[]): string[] {
  const upstream = new Upstream(new Graph(() => {}), () => {});
  return statuses.flatMap((fields, at) =>
    upstream.say(statusOf({ at, ...fields })).map(({ type, connection }) => `${type} ${connection}`),
  );
}

test("reconnecting says the attempt and when, once for each", () => {
  const upstream = new Upstream(new Graph(() => {}), () => {});
  upstream.say(statusOf());
  const lost = statusOf({ status: "retrying", at: 2, attempt: 1, next_retry_at: 5_000, code: "lost", message: "gone" });
  const told = upstream.say(lost);
  expect(told.map(({ type }) => type)).toEqual(["close", "error", "reconnecting"]);
  expect(told[2]).toMatchObject({ attempt: 1, nextRetryAt: 5_000, code: "lost", message: "gone" });
  expect(upstream.say(lost)).toEqual([]);
  const again = upstream.say({ ...lost, at: 6, attempt: 2, next_retry_at: 9_000 });
  expect(again.map(({ type, attempt, nextRetryAt }) => [type, attempt, nextRetryAt])).toEqual([
    ["error", 2, 9_000],
    ["reconnecting", 2, 9_000],
  ]);
});

test("a stream that gave up is an error and not reconnecting", () => {
  expect(events({}, { status: "failed", code: "http_403" })).toEqual(["open 1", "close 1", "error 1"]);
});

test("while the server's store is in trouble an open upstream stays open", () => {
  expect(events({}, { status: "degraded" }, {}, { status: "degraded" }, { status: "retrying" })).toEqual([
    "open 1",
    "close 1",
    "error 1",
    "reconnecting 1",
  ]);
});

test("while the server's store is in trouble an upstream that wasn't open isn't taken for it", () => {
  const statuses: Partial<StreamStatus>[] = [
    {},
    { status: "retrying", attempt: 1 },
    { status: "degraded" },
    { status: "retrying", attempt: 1 },
    { connection: 2 },
  ];
  const told = events(...statuses).filter((event) => /open|close/.test(event));
  expect(told).toEqual(["open 1", "close 1", "open 2"]);
});

test("one that has opened meanwhile is told, though degraded", () => {
  expect(events({ status: "degraded", connection: 3 })).toEqual(["open 3"]);
  expect(isOpen(statusOf({ status: "degraded", connection: 0 }), { open: false, told: 0 })).toBe(false);
});

test("open and close alternate over any sequence of statuses", () => {
  const names: StreamStatus["status"][] = ["idle", "connecting", "open", "retrying", "closed", "failed", "degraded"];
  let state = 7;
  const roll = (sides: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
  for (let run = 0; run < 200; run += 1) {
    let connection = 0;
    const upstream = new Upstream(new Graph(() => {}), () => {});
    let open = false;
    for (let at = 0; at < 30; at += 1) {
      const status = names[roll(names.length)]!;
      if (status === "open" && roll(2) === 0) connection += 1 + roll(2);
      for (const { type } of upstream.say(statusOf({ status, at, connection: Math.max(connection, 1) }))) {
        if (type === "open") expect(open).toBe(false);
        if (type === "close") expect(open).toBe(true);
        if (type === "open" || type === "close") open = type === "open";
      }
    }
  }
  expect(eventsBetween(statusOf(), statusOf(), { open: true, told: 1, toldBefore: 0 }, false)).toEqual([]);
});
