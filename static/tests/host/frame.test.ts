// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ApiError } from "../../src/api/http";
import type { Session } from "../../src/api/session";
import { openSession } from "../../src/api/session";
import type { HostMessage, PlayerMessage } from "../../src/bridge";
import { createFrame, type Frame, type FrameOptions, socketOf } from "../../src/host/frame";

vi.mock("../../src/api/session", () => ({ openSession: vi.fn() }));

import { documentOf } from "../documents";

const opened = vi.mocked(openSession);

const document_ = documentOf();
const session = (more: Partial<Session> = {}): Session => ({
  token: "token-1",
  session: "signed",
  expires_in: 60,
  socket: "/live/",
  user: null,
  document: document_,
  release: 1,
  title: "Ticker",
  ...more,
});

let frame: Frame;
beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
  vi.spyOn(document.body, "append").mockImplementation(() => {}); // the tests are the frame's page; none is loaded
  opened.mockReset();
  opened.mockImplementation(async () => session());
});
afterEach(() => frame.destroy());

/** Makes a frame and plays the sandboxed page: says it is ready and takes the port. */
async function connect(options: Partial<FrameOptions> = {}) {
  const received: HostMessage[] = [];
  const make = {
    app: { id: 7 },
    session: "release",
    mode: "view",
    theme: "dark",
    header: true,
    ...options,
  } as FrameOptions;
  frame = createFrame(document.body, make);
  const inside = { postMessage: vi.fn() };
  Object.defineProperty(frame.element, "contentWindow", { value: inside });
  const ready = new MessageEvent("message", { data: { type: "lowstream.ready" } });
  Object.defineProperty(ready, "source", { value: inside });
  dispatchEvent(ready);
  const [connectMessage, target, [port]] = inside.postMessage.mock.calls[0] as [unknown, string, [MessagePort]];
  expect([connectMessage, target]).toEqual([{ type: "lowstream.connect" }, "*"]);
  port.onmessage = ({ data }) => received.push(data);
  const say = (message: PlayerMessage) => port.postMessage(message);
  return { received, say };
}

it("starts the player with the session's document, in a sandbox that may only run scripts", async () => {
  const { received } = await connect({ url: { query: { pair: "XBT" }, hash: "" } });
  await vi.waitFor(() => expect(received).toHaveLength(1));
  expect(received[0]).toMatchObject({
    type: "init",
    title: "Ticker",
    url: { query: { pair: "XBT" } },
    seen: {},
    observe: false,
  });
  expect(frame.element.getAttribute("sandbox")).toBe("allow-scripts");
});

it("asks for the session while the frame's own code is loading, and uses it", async () => {
  frame = createFrame(document.body, {
    app: { id: 7 },
    session: "draft",
    mode: "edit",
    theme: "dark",
    header: false,
  });
  await vi.waitFor(() => expect(opened).toHaveBeenCalledTimes(1));
  frame.destroy();
  const { received } = await connect();
  await vi.waitFor(() => expect(received).toHaveLength(1));
  expect(opened).toHaveBeenCalledTimes(2);
});

it("hands out the first token once and mints another for the next", async () => {
  const { received, say } = await connect();
  await vi.waitFor(() => expect(received).toHaveLength(1));
  opened.mockResolvedValueOnce(session({ token: "token-2" }));
  say({ type: "need_token" });
  await vi.waitFor(() => expect(received).toHaveLength(2));
  say({ type: "need_token" });
  await vi.waitFor(() => expect(received).toHaveLength(3));
  expect(received.slice(1)).toMatchObject([
    { type: "token", token: "token-1", socket: socketOf("/live/") },
    { type: "token", token: "token-2" },
  ]);
  expect(opened).toHaveBeenLastCalledWith(7, { mode: "release", session: "signed" });
});

