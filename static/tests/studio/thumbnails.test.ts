import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Camera, Thumbnails } from "../../src/studio/thumbnails";

class Fake implements Camera {
  taken = 0;
  fails = false;
  resting = true;
  givenUp = 0;
  /** A picture is never finished, but given up. */
  slow = false;
  readonly sent: { number: number; leaving: boolean }[] = [];

  rests(): boolean {
    return this.resting;
  }

  async take(signal: AbortSignal): Promise<ArrayBuffer> {
    if (this.fails) throw new Error("no canvas");
    if (this.slow) {
      await new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(new Error(`given up ${++this.givenUp}`)));
      });
    }
    this.taken += 1;
    return new Uint8Array([this.taken]).buffer;
  }

  async send(picture: ArrayBuffer, leaving: boolean): Promise<void> {
    this.sent.push({ number: new Uint8Array(picture)[0] ?? 0, leaving });
    throw new Error("the server is away"); // which nobody is to hear of
  }
}

describe("pictures of the app", () => {
  let camera: Fake;
  let thumbnails: Thumbnails;
  const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms);

  beforeEach(() => {
    vi.useFakeTimers();
    camera = new Fake();
    thumbnails = new Thumbnails(camera, null);
  });
  afterEach(() => {
    thumbnails.dispose();
    vi.useRealTimers();
  });

  it("are taken once what is shown has settled, and sent at once the first time", async () => {
    thumbnails.see("a");
    await wait(1_900);
    thumbnails.see("b");
    await wait(1_900);
    expect(camera.taken).toBe(0);
    await wait(200);
    expect(camera.sent).toEqual([{ number: 1, leaving: false }]);
    await wait(600_000);
    thumbnails.see("b");
    await wait(600_000);
    expect(camera.taken).toBe(1);
  });

  it("are taken every 15 s at most, and sent every three minutes at most", async () => {
    for (let number = 0; number < 40; number += 1) {
      thumbnails.see(`edit ${number}`);
      await wait(3_000);
    }
    expect(camera.taken).toBeGreaterThan(3);
    expect(camera.taken).toBeLessThan(10);
    expect(camera.sent.length).toBe(1);
    await wait(180_000);
    thumbnails.see("later");
    await wait(3_000);
    expect(camera.sent.map(({ number }) => number)).toEqual([1, camera.taken]);
  });

  it("that were not sent yet go when the page is left, and only then", async () => {
    thumbnails.leave();
    expect(camera.sent).toEqual([]);
    thumbnails.see("a");
    await wait(3_000);
    thumbnails.see("b");
    await wait(20_000);
    expect(camera.sent.length).toBe(1);
    thumbnails.leave();
    thumbnails.leave();
    expect(camera.sent.slice(1)).toEqual([{ number: 2, leaving: true }]);
  });

  it("are taken and sent at once of what is published", async () => {
    thumbnails.see("a");
    await wait(3_000);
    await thumbnails.catchNow("a");
    expect(camera.sent.map(({ number }) => number)).toEqual([1, 2]);
    await thumbnails.catchNow(null); // nothing can be seen, and nothing is kept
    expect(camera.taken).toBe(2);
  });

  it("are not taken of what isn't saved any more, nor of what there is one of", async () => {
    thumbnails.see("a");
    await wait(1_000);
    thumbnails.see(null);
    await wait(60_000);
    const known = new Thumbnails(camera, "a");
    known.see("a");
    await wait(60_000);
    expect(camera.taken).toBe(0);
  });

  it("that fail are tried again, a dozen times and with the next change", async () => {
    camera.fails = true;
    thumbnails.see("a");
    await wait(20_000);
    camera.fails = false;
    await wait(5_000);
    expect(camera.sent).toEqual([{ number: 1, leaving: false }]);
    camera.fails = true;
    thumbnails.see("b");
    await wait(600_000);
    camera.fails = false;
    await wait(600_000);
    expect(camera.taken).toBe(1);
    thumbnails.see("c");
    await wait(20_000);
    expect(camera.taken).toBe(2);
  });

  it("wait until nobody works in the studio", async () => {
    camera.resting = false;
    thumbnails.see("a");
    await wait(120_000);
    expect(camera.taken).toBe(0);
    camera.resting = true;
    await wait(2_000);
    expect(camera.taken).toBe(1);
    camera.resting = false;
    await thumbnails.catchNow("a");
    expect(camera.taken).toBe(1);
    camera.resting = true;
    await wait(2_000);
    expect(camera.sent.map(({ number }) => number)).toEqual([1, 2]);
  });

  it("that are no longer wanted are given up, and not tried again", async () => {
    camera.slow = true;
    thumbnails.see("a");
    await wait(3_000);
    thumbnails.see(null);
    await wait(60_000);
    expect(camera.givenUp).toBe(1);
    expect(camera.taken).toBe(0);
  });
});
