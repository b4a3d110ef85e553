import { afterEach, expect, it } from "vitest";
import { FLOOD } from "../../src/floods";
import { MESSAGE_MAX_BYTES, PagePort, sizeOf } from "../../src/widgets/html/port";

const open: MessagePort[] = [];
afterEach(() => {
  for (const port of open.splice(0)) port.close();
});

/** A port with a clock that is moved by hand, and the page's end of it. */
function rig() {
  const { port1, port2 } = new MessageChannel();
  open.push(port2);
  const clock = { now: 0 };
  const seen = { messages: [] as unknown[], dropped: [] as string[], pongs: [] as number[], floods: 0 };
  const port = new PagePort(port1, {
    onMessage: (data) => seen.messages.push(data),
    onPong: (n) => seen.pongs.push(n),
    onStarted: () => {},
    onDropped: (way, why) => seen.dropped.push(`${way}: ${why}`),
    onFlood: () => {
      seen.floods++;
    },
    now: () => clock.now,
  });
  const receive = (data: unknown) => port1.onmessage?.(new MessageEvent("message", { data }));
  return { port, clock, seen, receive };
}

it("passes plain data on, in order", () => {
  const { seen, receive } = rig();
  for (const data of [1, "two", { three: [null, true] }, new Date(0), new Uint8Array(4)])
    receive({ type: "send", data });
  receive({ type: "pong", n: 7 });
  expect(seen.messages).toEqual([1, "two", { three: [null, true] }, new Date(0), new Uint8Array(4)]);
  expect(seen.pongs).toEqual([7]);
  expect(seen.dropped).toEqual([]);
});

it("drops what is too large, odd or too fast, and says each once", () => {
  const { seen, receive, clock } = rig();
  receive({ type: "send", data: "x".repeat(MESSAGE_MAX_BYTES) });
  receive({ type: "send", data: new Map() });
  receive({ type: "send", data: { inner: new MessageChannel().port1 } });
  receive(null);
  receive("not one of ours");
  for (let n = 0; n < 500; n++) receive({ type: "send", data: n });
  expect(seen.dropped).toEqual(["sent: larger than 64 KiB", "sent: not plain data", "sent: more than 50 a second"]);
  const before = seen.messages.length;
  expect(before).toBeLessThanOrEqual(104);
  clock.now += 1_000;
  receive({ type: "send", data: "later" });
  expect(seen.messages.slice(before)).toEqual(["later"]);
});

it("stops listening to a page that floods", () => {
  const { seen, receive } = rig();
  for (let n = 0; n <= FLOOD; n++) receive({ type: "send", data: n });
  expect(seen.floods).toBe(1);
});

it("posts no more than 50 a second to the page", () => {
  const { port, seen, clock } = rig();
  for (let n = 0; n < 60; n++) port.post(n);
  expect(seen.dropped).toEqual(["posted: more than 50 a second"]);
  clock.now += 1_000;
  port.post("x".repeat(MESSAGE_MAX_BYTES));
  expect(seen.dropped[1]).toBe("posted: larger than 64 KiB");
});

it("counts a value's size no further than is asked", () => {
  expect(sizeOf("abc", 10)).toBe(6);
  expect(sizeOf([1, 2], 100)).toBe(32);
  expect(
    sizeOf(
      Array.from({ length: 1e6 }, () => 1),
      100,
    ),
  ).toBeLessThan(200);
  const loop: unknown[] = [];
  loop.push(loop);
  expect(sizeOf(loop, 1_000)).toBe(Number.POSITIVE_INFINITY);
});
