/** The socket: hello, acknowledgements, reconnecting by the rules of the close codes. */
import { expect, test } from "vitest";
import { documentOf, queryOf, Rig, settle } from "./harness";

const app = documentOf({ queries: [queryOf("q")] });

test("the first frame is hello with the page's token, and queries run after welcome", async () => {
  const rig = new Rig(app);
  expect(rig.of("need_token")).toHaveLength(1);
  const peer = await rig.connect();
  expect(peer.url).toBe("ws://server/live/");
  expect(peer.got).toEqual([
    { type: "hello", protocol: 1, token: "secret-token" },
    { type: "run", id: 1, query: "q", cursor: null, params: {} },
  ]);
  expect(rig.of("link").map((link) => link.state)).toEqual(["connecting", "open"]);
});

test("frames are acknowledged cumulatively: after a second, after 64 KiB, and every ack_seconds", async () => {
  const rig = new Rig(app);
  const peer = await rig.connect();
  await rig.join("q");
  expect(peer.of("ack")).toEqual([]);
  await rig.clock.advance(1_000);
  expect(peer.of("ack")).toEqual([{ type: "ack", frames: 2 }]); // welcome and stream
  await rig.message("q", 1, "x".repeat(64 * 1024));
  expect(peer.of("ack").at(-1)).toEqual({ type: "ack", frames: 3 });
  await rig.clock.advance(8_900);
  expect(peer.of("ack")).toHaveLength(2);
  await rig.clock.advance(100);
  expect(peer.of("ack")).toHaveLength(3); // nothing new to say, said all the same
});

test.each([[1006], [1001], [4000], [4002], [4008], [4029], [4499], [5000]])(
  "close code %i reconnects with a fresh token",
  async (code) => {
    const rig = new Rig(app);
    const peer = await rig.connect();
    peer.events.close(code, "bye");
    expect(rig.of("link").at(-1)).toMatchObject({ state: "lost", code: String(code), message: "bye" });
    await rig.clock.advance(500);
    expect(rig.of("need_token")).toHaveLength(2);
  },
);

test.each([[4500], [4501], [4503], [4509], [4999]])("close code %i is final", async (code) => {
  const rig = new Rig(app);
  const peer = await rig.connect();
  peer.events.close(code, "no more");
  expect(rig.of("link").at(-1)).toMatchObject({ state: "ended", code: String(code), message: "no more" });
  rig.engine.receive({ type: "wake" });
  await rig.clock.advance(120_000);
  expect(rig.of("need_token")).toHaveLength(1);
});

test("the delay doubles from 0.5 s to 15 s, with full jitter, and starts afresh after a stable connection", async () => {
  const rig = new Rig(app);
  rig.clock.chance = 1;
  const delays: number[] = [];
  const lose = async (): Promise<void> => {
    rig.peer.events.close(1006, "");
    delays.push(rig.of("link").at(-1)!.next_retry_at! - rig.clock.now());
    await rig.clock.advance(delays.at(-1)!);
  };
  for (let i = 0; i < 7; i += 1) {
    await rig.connect();
    await lose();
  }
  await rig.connect();
  await rig.clock.advance(5_000);
  await lose();
  expect(delays).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 500]);
  rig.clock.chance = 0.25;
  await rig.connect();
  await lose();
  expect(delays.at(-1)).toBe(250);
});

test("no token: try again when that may help, end when not", async () => {
  const rig = new Rig(app);
  rig.engine.receive({ type: "no_token", message: "offline", retry: true });
  expect(rig.of("link").at(-1)).toMatchObject({ state: "lost", message: "offline" });
  await rig.clock.advance(500);
  expect(rig.of("need_token")).toHaveLength(2);
  rig.engine.receive({ type: "no_token", message: "You are signed out", retry: false });
  expect(rig.of("link").at(-1)).toMatchObject({ state: "ended", message: "You are signed out" });
});

test("a page that never answers, and a server that never says welcome, are tried again", async () => {
  const rig = new Rig(app);
  await rig.clock.advance(10_500);
  expect(rig.of("need_token")).toHaveLength(2);
  rig.engine.receive({ type: "token", token: "t", socket: "ws://server/live/" });
  await rig.clock.advance(10_500);
  expect(rig.peer.closedByEngine).toBe(true);
  expect(rig.of("need_token")).toHaveLength(3);
});

test("wake connects at once instead of waiting", async () => {
  const rig = new Rig(app);
  rig.clock.chance = 1;
  await rig.connect();
  rig.peer.events.close(1006, "");
  rig.engine.receive({ type: "wake" });
  expect(rig.of("need_token")).toHaveLength(2);
  await rig.clock.advance(9_000);
  expect(rig.of("need_token")).toHaveLength(2); // and the waiting attempt is gone
});

test("a socket that takes nothing for a whole pulse is given up", async () => {
  const rig = new Rig(app);
  const peer = await rig.connect();
  peer.buffered = 40;
  await rig.clock.advance(19_000);
  expect(peer.closedByEngine).toBe(false);
  await rig.clock.advance(1_500);
  expect(peer.closedByEngine).toBe(true);
});

test("what an old socket still says is not heard", async () => {
  const rig = new Rig(app);
  const old = await rig.connect();
  await rig.reconnect();
  await rig.join("q");
  const posts = rig.posts.length;
  old.events.close(4509, "replaced");
  old.events.message('[{"type":"failure","code":"x","message":"y"}]');
  await settle();
  expect(rig.posts.length).toBe(posts);
});

test("a frame that can't be read and an unknown item are reported or left, and the rest goes on", async () => {
  const rig = new Rig(app);
  const peer = await rig.connect();
  await rig.join("q");
  peer.events.message("{nonsense");
  peer.events.message(
    '[{"type":"from_the_future"},{"type":"messages"},{"type":"failure","code":"bad_frame","message":"no such type"}]',
  );
  await rig.message("q", 1, "still here");
  await rig.clock.advance(1_000);
  expect(rig.reports()[0]).toContain("a frame of the server can't be read");
  expect(rig.reports().at(-1)).toBe("engine:null the server says: no such type (bad_frame)");
  expect(rig.of("queries").at(-1)!.queries[0]!.messages).toBe(1);
  expect(peer.of("ack").at(-1)).toEqual({ type: "ack", frames: 5 });
});
