/** What is offered at the caret, by live values, by messages, and by where the code stands. */
import { describe, expect, it } from "vitest";
import type { LogLine } from "../../../src/studio/canvas/live";
import {
  blankJavaScript,
  blankQuery,
  blankResponder,
  blankState,
  blankTransformer,
} from "../../../src/studio/draft/blank";
import { suggestInCode, suggestInTemplate } from "../../../src/studio/language/suggest";
import type { CodeScope, World } from "../../../src/studio/language/world";
import { documentOf, widgetOf } from "../../documents";

const line = (id: number, data: unknown): LogLine => ({
  id,
  query: "ticker",
  kind: "message",
  at: 0,
  offset: id,
  text: JSON.stringify(data),
});

function worldOf(scope: CodeScope = {}, messages: unknown[] = []): World {
  return {
    document: documentOf({
      queries: [
        {
          ...blankQuery("ticker", "wss://a.example/"),
          parameters: [{ name: "pair", type: "string", default: "XBT/USD", allowed: [], pattern: "" }],
        },
      ],
      javascript_queries: [blankJavaScript("load")],
      states: [blankState("price")],
      transformers: [blankTransformer("rows")],
      responders: [blankResponder("watch")],
      widgets: [widgetOf("orders", "table"), widgetOf("amount", "number")],
    }),
    state: { price: { value: 42.5 }, load: { data: { total: 3 } }, amount: { value: 7 } },
    values: { "orders.data": [{ id: 1, "bid size": 2 }] },
    secrets: ["KRAKEN_KEY"],
    messages: new Map([["ticker", messages.map((data, index) => line(index, data))]]),
    scope,
  };
}

/** `|` is the caret. */
function code(text: string, world = worldOf(), asked = false) {
  return suggestInCode(text.replace("|", ""), text.indexOf("|"), world, asked);
}
function template(text: string, world = worldOf(), asked = false) {
  return suggestInTemplate(text.replace("|", ""), text.indexOf("|"), world, asked);
}
const labels = (found: ReturnType<typeof code>) => found?.options.map((option) => option.label);

describe("names", () => {
  it("of the app come with what they are, before those every app has", () => {
    const found = template("{{ p| }}");
    expect(labels(found)?.slice(0, 2)).toEqual(["price", "playback"]);
    expect(found?.options[0]).toMatchObject({ kind: "state", detail: "state", insert: "price" });
    expect(found).toMatchObject({ from: 3, to: 4 });
  });

  it("are offered as soon as the braces are open, and outside of them only when asked", () => {
    expect(labels(template("{{|"))).toContain("ticker");
    expect(labels(template("{{ | }}"))).toContain("ticker");
    expect(template("a|")).toBeNull();
    expect(template("pri|", worldOf(), true)?.options[0]).toMatchObject({ insert: "{{ price }}", back: 3 });
  });

  it("are not offered in strings, comments, numbers and new names, nor when nothing is typed", () => {
    for (const text of ['f("pr|")', "// pr|", "1|", "const pr|", "({ pr|: 1 })", "f( |)"])
      expect(code(text)).toBeNull();
    expect(labels(code("f(|)", worldOf(), true))).toContain("ticker");
  });

  it("of the code's own come first", () => {
    expect(labels(code("const total = 1; function f(top) { t|", worldOf()))?.slice(0, 2)).toEqual(["top", "total"]);
  });
});

describe("members", () => {
  it("of a state are its value and methods", () => {
    const found = code("price.|");
    expect(labels(found)?.slice(0, 4)).toEqual(["value", "setValue", "setIn", "reset"]);
    expect(found?.options[0]).toMatchObject({ value: "42.5" });
    expect(found?.options[1]).toMatchObject({ insert: "setValue()", back: 1 });
    expect(found?.options[3]).toMatchObject({ insert: "reset()", back: 0 });
  });

  it("of a query, a script, a transformer, a responder and widgets are those the engine gives them", () => {
    expect(labels(code("ticker.|"))).toEqual(
      expect.arrayContaining(["data", "messages", "status", "broadcast", "run"]),
    );
    expect(labels(code("load.data.|"))).toEqual(["total"]);
    expect(labels(code("rows.|"))).toEqual(["value"]);
    expect(labels(code("watch.|"))).toEqual(["data"]);
    expect(labels(code("orders.sel|"))).toEqual(["selectedRow", "selectedRows", "selectRow", "clearSelection"]);
    expect(labels(code("amount.value.to|"))).toEqual(["toFixed", "toLocaleString"]);
  });

  it("of what every app has", () => {
    expect(labels(code("utils.|"))).toContain("showMessage");
    expect(labels(code("playback.|"))).toContain("stepBack");
    expect(labels(code("Math.ma|"))).toEqual(["max"]);
    expect(labels(code("_.gro|"))).toEqual(["groupBy"]);
    expect(labels(code("screen.is|"))).toEqual(["isPhone", "isTablet", "isDesktop"]);
  });

  it("narrow as they are typed, its beginning first", () => {
    expect(labels(code("ticker.me|"))).toEqual(["messages", "message", "lastMessageAt"]);
    expect(code("ticker.data|")).toBeNull();
  });

  it("of something unknown are none", () => {
    expect(labels(code("nobody.|"))).toEqual([]);
    expect(labels(code("f().|"))).toEqual([]);
  });
});

