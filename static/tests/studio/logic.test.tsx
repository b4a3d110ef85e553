// @vitest-environment happy-dom
/** What has no place on the canvas: JavaScript queries, their runs, triggers and settings, states with a type, app settings. */
import { afterEach, describe, expect, it, vi } from "vitest";
import type { PlayerMessage } from "../../src/bridge";
import type { JavaScriptQuery } from "../../src/document";
import { FrameLink } from "../../src/studio/canvas/link";
import { Runs } from "../../src/studio/canvas/runs";
import { blankJavaScript, blankQuery, blankState } from "../../src/studio/draft/blank";
import { AppSettings } from "../../src/studio/outline/app-settings";
import { ItemList } from "../../src/studio/queries/item-list";
import { Settings } from "../../src/studio/queries/settings/settings";
import { StateEditor } from "../../src/studio/queries/state-editor";
import { tabsOf } from "../../src/studio/queries/tabs";
import { inWords } from "../../src/studio/shell/confirm-delete";
import { stage, studioWith } from "./rig";

let close = () => {};
afterEach(() => close());

const field = (root: HTMLElement, label: string): HTMLInputElement & HTMLSelectElement => {
  const found = [...root.querySelectorAll("label")].find((one) => one.textContent === label);
  return (found?.querySelector("input") ?? root.querySelector(`[id="${found?.htmlFor}"]`)) as never;
};

describe("triggers and settings", () => {
  function open(faults: { path: string; message: string }[] = []) {
    const queries = [blankQuery("feed", "wss://a.example/")];
    const page = stage(studioWith({ queries, javascript_queries: [blankJavaScript("load")] }, faults));
    close = page.close;
    let now: JavaScriptQuery = blankJavaScript("load");
    const show = (): void => {
      page.show(
        <Settings
          query={now}
          path="javascript_queries[0]"
          onChange={(changes) => {
            now = { ...now, ...changes };
            show();
          }}
        />,
      );
    };
    show();
    return {
      page,
      now: () => now,
      commit: (label: string, text: string) => {
        page.type(field(page.root, label), text);
        page.leave(field(page.root, label));
      },
    };
  }

  it("of JavaScript are all there", () => {
    const { page, now, commit } = open();
    for (const label of ["When the app opens", "When an input changes", "Cancel the run before"]) {
      page.click(field(page.root, label));
    }
    page.choose(page.at("trigger-after"), "feed");
    commit("After its inputs have been quiet for", "50");
    commit("After the app has been open for", "1500");
    commit("Again and again, every", "20");
    commit("Fails after", "0");
    commit("Shown for", "5");
    page.type(page.at("query-confirm"), "Sure?");
    page.type(page.at("notify-success"), "Loaded");
    page.type(page.at("notify-failure"), "Not loaded");
    expect(now()).toMatchObject({
      run_on_load: true,
      cancel_previous: true,
      triggers: { on_input: true, debounce_ms: 50, after: ["feed"], after_ms: 1_500 },
      periodic_ms: 100, // the least there is
      timeout_ms: 0,
      confirm: "Sure?",
      notifications: { success: "Loaded", failure: "Not loaded", duration_ms: 5_000 },
    });
  });

  it("a query is not offered to run after itself, and the quiet time only with its trigger", () => {
    const { page } = open();
    expect(page.at<HTMLSelectElement>("trigger-after").textContent).not.toContain("load");
    expect(field(page.root, "After its inputs have been quiet for").disabled).toBe(true);
  });

  it("faults of the server stand at their fields and mark the tab", () => {
    const faults = [
      { path: "javascript_queries[0].triggers.after[0]", message: "there is no query 'gone'" },
      { path: "javascript_queries[0].timeout_ms", message: "-1 is too small" },
    ];
    const { page } = open(faults);
    expect(page.root.textContent).toContain("-1 is too small");
    const stream = [{ path: "queries[0].triggers.after[0]", message: "there is no query 'gone'" }];
    const tabs = tabsOf(blankQuery("feed", "wss://a.example/"), "queries[0]", stream);
    expect(tabs.filter((tab) => tab.wrong).map((tab) => tab.id)).toEqual(["settings"]);
  });
});

