import { expect, test } from "vitest";
import { Graph } from "../../src/engine/graph";
import { Latency, ServerClock } from "../../src/engine/latency";
import { documentOf, queryOf, Rig, settle } from "./harness";

test("the server's clock is taken to have said its time in the middle of the round trip", () => {
  const clock = new ServerClock();
  clock.asked(1_000);
  clock.answered(1_200, 61_100);
  expect(clock.at(2_000)).toBe(62_000);
  clock.asked(5_000); // each connection estimates anew
  clock.answered(5_010, 5_005);
  expect(clock.at(6_000)).toBe(6_000);
});

test("a server that doesn't say its time is taken to have ours", () => {
  const clock = new ServerClock();
  clock.asked(1_000);
  clock.answered(1_200, undefined);
  expect(clock.at(2_000)).toBe(2_000);
});

test("latency is smoothed a little, and never negative", () => {
  const latency = new Latency(new Graph(() => {}));
  expect(latency.shown.peek()).toBeNull();
  latency.handled(1_000, 1_100);
  expect(latency.shown.peek()).toBe(100);
  latency.handled(1_000, 1_200);
  expect(latency.shown.peek()).toBe(120);
  for (let i = 0; i < 50; i += 1) latency.handled(2_000, 1_990);
  expect(latency.shown.peek()).toBe(0);
});

test("query.latency tells of live messages, not of the window that a joiner is given", async () => {
  const rig = new Rig(documentOf({ queries: [queryOf("q")] }));
  rig.engine.receive({ type: "token", token: "t", socket: "ws://server/live/" });
  await rig.clock.advance(0);
  const ahead = 3_600_000; // the browser's clock is an hour late
  await rig.clock.advance(40);
  const at = rig.clock.time - 20 + ahead; // said halfway
  rig.peer.send({ type: "welcome", protocol: 1, at, session: "s", user: null, ack_seconds: 10 });
  await rig.join("q", { top: 1 });
  const send = async (from: number, age: number): Promise<void> => {
    const sent = rig.clock.time + ahead - age;
    const batch = { epoch: "e1", from, to: from, at: sent - 5, dt: [5], data: [from] };
    rig.peer.send({ type: "messages", stream: "q#1", batches: [batch] });
    await settle();
  };
  await send(1, 90_000);
  expect(await rig.read("q.latency")).toBeNull();
  await send(2, 35);
  expect(await rig.read("q.latency")).toBe(35);
});
