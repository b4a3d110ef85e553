/** What a session holds of a stream: the newest messages, rows by key, nothing that is too old or was cleared. */
import { expect, test } from "vitest";
import type { Batch } from "../../src/protocol";
import { documentOf, EPOCH, js, queryOf, Rig, settle, widgetOf, windowOf } from "./harness";

type Row = [key: string, value: unknown];

function rigOf(size = 1_000): Rig {
  const window = windowOf({ size, key: "$.pair" });
  const events = [js("success", "console.log(event.key + '=' + event.data + (event.replay ? ' again' : ''))")];
  return new Rig(
    documentOf({
      queries: [queryOf("q", { window, events })],
      widgets: [widgetOf("w", "text", { content: "{{ q.messages.join() }} of {{ q.replaced }}+{{ q.received }}" })],
    }),
  );
}
const logs = (rig: Rig): string[] => rig.of("report").map(({ report }) => report.message);

async function rows(rig: Rig, from: number, list: Row[], more: Partial<Batch> = {}): Promise<void> {
  const batch: Batch = {
    epoch: EPOCH,
    from,
    to: from + list.length - 1,
    at: rig.clock.time,
    dt: list.map(() => 0),
    data: list.map(([, value]) => value),
    keys: list.map(([key]) => key),
    ...more,
  };
  rig.peer.send({ type: "messages", stream: `q#${rig.peers.length}`, batches: [batch] });
  await settle();
}
async function shown(rig: Rig): Promise<unknown> {
  await rig.clock.advance(16);
  return rig.prop("w", "content");
}

test("a keyed window holds the newest row of each key where the key first appeared; handlers get every message", async () => {
  const rig = rigOf();
  await rig.connect();
  await rig.join("q", { keyed: true });
  await rows(rig, 1, [
    ["a", 1],
    ["b", 2],
    ["a", 3],
    ["c", 4],
    ["b", 5],
  ]);
  expect(await shown(rig)).toBe("3,5,4 of 0+5");
  expect(logs(rig)).toEqual(["a=1", "b=2", "a=3", "c=4", "b=5"]);
  rig.run("console.log(q.entries.map((entry) => entry.key + entry.offset).join(), q.data)");
  expect(logs(rig).at(-1)).toBe("a3,b5,c4 5");
});

test("a keyed window is bounded by its number of keys: the one unchanged for longest goes", async () => {
  const rig = rigOf();
  await rig.connect();
  await rig.join("q", { keyed: true, window: 2 });
  await rows(rig, 1, [
    ["a", 1],
    ["b", 2],
    ["a", 3],
    ["c", 4],
  ]);
  expect(await shown(rig)).toBe("3,4 of 0+4");
  await rows(rig, 5, [["b", 5]]);
  expect(await shown(rig)).toBe("4,5 of 0+5");
});

test("one who joins a keyed window gets its rows as a sparse batch, without a gap, and follows from there", async () => {
  const rig = rigOf();
  await rig.connect();
  await rig.join("q", { keyed: true, top: 9 });
  const list: Row[] = [
    ["b", 4],
    ["a", 9],
  ];
  await rows(rig, 1, list, { to: 9, offsets: [4, 9] });
  await rows(rig, 10, [["b", 10]]);
  expect(await shown(rig)).toBe("10,9 of 7+3");
  expect(logs(rig)).toEqual(["b=4 again", "a=9 again", "b=10"]);
  await rig.clock.advance(250);
  expect(rig.of("queries").at(-1)!.queries[0]).toMatchObject({ gaps: 0, replaced: 7, received: 3, messages: 2 });
});

test("a viewer that catches up in a keyed window misses nothing that a newer row replaced", async () => {
  const rig = rigOf();
  await rig.connect();
  await rig.join("q", { keyed: true });
  await rows(rig, 1, [
    ["a", 1],
    ["b", 2],
  ]);
  await rig.reconnect();
  expect(rig.peer.of("run")[0]!.cursor).toEqual({ epoch: EPOCH, offset: 2 });
  await rig.join("q", { keyed: true, resumed: true, top: 60 });
  await rows(rig, 3, [["a", 60]], { to: 60, offsets: [60] });
  expect(await shown(rig)).toBe("60,2 of 57+3");
});

