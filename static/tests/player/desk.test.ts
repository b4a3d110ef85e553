/** What the page asks for itself and for the engine, and messages while nobody looks. */
import { expect, it } from "vitest";
import type { PlayerMessage } from "../../src/bridge";
import { Desk } from "../../src/player/desk";
import { HiddenToasts } from "../../src/player/hidden-toasts";

it("gives each answer to who asked, whatever the order", async () => {
  const posted: PlayerMessage[] = [];
  const desk = new Desk((message) => posted.push(message));
  const first = desk.ask({ kind: "copy", text: "a" });
  const second = desk.ask({ kind: "copy", text: "b" });
  expect(posted).toEqual([
    { type: "ask", id: 1, ask: { kind: "copy", text: "a" } },
    { type: "ask", id: 2, ask: { kind: "copy", text: "b" } },
  ]);
  desk.answered({ id: 2, ok: true });
  desk.answered({ id: 2, ok: false });
  desk.answered({ id: 7, ok: true });
  desk.answered({ id: 1, ok: false, code: "cancelled" });
  expect([await first, await second]).toEqual([{ ok: false, code: "cancelled" }, { ok: true }]);
});

it("refuses what is too many", async () => {
  const posted: PlayerMessage[] = [];
  const desk = new Desk((message) => posted.push(message));
  for (let i = 0; i < 40; i += 1) void desk.ask({ kind: "copy", text: "" });
  expect(await desk.ask({ kind: "copy", text: "" })).toMatchObject({ ok: false, code: "rate_limited" });
  expect(posted).toHaveLength(40);
});

it("of messages to a hidden tab shows the newest when it is back, and says how many there were", () => {
  let hidden = false;
  const shown: string[] = [];
  const show = (text: string): number => shown.push(text);
  const toasts = new HiddenToasts({ show }, () => hidden);
  const say = (text: string): void => toasts.show({ text, level: "info", duration_ms: 1_000 });
  say("seen");
  hidden = true;
  for (let i = 1; i <= 500; i += 1) say(`missed ${i}`);
  toasts.catchUp(); // still hidden
  expect(shown).toEqual(["seen"]);
  hidden = false;
  toasts.catchUp();
  toasts.catchUp();
  expect(shown).toEqual(["seen", "missed 500 (and 499 more)"]);
  hidden = true;
  say("one");
  hidden = false;
  toasts.catchUp();
  expect(shown.at(-1)).toBe("one");
});