describe("a run by hand", () => {
  const linked = () => {
    const link = new FrameLink();
    const sent: { id: number; type: string }[] = [];
    link.attach((message) => sent.push(message as never));
    const answer = (id: number, rest: Partial<PlayerMessage>) => link.receive({ type: "result", id, ...rest } as never);
    return { runs: new Runs(link), sent, answer };
  };

  it("keeps what it returned, or why it failed", async () => {
    const { runs, sent, answer } = linked();
    const first = runs.run(blankJavaScript("load"));
    expect(runs.results.value.get("load")?.kind).toBe("running");
    answer(sent[0]?.id ?? 0, { ok: true, value: { rows: 3 } } as never);
    await first;
    expect(runs.results.value.get("load")).toMatchObject({ kind: "returned", value: { rows: 3 } });
    const second = runs.run(blankJavaScript("load"));
    answer(sent[1]?.id ?? 0, { ok: false, error: "rows is not defined" } as never);
    await second;
    expect(runs.results.value.get("load")).toMatchObject({ kind: "failed", message: "rows is not defined" });
  });

  it("of an older run nothing is shown once a newer one has begun", async () => {
    const { runs, sent, answer } = linked();
    const older = runs.run(blankJavaScript("load"));
    const newer = runs.run(blankJavaScript("load"));
    answer(sent[1]?.id ?? 0, { ok: true, value: "new" } as never);
    answer(sent[0]?.id ?? 0, { ok: true, value: "old" } as never);
    await Promise.all([older, newer]);
    expect(runs.results.value.get("load")).toMatchObject({ value: "new" });
  });

  it("has the time that the query is given, and as long as a person needs where it asks first", async () => {
    vi.useFakeTimers();
    const { runs } = linked();
    void runs.run({ ...blankJavaScript("slow"), timeout_ms: 60_000 });
    void runs.run({ ...blankJavaScript("asks"), confirm: "Sure?" });
    await vi.advanceTimersByTimeAsync(64_000);
    expect(runs.results.value.get("slow")?.kind).toBe("running");
    await vi.advanceTimersByTimeAsync(2_000);
    expect(runs.results.value.get("slow")).toMatchObject({ message: "The app did not answer in 65 s." });
    expect(runs.results.value.get("asks")?.kind).toBe("running");
    vi.useRealTimers();
  });
});

it("a state has a type", () => {
  const studio = studioWith({ states: [blankState("last")] });
  const page = stage(studio);
  close = page.close;
  page.show(<StateEditor state={blankState("last")} path="states[0]" />);
  page.choose(field(page.root, "Type"), "text");
  expect(studio.document.peek().states[0]?.type).toBe("text");
});

it("the app's theme, header and playback are set", () => {
  const studio = studioWith({});
  const page = stage(studio);
  close = page.close;
  page.show(<AppSettings />);
  page.choose(field(page.root, "Theme"), "dark");
  page.click(field(page.root, "Pause and step back"));
  page.click(field(page.root, "Header"));
  expect(studio.document.peek().appearance).toEqual({ theme: "dark", header: false, playback: false });
});

it("the list shows each kind under its heading, and marks what the server refused", () => {
  const studio = studioWith({ javascript_queries: [blankJavaScript("load")], states: [blankState("last")] }, [
    { path: "javascript_queries[0].periodic_ms", message: "20 ms is too often" },
  ]);
  const page = stage(studio);
  close = page.close;
  page.show(<ItemList />);
  expect([...page.root.querySelectorAll("h3")].map((one) => one.textContent)).toEqual(["States", "Script"]);
  expect(page.at("item-load").querySelector(".dot.fail")).not.toBeNull();
});

it("what goes with a deletion is said in sentences", () => {
  expect(inWords({ handlers: 0, triggers: 0, sources: 0, inside: 0 })).toBe("");
  expect(inWords({ handlers: 1, triggers: 2, sources: 1, inside: 3 })).toBe(
    "3 widgets inside go with it. 1 handler that acts on it goes with it. 2 queries no longer run after it. 1 widget no longer has its rows.",
  );
});