it("brings the document of a release that came while the socket was cut, into the app as it runs", async () => {
  const onShown = vi.fn();
  const { received, say } = await connect({ onShown });
  await vi.waitFor(() => expect(received).toHaveLength(1));
  say({ type: "need_token" });
  await vi.waitFor(() => expect(received).toHaveLength(2));
  opened.mockResolvedValueOnce(session({ release: 2 }));
  say({ type: "need_token" });
  await vi.waitFor(() => expect(received.map(({ type }) => type)).toEqual(["init", "token", "document", "token"]));
  expect(received[2]).toMatchObject({ release: true });
  expect(onShown.mock.calls.map(([shown]) => shown.release)).toEqual([1, 2]);
});

it("shows the live release when asked to, and says when it can't be had", async () => {
  const onShown = vi.fn();
  const { received } = await connect({ onShown });
  await vi.waitFor(() => expect(received).toHaveLength(1));
  opened.mockResolvedValueOnce(session({ release: 2 }));
  await frame.update();
  await vi.waitFor(() => expect(received).toHaveLength(2));
  expect(received[1]).toEqual({ type: "document", document: document_, release: true });
  opened.mockRejectedValueOnce(new ApiError(0, { code: "unreachable" }));
  await expect(frame.update()).rejects.toThrow();
  expect(onShown.mock.calls.map(([shown]) => shown.release)).toEqual([1, 2]);
});

it("opens sessions one after the other, so that no overtaken answer brings an older release back", async () => {
  const { received, say } = await connect();
  await vi.waitFor(() => expect(received).toHaveLength(1));
  say({ type: "need_token" });
  await vi.waitFor(() => expect(received).toHaveLength(2));
  const answers: ((session: Session) => void)[] = [];
  opened.mockImplementation(() => new Promise((resolve) => answers.push(resolve)));
  say({ type: "need_token" });
  await vi.waitFor(() => expect(answers).toHaveLength(1));
  const updated = frame.update();
  await new Promise((resolve) => setTimeout(resolve));
  expect(answers).toHaveLength(1); // the second waits for the first
  answers[0]?.(session({ release: 2 }));
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  answers[1]?.(session({ release: 3 }));
  await updated;
  await vi.waitFor(() => expect(received).toHaveLength(5));
  expect(received.slice(2).map(({ type }) => type)).toEqual(["document", "token", "document"]);
});

it("tells the player which of its frames floods this page", async () => {
  const { received } = await connect();
  await vi.waitFor(() => expect(received).toHaveLength(1));
  const inside = frame.element.contentWindow as unknown as Record<string, unknown>;
  const page = { parent: inside };
  Object.assign(inside, { length: 1, 0: page });
  for (let n = 0; n < 3_000; n += 1) {
    const word = new MessageEvent("message", { data: { type: "lowstream.ready" } });
    Object.defineProperty(word, "source", { value: page });
    dispatchEvent(word);
  }
  await vi.waitFor(() => expect(received).toHaveLength(2));
  expect(received[1]).toEqual({ type: "flood", frame: 0 });
});

it("starts anew for somebody else who has signed in meanwhile, also when a release is shown", async () => {
  const ada = { id: 1, email: "ada@example.org", name: "Ada" };
  opened.mockResolvedValueOnce(session({ user: ada }));
  const { received } = await connect();
  await vi.waitFor(() => expect(received).toHaveLength(1));
  opened.mockResolvedValueOnce(session({ user: { ...ada, id: 2, name: "Bob" }, release: 2 }));
  await frame.update();
  await vi.waitFor(() => expect(received).toHaveLength(2));
  expect(received[1]).toMatchObject({ type: "init", user: { name: "Bob" } });
});

it("says why there is no access, and doesn't ask again", async () => {
  opened.mockRejectedValue(new ApiError(403, { code: "forbidden", message: "This app is private." }));
  const { received } = await connect();
  await vi.waitFor(() =>
    expect(received).toEqual([{ type: "no_token", message: "This app is private.", retry: false }]),
  );
  expect(opened).toHaveBeenCalledTimes(1);
});

