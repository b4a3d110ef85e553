/** What the running app tells the studio, and the requests made of it. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { HostMessage, RawMessage } from "../../src/bridge";
import { FrameLink } from "../../src/studio/canvas/link";
import { Live } from "../../src/studio/canvas/live";
import { placeWidgets } from "../../src/studio/draft/edits";
import { documentOf, widgetOf } from "../documents";

const raw = (query: string, offset: number): RawMessage => ({
  query,
  kind: "message",
  at: offset,
  offset,
  text: `${offset}`,
});

describe("live data", () => {
  it("keeps the newest 500 messages of each query and counts those the player dropped", () => {
    const live = new Live();
    for (let from = 1; from <= 700; from += 100) {
      const messages = Array.from({ length: 100 }, (_, index) => raw("a", from + index));
      live.receive({ type: "raw", messages: [...messages, raw("b", from)], dropped: 3 });
    }
    expect(live.messages.value.get("a")).toHaveLength(500);
    expect(live.messages.value.get("a")?.at(0)?.offset).toBe(201);
    expect(live.messages.value.get("a")?.at(-1)?.offset).toBe(700);
    expect(live.messages.value.get("b")).toHaveLength(7);
    expect(live.dropped.value).toBe(21);
  });

  it("keeps messages of 200 queries at most", () => {
    const live = new Live();
    for (let query = 0; query < 250; query += 1) {
      live.receive({ type: "raw", messages: [raw(`q${query}`, 1)], dropped: 0 });
    }
    expect([live.messages.value.size, live.counts.size]).toEqual([200, 200]);
    expect(live.messages.value.has("q249")).toBe(true);
  });

  it("keeps a renamed query's messages and forgets a cleared one's", () => {
    const live = new Live();
    live.receive({ type: "raw", messages: [raw("a", 1), raw("b", 1)], dropped: 0 });
    live.rename("a", "c");
    live.clearMessages("b");
    expect([...live.messages.value.keys()]).toEqual(["c"]);
  });
});

describe("requests to the frame", () => {
  let link: FrameLink;
  let sent: HostMessage[];
  let detach: () => void;

  beforeEach(() => {
    vi.useFakeTimers();
    sent = [];
    link = new FrameLink();
    detach = link.attach((message) => sent.push(message));
  });
  afterEach(() => vi.useRealTimers());

  const idOf = (index: number): number => {
    const message = sent[index];
    if (!message || !("id" in message)) throw new Error(`message ${index} has no id`);
    return message.id;
  };

  it("get each their own result, in whatever order results come", async () => {
    const run = link.command("a", "run");
    const value = link.evaluate("{{ 1 + 1 }}");
    link.receive({ type: "result", id: idOf(1), ok: true, value: 2 });
    link.receive({ type: "result", id: idOf(0), ok: false, error: "The address is refused." });
    expect(await value).toBe(2);
    await expect(run).rejects.toThrow("The address is refused.");
  });

  it("take no empty picture", async () => {
    const picture = link.picture();
    link.receive({ type: "result", id: idOf(0), ok: true, value: new ArrayBuffer(0) });
    await expect(picture).rejects.toThrow("no picture");
  });

  it("fail when the app does not answer in 15 s, and when the frame goes", async () => {
    const late = link.command("a", "run");
    const failed = expect(late).rejects.toThrow("did not answer in 15 s");
    await vi.advanceTimersByTimeAsync(15_000);
    await failed;
    const closed = expect(link.broadcast("a", "x")).rejects.toThrow("closed");
    detach();
    await closed;
    await expect(link.command("a", "run")).rejects.toThrow("has not started");
  });

  it("an edited document is sent once, 150 ms after the last edit", async () => {
    const saying = (startup: string) => ({ ...empty, scripts: { startup } });
    const empty = documentOf();
    link.follow(empty);
    link.follow(saying("first"));
    await vi.advanceTimersByTimeAsync(100);
    link.follow(saying("last"));
    await vi.advanceTimersByTimeAsync(149);
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(sent).toEqual([{ type: "document", document: saying("last") }]);
  });

  it("of widgets that were only moved just the places are sent, at once; more widgets go at once too", () => {
    const one = documentOf({ widgets: [widgetOf("a", "text"), widgetOf("b", "text")] });
    const place = { name: "b", parent: null, x: 3, y: 1, w: 4, h: 4 };
    const moved = placeWidgets(one, [place]);
    link.follow(one);
    link.follow(moved);
    expect(sent).toEqual([{ type: "places", places: [place] }]);
    const more = { ...moved, widgets: [...moved.widgets, widgetOf("c", "text")] };
    link.follow(more);
    expect(sent[1]).toEqual({ type: "document", document: more });
    const hidden = { ...more, widgets: more.widgets.map((widget) => ({ ...widget, hidden: "{{ true }}" })) };
    link.follow(placeWidgets(hidden, [{ ...place, x: 4 }]));
    expect(sent.length).toBe(2);
  });
});