test("messages over the age leave while nothing arrives; the newest stays the query's data", async () => {
  const rig = new Rig(
    documentOf({
      queries: [queryOf("q", { window: windowOf({ max_age_seconds: 10 }) })],
      widgets: [widgetOf("w", "text", { content: "{{ q.messages.length }} {{ q.data }}" })],
    }),
  );
  await rig.connect();
  await rig.join("q", { max_age_seconds: 10 });
  const started = rig.clock.time;
  const send = (from: number): Promise<void> => rows(rig, from, [["", from]], { keys: null });
  await send(1);
  await rig.clock.advance(5_000);
  await send(2);
  await rig.clock.advance(started + 9_900 - rig.clock.time);
  expect(rig.prop("w", "content")).toBe("2 2");
  await rig.clock.advance(500);
  expect(rig.prop("w", "content")).toBe("1 2");
  await rig.clock.advance(5_000);
  expect(rig.prop("w", "content")).toBe("0 2");
  await rig.clock.advance(2_000);
  expect(rig.clock.waiting).toBe(1); // the link's pulse: nothing looks at an empty window
});

test("without an age there is no timer", async () => {
  const rig = new Rig(documentOf({ queries: [queryOf("q")] }));
  await rig.connect();
  await rig.join("q");
  await rig.message("q", 1, "a");
  await rig.clock.advance(20_000);
  expect(rig.clock.waiting).toBe(1);
});

test("a browser whose clock is wrong by an hour, either way, keeps what the server sends as long as others", async () => {
  for (const wrong of [3_600_000, -3_600_000]) {
    const rig = new Rig(documentOf({ queries: [queryOf("q")] }));
    await rig.connect();
    await rig.join("q", { max_age_seconds: 10, top: 2 });
    const hub = rig.clock.time - wrong;
    await rows(
      rig,
      1,
      [
        ["", 1],
        ["", 2],
      ],
      { keys: null, at: hub - 8_000, dt: [0, 8_000] },
    );
    const held = (): number => rig.of("queries").at(-1)!.queries[0]!.messages;
    await rig.clock.advance(1_500);
    expect(held()).toBe(2);
    await rig.clock.advance(1_500);
    expect(held()).toBe(1);
    await rig.clock.advance(6_500);
    expect(held()).toBe(1);
    await rig.clock.advance(1_500);
    expect(held()).toBe(0);
  }
});

test("a cleared window is empty up to there, keyed or not, and its counts stay", async () => {
  for (const keyed of [false, true]) {
    const rig = rigOf();
    await rig.connect();
    await rig.join("q", { keyed });
    const list: Row[] = [
      ["a", 1],
      ["b", 2],
      ["a", 3],
    ];
    await rows(rig, 1, list, keyed ? {} : { keys: null });
    rig.peer.send({ type: "cleared", stream: "q#1", epoch: "other", to: 3 });
    rig.peer.send({ type: "cleared", stream: "q#1", epoch: EPOCH, to: 2 });
    await settle();
    expect(await shown(rig)).toBe("3 of 0+3");
    rig.peer.send({ type: "cleared", stream: "q#1", epoch: EPOCH, to: 3 });
    await settle();
    expect(await shown(rig)).toBe(" of 0+3");
    rig.run("console.log(q.data, q.lastMessageAt)");
    expect(logs(rig).at(-1)).toBe("null null");
    await rows(rig, 4, [["b", 4]], keyed ? {} : { keys: null });
    expect(await shown(rig)).toBe("4 of 0+4");
  }
});

test("what was cleared isn't held when it comes late, but handlers still get it", async () => {
  const rig = rigOf();
  await rig.connect();
  await rig.join("q");
  rig.peer.send({ type: "cleared", stream: "q#1", epoch: EPOCH, to: 2 });
  await rows(
    rig,
    1,
    [
      ["", "x"],
      ["", "y"],
      ["", "z"],
    ],
    { keys: null },
  );
  expect(await shown(rig)).toBe("z of 0+3");
  expect(logs(rig)).toHaveLength(3);
});
