/** The list of frames: what is shown of it; and what a new query is called and begins with. */
import { describe, expect, it } from "vitest";
import { Live, type LogLine } from "../../src/studio/canvas/live";
import { merged, NO_FILTER, shownLines } from "../../src/studio/messages/filter";
import { messageOf } from "../../src/studio/messages/parsed";
import { builtInSources } from "../../src/studio/queries/sources";
import { nameOfUrl } from "../../src/studio/queries/url";

const line = (id: number, kind: LogLine["kind"], text: string, query = "a"): LogLine => ({
  id,
  kind,
  query,
  at: id,
  offset: null,
  text,
});
const LINES = [
  line(1, "open", ""),
  line(2, "sent", '{"event":"ping"}'),
  line(3, "message", '{"event":"Pong"}'),
  line(4, "unsent", "x"),
];

describe("the list", () => {
  const ids = (filter: Parameters<typeof shownLines>[1], most = 9) =>
    shownLines(LINES, filter, most).map((one) => one.id);

  it("is newest first, by kind and by text in any case", () => {
    expect(ids(NO_FILTER)).toEqual([4, 3, 2, 1]);
    expect(ids(NO_FILTER, 2)).toEqual([4, 3]);
    expect(ids({ text: "pong", kinds: "all" })).toEqual([3]);
    expect(ids({ text: "", kinds: "sent" })).toEqual([4, 2]);
    expect(ids({ text: "", kinds: "faults" })).toEqual([4]);
    expect(ids({ text: "ping", kinds: "message" })).toEqual([]);
  });

  it("of all queries is in the order in which they came", () => {
    const all = new Map([
      ["a", [line(1, "message", ""), line(4, "message", "")]],
      ["b", [line(2, "message", "", "b"), line(3, "message", "", "b")]],
    ]);
    expect(merged(all, 3).map((one) => one.id)).toEqual([2, 3, 4]);
  });

  it("counts what has come, also what is no longer kept", () => {
    const live = new Live();
    const messages = Array.from({ length: 600 }, (_, at) => ({
      query: "a",
      kind: "message" as const,
      at,
      offset: at,
      text: "",
    }));
    live.receive({ type: "raw", messages, dropped: 0 });
    expect([live.messages.value.get("a")?.length, live.counts.get("a")]).toEqual([500, 600]);
    live.rename("a", "b");
    expect([live.counts.get("a"), live.counts.get("b")]).toEqual([undefined, 600]);
  });

  it("reads messages that are JSON, whole", () => {
    expect(messageOf(line(1, "message", "[1]"))).toEqual({ value: [1] });
    expect(messageOf(line(2, "message", "hello"))).toBeNull();
    expect(messageOf(line(3, "message", '{"a": "long…'))).toBeNull();
    expect(messageOf(line(4, "sent", "[1]"))).toBeNull();
  });
});

describe("a new query", () => {
  it.each([
    ["wss://ws.kraken.com/v2", "kraken"],
    ["wss://stream.binance.com:9443/ws", "binance"],
    ["ws://127.0.0.1:8765/room?name=x", "room"],
    ["ws://127.0.0.1:8765/", "query1"],
    ["ws://localhost/", "query1"],
    ["wss://my-plant.example/", "myPlant"],
    ["", "query1"],
    ["wss://", "query1"],
  ])("of %j is called %s", (url, name) => expect(nameOfUrl(url, new Set())).toBe(name));

  it("has a name of its own", () => expect(nameOfUrl("wss://ws.kraken.com", new Set(["kraken"]))).toBe("kraken2"));

  it("of a built-in source is whole", () => {
    const sources = builtInSources("ws://127.0.0.1:8765/");
    const queries = sources.map((source) => source.query(source.name));
    expect(queries.map((query) => query.url)).toEqual([
      "ws://127.0.0.1:8765/",
      "ws://127.0.0.1:8765/",
      "ws://127.0.0.1:8765/random?numSeries=3",
      "ws://127.0.0.1:8765/floor",
      "ws://127.0.0.1:8765/room?name=lobby",
    ]);
    expect(JSON.parse(queries[0]?.on_connect[0]?.text ?? "").subscription).toEqual({ name: "ohlc" });
    expect(builtInSources(null)).toEqual([]);
  });
});
