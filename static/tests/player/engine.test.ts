import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { FromEngine, Init, ToEngine } from "../../src/engine/messages";
import { Engine } from "../../src/player/engine";
import { documentOf, INIT } from "../documents";

/** A Worker that never answers by itself; tests speak for it. */
class StillWorker {
  static all: StillWorker[] = [];
  received: ToEngine[] = [];
  terminated = false;
  onerror: ((event: ErrorEvent) => void) | null = null;
  port: MessagePort | null = null;

  constructor() {
    StillWorker.all.push(this);
  }

  postMessage(_: unknown, transfer: MessagePort[]) {
    const [port] = transfer;
    if (!port) return;
    this.port = port;
    port.onmessage = ({ data }) => this.received.push(data);
  }

  terminate() {
    this.terminated = true;
    this.port?.close();
  }

  say(message: FromEngine) {
    this.port?.postMessage(message);
  }

  get init(): Init | undefined {
    return this.received.find((message): message is Init => message.type === "init");
  }
}

const document = documentOf();

function start() {
  const received: FromEngine[] = [];
  const stopped: (string | null)[] = [];
  const broken: string[] = [];
  const engine = new Engine({
    create: () => new StillWorker() as unknown as Worker,
    init: () => ({ ...INIT, document, inputs: { pair: { value: "XBT" } } }),
    receive: (message) => received.push(message),
    onStopped: (where) => stopped.push(where),
    onBroken: (why) => broken.push(why),
  });
  engine.start();
  return { engine, received, stopped, broken };
}

const worker = () => StillWorker.all.at(-1) as StillWorker;
// Ports deliver outside the faked clock.
const delivered = (condition: () => boolean) => vi.waitFor(() => expect(condition()).toBe(true), { interval: 5 });

beforeEach(() => {
  StillWorker.all = [];
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("the engine's keeper", () => {
  it("stops an engine that hangs and starts the next without what hung", async () => {
    const { engine, received, stopped } = start();
    const first = worker();
    await delivered(() => first.init !== undefined);
    first.say({ type: "seen", seen: { ticker: { epoch: "e", offset: 9, connection: 1 } } });
    first.say({ type: "running", where: "hang · click · handler 1" });
    first.say({ type: "started" });
    await delivered(() => received.some((message) => message.type === "started"));
    vi.advanceTimersByTime(4_000);
    expect(stopped).toEqual(["hang · click · handler 1"]);
    expect(first.terminated).toBe(true);
    const second = worker();
    expect(second).not.toBe(first);
    await delivered(() => second.init !== undefined);
    expect(second.init?.disabled).toEqual(["hang · click · handler 1"]);
    expect(second.init?.seen).toEqual({ ticker: { epoch: "e", offset: 9, connection: 1 } });
    expect(second.init?.inputs).toEqual({ pair: { value: "XBT" } });
    engine.stop();
  });

  it("lets what was stopped run again once the document was edited", async () => {
    const { engine, received } = start();
    const first = worker();
    first.say({ type: "running", where: "script · startup" });
    first.say({ type: "started" });
    await delivered(() => received.some((message) => message.type === "started"));
    vi.advanceTimersByTime(4_000);
    engine.forgive();
    engine.start();
    await delivered(() => worker().init !== undefined);
    expect(worker().init?.disabled).toEqual([]);
    engine.stop();
  });

  it("gives up on an engine that hangs by itself again and again", () => {
    const { stopped, broken } = start();
    for (let round = 0; round < 8; round++) vi.advanceTimersByTime(4_000);
    expect(stopped).toHaveLength(6);
    expect(broken).toEqual(["The app stopped answering 6 times within a minute."]);
  });

  it("answers what was asked of an engine that is gone", () => {
    const { engine, received } = start();
    engine.post({ type: "evaluate", id: 5, template: "{{ 1 }}" });
    engine.stop();
    expect(received).toEqual([
      { type: "result", id: 5, ok: false, error: "The app was started again before it could answer." },
    ]);
  });

  it("says why an engine can't be started", () => {
    const broken: string[] = [];
    const engine = new Engine({
      create: () => {
        throw new Error("blocked by policy");
      },
      init: () => ({ ...INIT, document }),
      receive: () => {},
      onStopped: () => {},
      onBroken: (why) => broken.push(why),
    });
    engine.start();
    expect(broken).toEqual(["The app's engine could not start: Error: blocked by policy"]);
  });
});
