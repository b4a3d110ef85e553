/** Messages: exactly once, in order, across duplicates, holes, gaps, reconnects and reloads. */
import { expect, test } from "vitest";
import type { Init } from "../../src/engine/messages";
import { documentOf, EPOCH, js, messagesOf, queryOf, Rig, settle, statusOf, windowOf } from "./harness";

const seenBy = globalThis as unknown as { got: [unknown, number, boolean][] };

function rigOf(init: Partial<Init> = {}): Rig {
  seenBy.got = [];
  const events = [
    js("success", "got.push([event.data, event.offset, event.replay])"),
    js("gap", "got.push(['gap', event.count, event.replay])"),
  ];
  return new Rig(documentOf({ queries: [queryOf("q", { events })] }), { observe: true, ...init });
}
const offsets = (): number[] => seenBy.got.map(([, offset]) => offset);
const gap = (from: number, to: number, count: number | null, epoch = EPOCH) => ({
  type: "gap" as const,
  stream: "q#1",
  epoch,
  from,
  to,
  count,
});

test("duplicated and overlapping batches are handled once, in order", async () => {
  const rig = rigOf();
  await rig.connect();
  await rig.join("q");
  await rig.message("q", 1, "a", "b", "c");
  await rig.message("q", 2, "b", "c", "d");
  await rig.message("q", 1, "a", "b", "c", "d");
  await rig.message("q", 5, "e");
  expect(seenBy.got).toEqual([
    ["a", 1, false],
    ["b", 2, false],
    ["c", 3, false],
    ["d", 4, false],
    ["e", 5, false],
  ]);
});

test("a gap is counted as the server says, and its offsets are not missed again", async () => {
  const rig = rigOf();
  await rig.connect();
  await rig.join("q");
  await rig.message("q", 1, "a");
  rig.peer.send(gap(2, 11, 10), messagesOf("q#1", 12, ["l"]));
  rig.peer.send(gap(2, 11, 10)); // said twice
  await settle();
  expect(seenBy.got).toEqual([
    ["a", 1, false],
    ["gap", 10, false],
    ["l", 12, false],
  ]);
  await rig.clock.advance(250);
  expect(rig.of("queries").at(-1)!.queries[0]!.gaps).toBe(10);
  expect(
    rig
      .of("raw")
      .flatMap((raw) => raw.messages)
      .find((raw) => raw.kind === "gap")!.text,
  ).toBe("10 messages are missing: 2 to 11");
});

test("a hole without a word of the server is reported all the same", async () => {
  const rig = rigOf();
  await rig.connect();
  await rig.join("q");
  await rig.message("q", 1, "a");
  await rig.message("q", 5, "e");
  expect(seenBy.got).toEqual([
    ["a", 1, false],
    ["gap", 3, false],
    ["e", 5, false],
  ]);
});

test("after a cut the engine asks to go on from its cursor", async () => {
  const rig = rigOf();
  await rig.connect();
  await rig.join("q");
  await rig.message("q", 1, "a", "b");
  const peer = await rig.reconnect();
  expect(peer.of("run")).toEqual([{ type: "run", id: 2, query: "q", cursor: { epoch: EPOCH, offset: 2 }, params: {} }]);
  await rig.join("q", { resumed: true, top: 4 });
  await rig.message("q", 3, "c", "d");
  await rig.message("q", 5, "e");
  expect(seenBy.got.map(([data]) => data)).toEqual(["a", "b", "c", "d", "e"]);
  expect(seenBy.got.every(([, , replay]) => !replay)).toBe(true);
});

test("a window sent again in full is not handled again, but it is held again", async () => {
  const rig = rigOf();
  await rig.connect();
  await rig.join("q");
  await rig.message("q", 1, "a", "b");
  await rig.reconnect();
  await rig.join("q", { resumed: false, top: 3 });
  await rig.message("q", 1, "a", "b", "c");
  expect(offsets()).toEqual([1, 2, 3]);
  await rig.clock.advance(250);
  expect(rig.of("queries").at(-1)!.queries[0]!.messages).toBe(3);
});

test("a window that no longer reaches the cursor is a gap of the exact size", async () => {
  const rig = rigOf();
  await rig.connect();
  await rig.join("q");
  await rig.message("q", 1, "a", "b");
  await rig.reconnect();
  await rig.join("q", { resumed: false, top: 12 });
  await rig.message("q", 11, "k", "l");
  expect(seenBy.got.slice(2)).toEqual([
    ["gap", 8, false],
    ["k", 11, false],
    ["l", 12, false],
  ]);
});

test("a new epoch starts over, and its messages are new", async () => {
  const rig = rigOf();
  await rig.connect();
  await rig.join("q");
  await rig.message("q", 1, "a", "b");
  await rig.reconnect();
  await rig.join("q", { epoch: "e2", top: 2 });
  rig.peer.send({ ...gap(0, 0, null, "e2"), stream: "q#2" }, messagesOf("q#2", 1, ["x", "y"], "e2"));
  await settle();
  expect(seenBy.got.slice(2).filter(([data]) => data !== "gap")).toEqual([
    ["x", 1, false],
    ["y", 2, false],
  ]);
});

test("messages from before this session joined are replays", async () => {
  const rig = rigOf();
  await rig.connect();
  await rig.join("q", { top: 12 });
  await rig.message("q", 11, "k", "l");
  await rig.message("q", 13, "m");
  expect(seenBy.got).toEqual([
    ["k", 11, true],
    ["l", 12, true],
    ["m", 13, false],
  ]);
});