describe("fields seen in messages", () => {
  const world = worldOf({}, [
    { kind: "heartbeat", seq: 1 },
    [42, { price: 5, nested: { deep: true } }, "ohlc-1"],
    { kind: "trade", price: 67_412.5, book: { bid: 1 } },
  ]);

  it("are those of every kind of message, with the newest value", () => {
    const found = code("ticker.data.|", world);
    expect(labels(found)).toEqual(expect.arrayContaining(["kind", "price", "book", "seq", "[1]", "length"]));
    expect(found?.options.find((option) => option.label === "price")?.value).toBe("67412.5");
  });

  it("are followed through objects, places in a list, and list methods", () => {
    expect(labels(code("ticker.data[1].nested.|", world))).toEqual(["deep"]);
    expect(labels(code("ticker.messages[0].bo|", world))).toEqual(["book"]);
    expect(labels(code("ticker.messages.at(-1).book.|", world))).toEqual(["bid"]);
    expect(labels(code("ticker.messages.slice(-5).map((row) => row.book.|)", world))).toEqual(["bid"]);
    expect(labels(code("const last = ticker.data; last.bo|", world))).toEqual(["book"]);
    expect(labels(code("const { length } = ticker.messages; length.|", world))).toEqual([]);
  });

  it("a place in a list takes the place of the dot", () => {
    const found = code("ticker.data.|", world);
    const place = found?.options.find((option) => option.label === "[1]");
    expect(place).toMatchObject({ insert: "[1]", before: 1 });
  });

  it("a text that is no JSON is offered as a text", () => {
    const plain = worldOf();
    const messages = new Map([["ticker", [{ ...line(1, null), text: "PING 7" }]]]);
    expect(labels(code("ticker.data.toU|", { ...plain, messages }))).toEqual(["toUpperCase"]);
  });
});

describe("what code is given", () => {
  it("of a stream's success is a message", () => {
    const world = worldOf({ event: { owner: "ticker", name: "success" } }, [{ price: 5 }]);
    expect(labels(code("event.|", world))).toEqual(["type", "at", "replay", "query", "data", "offset", "key"]);
    expect(labels(template("{{ event.data.| }}", world))).toEqual(["price"]);
    expect(code("event.data.p|", world)?.options[0]).toMatchObject({ value: "5" });
  });

  it.each([
    ["ticker", "close", ["connection", "code", "reason"]],
    ["ticker", "gap", ["from", "to", "count"]],
    ["ticker", "error", ["code", "message", "sample"]],
    ["load", "failure", ["code", "message"]],
    ["watch", "data_change", ["data", "previous"]],
    ["amount", "change", ["widget", "data"]],
  ])("of %s, %s has its own fields", (owner, name, fields) => {
    expect(labels(code("event.|", worldOf({ event: { owner, name } })))).toEqual(expect.arrayContaining(fields));
  });

  it("of a click on a row is such a row", () => {
    const world = worldOf({ event: { owner: "orders", name: "row_click" } });
    expect(labels(code("event.data.|", world))).toEqual(["id", "bid size"]);
    const quoted = code("event.data.|", world)?.options[1];
    expect(quoted).toMatchObject({ insert: '["bid size"]', before: 1 });
  });

  it("arguments, and the row that is drawn", () => {
    expect(labels(code("args.|", worldOf({ args: [{ name: "pair", value: "x" }] })))).toEqual(["pair"]);
    expect(labels(template("{{ item.| }}", worldOf({ row: "orders" })))).toEqual(["id", "bid size"]);
    expect(labels(template("{{ event| }}"))).not.toContain("event");
  });

  it("in a connection's definition, only what the server fills in", () => {
    const [definition] = worldOf().document.queries;
    const world = worldOf({ definition, reply: true });
    expect(labels(template("wss://a/{{ |", world))).toEqual(["params", "user", "secrets", "message"]);
    expect(template("wss://a/{{ params.| }}", world)?.options).toMatchObject([{ label: "pair", value: '"XBT/USD"' }]);
    const shared = { ...definition, scope: "shared" as const };
    expect(labels(template("{{ |", worldOf({ definition: shared as typeof definition })))).toEqual([
      "params",
      "secrets",
    ]);
    expect(labels(template("wss://a/{{ secrets.|", world))).toEqual(["KRAKEN_KEY"]);
  });
});