it("keeps what was posted early until the player was started", async () => {
  let answer: (session: Session) => void = () => {};
  opened.mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)));
  const { received } = await connect();
  await vi.waitFor(() => expect(opened).toHaveBeenCalled());
  frame.post({ type: "select", names: ["price"] });
  frame.post({ type: "theme", theme: "light" });
  answer(session());
  await vi.waitFor(() => expect(received).toHaveLength(2));
  expect(received).toMatchObject([
    { type: "init", theme: "light" },
    { type: "select", names: ["price"] },
  ]);
});

it("listens to no other window", async () => {
  frame = createFrame(document.body, { app: { id: 7 }, session: "release", mode: "view", theme: "dark", header: true });
  const inside = { postMessage: vi.fn() };
  Object.defineProperty(frame.element, "contentWindow", { value: inside });
  dispatchEvent(new MessageEvent("message", { data: { type: "lowstream.ready" } }));
  expect(inside.postMessage).not.toHaveBeenCalled();
});

it("makes the socket's address from the page's", () => {
  expect(socketOf("/live/", "https://apps.example.com/a/x/?y=1")).toBe("wss://apps.example.com/live/");
  expect(socketOf("/live/", "http://127.0.0.1:8000/a/x/")).toBe("ws://127.0.0.1:8000/live/");
});

it("answers what the app asks, on the port that asked, and refuses nonsense", async () => {
  const { received, say } = await connect();
  await vi.waitFor(() => expect(received).toHaveLength(1));
  say({ type: "ask", id: 4, ask: { kind: "open_url", url: "javascript:alert(1)", new_tab: true } });
  say({ type: "ask", id: 5, ask: { kind: "save", name: "x.exe", bytes: new ArrayBuffer(1) } });
  await vi.waitFor(() => expect(received).toHaveLength(3));
  expect(received.slice(1)).toMatchObject([
    { type: "answered", id: 4, ok: false, code: "bad_url" },
    { type: "answered", id: 5, ok: false, code: "bad_name" },
  ]);
});

it("gives the app what it kept, and keeps what it changes", async () => {
  localStorage.setItem("lowstream.kept.7.0", '{"theme":"dark"}');
  const { received, say } = await connect();
  await vi.waitFor(() => expect(received).toHaveLength(1));
  expect(received[0]).toMatchObject({ kept: { theme: "dark" } });
  say({ type: "keep", key: "pair", value: "XBT" });
  say({ type: "keep", key: "theme", value: undefined });
  await vi.waitFor(() => expect(localStorage.getItem("lowstream.kept.7.0")).toBe('{"pair":"XBT"}'));
});

it("starts the app afresh, with what that person keeps, once somebody else is signed in", async () => {
  localStorage.setItem("lowstream.kept.7.1", '{"whose":"Ada"}');
  localStorage.setItem("lowstream.kept.7.2", '{"whose":"Bob"}');
  const ada = { id: 1, email: "ada@example.com", name: "Ada" };
  opened.mockImplementation(async () => session({ user: ada }));
  const { received, say } = await connect();
  await vi.waitFor(() => expect(received).toHaveLength(1));
  const bob = { id: 2, email: "bob@example.com", name: "Bob" };
  opened.mockImplementation(async () => session({ user: bob, token: "token-2" }));
  say({ type: "need_token" });
  await vi.waitFor(() => expect(received.at(-1)?.type).toBe("token")); // Ada's, minted with the document
  say({ type: "need_token" });
  await vi.waitFor(() => expect(received.at(-1)).toMatchObject({ type: "token", token: "token-2" }));
  expect(received.at(-2)).toMatchObject({ type: "init", user: bob, kept: { whose: "Bob" } });
  say({ type: "keep", key: "secret", value: "Bob's" });
  frame.destroy();
  expect(localStorage.getItem("lowstream.kept.7.1")).toBe('{"whose":"Ada"}');
});