test("replays stay replays when the socket is cut in the middle of the window", async () => {
  const rig = rigOf();
  await rig.connect();
  await rig.join("q", { top: 3 });
  await rig.message("q", 1, "a");
  await rig.reconnect();
  await rig.join("q", { resumed: true, top: 4 });
  await rig.message("q", 2, "b", "c", "d");
  expect(seenBy.got.map(([, , replay]) => replay)).toEqual([true, true, true, false]);
});

test("after a reload only what was seen before it is a replay", async () => {
  const rig = rigOf({ seen: { q: { epoch: EPOCH, offset: 2, connection: 1 } } });
  await rig.connect();
  await rig.join("q", { top: 4 });
  await rig.message("q", 1, "a", "b", "c", "d");
  expect(seenBy.got.map(([, , replay]) => replay)).toEqual([true, true, false, false]);
});

test("after a reload that took too long, what was missed is a gap of the exact size", async () => {
  const rig = rigOf({ seen: { q: { epoch: EPOCH, offset: 2, connection: 1 } } });
  await rig.connect();
  await rig.join("q", { top: 20 });
  await rig.message("q", 11, "k");
  expect(seenBy.got).toEqual([
    ["gap", 8, false],
    ["k", 11, false],
  ]);
});

test("what was seen of another epoch says nothing about this one", async () => {
  const rig = rigOf({ seen: { q: { epoch: "old", offset: 500, connection: 9 } } });
  await rig.connect();
  await rig.join("q", { top: 1 });
  await rig.message("q", 1, "a", "b");
  expect(seenBy.got.map(([, , replay]) => replay)).toEqual([true, false]);
});

test("the page is told what was seen, at most once a second, and only when it changed", async () => {
  const rig = rigOf({ seen: { other: { epoch: "x", offset: 1, connection: 1 } } });
  await rig.connect();
  await rig.join("q", { status: statusOf({ connection: 3 }) });
  for (let i = 1; i <= 20; i += 1) {
    await rig.message("q", i, i);
    await rig.clock.advance(100);
  }
  await rig.clock.advance(5_000);
  const seen = rig.of("seen");
  expect(seen.length).toBeGreaterThanOrEqual(2);
  expect(seen.length).toBeLessThanOrEqual(4);
  expect(seen.at(-1)!.seen).toEqual({
    other: { epoch: "x", offset: 1, connection: 1 },
    q: { epoch: EPOCH, offset: 20, connection: 3 },
  });
});

test("the window keeps its size, and its copies can't be spoilt by app code", async () => {
  const events = [
    js(
      "success",
      "if (event.offset === 5) { try { q.messages.pop() } catch (e) { console.log(e.message) } ; console.log(q.messages.join()); console.log(q.entries.length) }",
    ),
  ];
  const rig = new Rig(documentOf({ queries: [queryOf("q", { window: windowOf({ size: 3 }), events })] }));
  await rig.connect();
  await rig.join("q", { window: 3 });
  await rig.message("q", 1, 1, 2, 3, 4, 5);
  const lines = rig.of("report").map(({ report }) => report.message);
  expect(lines[0]).toMatch(/object is not extensible|read only|delete property/);
  expect(lines.slice(1)).toEqual(["3,4,5", "3"]);
});

test("the rate counts what arrived in the last seconds, not the window of a joiner, and falls to zero", async () => {
  const rig = rigOf();
  await rig.connect();
  await rig.join("q", { top: 100 });
  await rig.message("q", 1, ...Array.from({ length: 100 }, (_, i) => i));
  await rig.message("q", 101, ...Array.from({ length: 50 }, (_, i) => i));
  await rig.clock.advance(1_250);
  expect(rig.of("queries").at(-1)!.queries[0]!.rate).toBe(10);
  await rig.clock.advance(10_000);
  expect(rig.of("queries").at(-1)!.queries[0]!.rate).toBe(0);
});

test("fifty thousand messages through five cuts: each exactly once, in order", async () => {
  seenBy.got = [];
  const counted = globalThis as unknown as { sum: number; bad: number; last: number };
  Object.assign(counted, { sum: 0, bad: 0, last: 0 });
  const code =
    "if (event.data !== last + 1 || event.offset !== event.data || q.data !== event.data) bad++; last = event.data; sum++";
  const rig = new Rig(documentOf({ queries: [queryOf("q", { events: [js("success", code)] })] }));
  await rig.connect();
  await rig.join("q");
  const numbers = Array.from({ length: 50_000 }, (_, i) => i + 1);
  for (let from = 0, cuts = 0; from < numbers.length; from += 500) {
    rig.peer.send(messagesOf(`q#${rig.peers.length}`, from + 1, numbers.slice(from, from + 500)));
    if (from % 10_000 !== 9_500) continue;
    cuts += 1;
    await rig.clock.advance(1);
    await rig.reconnect();
    const { offset } = rig.peer.of("run").at(-1)!.cursor!;
    await rig.join("q", { resumed: true, top: from + 500 });
    // The server repeats more than it should.
    rig.peer.send(messagesOf(`q#${rig.peers.length}`, offset - 99, numbers.slice(offset - 100, from + 500)));
    expect(cuts).toBeLessThanOrEqual(5);
  }
  await rig.clock.advance(1_000);
  expect({ sum: counted.sum, bad: counted.bad, last: counted.last }).toEqual({ sum: 50_000, bad: 0, last: 50_000 });
  expect(rig.reports()).toEqual([]);
});
