/** What the page around does for an app: at once, after a question, or not at all. */
import { beforeEach, expect, it } from "vitest";
import { Asks } from "../../src/host/asks";
import type { Browser } from "../../src/host/browser";
import type { Question } from "../../src/ui/question";
import { QUESTIONS_MAX, QuestionQueue } from "../../src/ui/question-queue";

const bytes = new ArrayBuffer(3);

/** A browser that writes down what it does, and a viewer whose answers are given one after the other. */
function rig({ stays = false, active = true } = {}) {
  const did: unknown[] = [];
  const shown: Question[] = [];
  const waiting: ((choice: string | null) => void)[] = [];
  const clock = { time: 1_000_000 };
  const surroundings: Browser = {
    here: "https://apps.example.com/a/ticker/",
    active,
    now: () => clock.time,
    go: (href: string, newTab: boolean) => void did.push(["go", href, newTab]),
    copy: async (text: string) => void did.push(["copy", text]),
    save: (name: string, type: string, file: ArrayBuffer) => void did.push(["save", name, type, file.byteLength]),
  };
  const questions = new QuestionQueue((question, withdrawn) => {
    shown.push(question);
    return new Promise((resolve) => {
      waiting.push(resolve);
      withdrawn?.addEventListener("abort", () => {
        waiting.splice(waiting.indexOf(resolve), 1);
        resolve(null);
      });
    });
  });
  const asks = new Asks({ stays, browser: surroundings, questions });
  /** The viewer presses a button of the question that is shown, or (null) Cancel. */
  const choose = async (choice: string | null): Promise<void> => {
    for (let turn = 0; turn < 50 && waiting.length === 0; turn += 1) await Promise.resolve();
    waiting.shift()?.(choice);
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  return { asks, did, shown, choose, surroundings, clock };
}

const open = (url: string, new_tab = true) => ({ kind: "open_url", url, new_tab });
const copy = (text: unknown) => ({ kind: "copy", text });
const save = (name: unknown, file: unknown = bytes) => ({ kind: "save", name, bytes: file });

it("does at once what is of this site, or was just pressed for", async () => {
  const { asks, did, shown } = rig();
  for (const ask of [
    open("/a/x/"),
    open("/a/y/", false),
    { kind: "open_app", app: "z", parameters: { a: "1" }, new_tab: false },
    copy("text"),
    save("data.csv"),
  ])
    expect(await asks.take(ask)).toEqual({ ok: true });
  expect(did).toEqual([
    ["go", "https://apps.example.com/a/x/", true],
    ["go", "https://apps.example.com/a/y/", false],
    ["go", "https://apps.example.com/a/z/?a=1", false],
    ["copy", "text"],
    ["save", "data.csv", "text/csv;charset=utf-8", 3],
  ]);
  expect(shown).toEqual([]);
});

it("asks before another site, naming its whole host, and safely", async () => {
  const { asks, did, shown, choose } = rig();
  const answer = asks.take(open("https://evil.test:8080/?stolen=<b>secret</b>"));
  await choose("open");
  expect(await answer).toEqual({ ok: true });
  expect(shown[0]).toMatchObject({ focus: "no", guardMs: 500, buttons: [{ value: "open" }] });
  expect(shown[0]?.lines?.map(({ text }) => text)).toEqual([
    "This app wants to open",
    "evil.test:8080",
    "https://evil.test:8080/?stolen=%3Cb%3Esecret%3C/b%3E",
  ]);
  expect(did).toEqual([["go", "https://evil.test:8080/?stolen=%3Cb%3Esecret%3C/b%3E", true]]);
});

it("does nothing when the viewer says no", async () => {
  const { asks, did, choose } = rig({ active: false });
  for (const ask of [open("https://evil.test/"), open("mailto:a@b.c"), copy("x"), save("x.csv"), open("/a/x/", true)]) {
    const answer = asks.take(ask);
    await choose(null);
    expect(await answer).toEqual({ ok: false, code: "cancelled", error: "the viewer said no" });
  }
  expect(did).toEqual([]);
});

it("asks for what nobody has pressed for", async () => {
  const { asks, did, choose } = rig({ active: false });
  const copied = asks.take(copy("x"));
  await choose("copy");
  const file = asks.take(save("x.csv"));
  await choose("save");
  expect([await copied, await file]).toEqual([{ ok: true }, { ok: true }]);
  expect(did).toEqual([["save", "x.csv", "text/csv;charset=utf-8", 3]]); // the question's own button does the copying
  expect(await asks.take(open("/a/x/", false))).toEqual({ ok: true }); // in this tab it may lead on by itself
});

it("never leads the studio away, and asks there before anything", async () => {
  const { asks, did, shown, choose } = rig({ stays: true });
  for (const ask of [open("/a/x/", false), copy("x"), save("x.csv")]) {
    const answer = asks.take(ask);
    await choose(null);
    expect((await answer).code).toBe("cancelled");
  }
  const answer = asks.take({ kind: "open_app", app: "x", parameters: {}, new_tab: false });
  await choose("open");
  await answer;
  expect(did).toEqual([["go", "https://apps.example.com/a/x/", true]]);
  expect(shown).toHaveLength(4);
});

it("offers the text by hand where the clipboard is refused", async () => {
  const { asks, shown, choose, surroundings } = rig();
  surroundings.copy = () => Promise.reject(new Error("refused"));
  const answer = asks.take(copy("by hand"));
  await choose("copy");
  expect(await answer).toEqual({ ok: true });
  expect(shown[0]).toMatchObject({ box: "by hand" });
});

it("saves a few a second at once, then asks", async () => {
  const { asks, did, choose, clock } = rig();
  for (let i = 0; i < 3; i += 1) expect((await asks.take(save(`${i}.csv`))).ok).toBe(true);
  const fourth = asks.take(save("4.csv"));
  await choose(null);
  expect((await fourth).code).toBe("cancelled");
  clock.time += 5_000; // the Cancel was a press for the browser, but no yes
  expect((await asks.take(save("5.csv"))).ok).toBe(true);
  expect(did).toHaveLength(4);
});

it("shows one question at a time, refuses more than it can hold, and can be told to stop", async () => {
  const { asks, shown, choose, clock } = rig();
  const answers = Array.from({ length: 1_000 }, (_, i) => asks.take(open(`https://evil.test/${i}`)));
  await choose(null);
  expect(shown).toHaveLength(2);
  expect(shown[0]?.buttons.map(({ label }) => label)).toEqual(["Open"]);
  expect(shown[1]?.buttons.map(({ label }) => label)).toEqual(["Block", "Open"]);
  await choose("block");
  const codes = (await Promise.all(answers)).map(({ code }) => code);
  expect(codes.filter((code) => code === "cancelled")).toHaveLength(1);
  expect(codes.filter((code) => code === "denied")).toHaveLength(QUESTIONS_MAX - 1);
  expect(codes.filter((code) => code === "rate_limited")).toHaveLength(1_000 - QUESTIONS_MAX);
  expect(shown).toHaveLength(2);
  expect((await asks.take(open("https://evil.test/again"))).code).toBe("denied");
  expect((await asks.take(open("/a/x/"))).code).toBe("denied"); // the press of Block was none for the app
  clock.time += 5_000;
  expect((await asks.take(open("/a/x/"))).ok).toBe(true); // what needs no question goes on
});

it("withdraws the questions of an app that is gone", async () => {
  const { asks, did, shown, choose } = rig();
  const answers = [asks.take(open("https://a.test/")), asks.take(open("https://b.test/"))];
  await choose(null).then(() => asks.withdraw());
  expect((await Promise.all(answers)).map(({ ok }) => ok)).toEqual([false, false]);
  const next = asks.take(open("https://c.test/"));
  await choose("open");
  expect(await next).toEqual({ ok: true });
  expect(did).toEqual([["go", "https://c.test/", true]]);
  expect(shown.length).toBeLessThanOrEqual(3);
});

let asks: Asks;
beforeEach(() => {
  ({ asks } = rig());
});

it.each([
  [null, "bad_ask"],
  ["open_url", "bad_ask"],
  [{}, "bad_ask"],
  [{ kind: "constructor" }, "bad_ask"],
  [{ kind: { toString: 1 } }, "failed"],
  [JSON.parse('{"__proto__": {"kind": "copy", "text": "x"}}'), "bad_ask"],
  [{ kind: "open_url" }, "bad_url"],
  [{ kind: "open_app", app: "a/b", parameters: {} }, "bad_name"],
  [{ kind: "open_app", app: "ok", parameters: { x: { toString: 1 } } }, "failed"],
  [copy(undefined), "bad_ask"],
  [copy({ length: 1 }), "bad_ask"],
  [copy("x".repeat(1024 * 1024 + 1)), "too_large"],
  [save("x.exe"), "bad_name"],
  [save("x.csv", "text"), "bad_ask"],
  [save("x.csv", [1, 2]), "bad_ask"],
  [save("x.csv", new ArrayBuffer(32 * 1024 * 1024 + 1)), "too_large"],
])("refuses %j", async (ask, code) => {
  expect(await asks.take(ask)).toMatchObject({ ok: false, code });
});

it("takes the press of a Cancel for no yes to anything else", async () => {
  const { asks, did, choose, clock } = rig();
  const first = asks.take(open("https://evil.test/"));
  await choose(null);
  await first;
  for (const ask of [copy("x"), save("x.csv"), open("/a/x/")]) {
    const answer = asks.take(ask);
    await choose(null);
    expect(await answer).toMatchObject({ code: "cancelled" });
  }
  expect(did).toEqual([]);
  clock.time += 5_000; // the viewer has gone on with the app
  expect(await asks.take(copy("y"))).toEqual({ ok: true });
});

it("doesn't let an app that was told no load the page anew, which would let it ask again", async () => {
  const { asks, did, shown, choose, clock } = rig({ active: false });
  const first = asks.take(open("https://evil.test/"));
  await choose(null);
  await first;
  clock.time += 60_000;
  const again = asks.take(open("/a/ticker/", false));
  await choose(null);
  expect(await again).toMatchObject({ code: "cancelled" });
  expect(shown).toHaveLength(2);
  const third = asks.take({ kind: "open_app", app: "ticker", new_tab: false });
  await choose("block");
  expect(await third).toMatchObject({ code: "denied" });
  expect(await asks.take(open("/a/ticker/", false))).toMatchObject({ code: "denied" });
  expect(did).toEqual([]);
});
