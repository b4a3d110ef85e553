// @vitest-environment happy-dom
import { render } from "preact";
import { beforeEach, describe, expect, it } from "vitest";
import { PauseButton } from "../../src/player/playback";
import { PlaybackBar } from "../../src/player/playback-bar";
import type { Player } from "../../src/player/player";
import { Store } from "../../src/player/store";
import { documentOf } from "../documents";
import { queryOf } from "../engine/harness";

const AT = new Date(2026, 0, 1, 12, 41, 3, 250).getTime();

describe("playback in the page", () => {
  let store: Store;
  let sent: unknown[];
  const show = (view: (props: { player: Player }) => unknown): void => {
    const View = view as typeof PlaybackBar;
    const player = { store, play: (message: unknown) => sent.push(message) } as unknown as Player;
    const root = document.createElement("div");
    document.body.replaceChildren(root);
    render(<View player={player} />, root);
  };
  const press = (label: string): void => document.querySelector<HTMLElement>(`[aria-label="${label}"]`)?.click();

  beforeEach(() => {
    store = new Store();
    sent = [];
    store.setDocument(documentOf({ queries: [queryOf("q")] }));
  });

  it("offers to pause where there is a stream, unless the app says otherwise", () => {
    show(PauseButton);
    press("Pause");
    expect(sent).toEqual([{ type: "playback", do: "pause" }]);
    store.playback.value = { paused: true, at: AT, from: AT, to: AT, newer: 0 };
    show(PauseButton);
    press("Resume");
    expect(sent.at(-1)).toEqual({ type: "playback", do: "resume" });
    store.setDocument(documentOf());
    show(PauseButton);
    expect(document.querySelector("button")).toBeNull();
    const appearance = { theme: "system", header: true, playback: false } as const;
    store.setDocument(documentOf({ queries: [queryOf("q")], appearance }));
    show(PauseButton);
    expect(document.querySelector("button")).toBeNull();
  });

  it("says where it stands and how much came since, and steps and slides", () => {
    store.playback.value = { paused: true, at: AT, from: AT - 5_000, to: AT, newer: 1_248 };
    show(PlaybackBar);
    expect(document.querySelector("[role=status]")?.textContent).toMatch(/12:41:03\.250 · 1,248 newer messages$/);
    press("Back one message");
    press("Forward one message");
    const slider = document.querySelector<HTMLInputElement>("[aria-label=Time]")!;
    expect(slider.getAttribute("aria-valuetext")).toBe("12:41:03.250");
    slider.value = String(AT - 1_000);
    slider.dispatchEvent(new Event("input"));
    expect(sent).toEqual([
      { type: "playback", do: "step", by: -1 },
      { type: "playback", do: "step", by: 1 },
      { type: "playback", do: "seek", at: AT - 1_000 },
    ]);
  });

  it("has nothing to step through before the first message", () => {
    store.playback.value = { paused: true, at: null, from: null, to: null, newer: 1 };
    show(PlaybackBar);
    expect(document.querySelector("[role=status]")?.textContent).toBe("Paused · 1 newer message");
    expect(document.querySelectorAll("[disabled]").length).toBe(3);
  });
});
