// @vitest-environment happy-dom
/** The handlers' forms: what each action offers, in words on its closed row, and what is told when it can't be. */
import { afterEach, describe, expect, it } from "vitest";
import type { Action, AppDocument, EventHandler } from "../../src/document";
import { blankAction, blankHandler, blankJavaScript, blankQuery, blankState } from "../../src/studio/draft/blank";
import { ACTIONS, actionSummary, paceSummary } from "../../src/studio/events/actions";
import { Handlers } from "../../src/studio/events/handlers";
import { argumentsOf, methodsOf } from "../../src/studio/events/methods";
import { newAction, unavailable } from "../../src/studio/events/new-action";
import { BEHAVIOURS } from "../../src/widgets/behaviour";
import { documentOf, handlerOf, widgetOf } from "../documents";
import { stage, studioWith } from "./rig";

const DOCUMENT: AppDocument = documentOf({
  queries: [
    {
      ...blankQuery("feed", "wss://a.example/"),
      parameters: [{ name: "pair", type: "string", default: "", allowed: [], pattern: "" }],
    },
  ],
  javascript_queries: [{ ...blankJavaScript("load"), arguments: [{ name: "depth", value: "5" }] }],
  states: [blankState("last")],
  widgets: [widgetOf("title", "text"), widgetOf("orders", "table"), widgetOf("name1", "input")],
});
const EVENTS = [{ name: "click", label: "Click", help: "" }];

let close = () => {};
afterEach(() => close());

/** One handler's open form; `now` is what it has become. */
function open(handler: EventHandler, faults: { path: string; message: string }[] = []) {
  const studio = studioWith(DOCUMENT, faults);
  const page = stage(studio);
  close = page.close;
  let now = handler;
  const show = (): void => {
    page.show(
      <Handlers
        owner="send"
        path="widgets[0]"
        events={EVENTS}
        handlers={[now]}
        onChange={([changed]) => {
          now = changed ?? now;
          show();
        }}
      />,
    );
  };
  show();
  return { page, now: () => now, studio };
}

const clicked = (action: Partial<Action> & { type: Action["type"] }, fields: Partial<EventHandler> = {}) =>
  handlerOf({ event: "click", action: action as never, ...fields });

describe("the closed row says", () => {
  it.each<[Partial<Action> & { type: Action["type"] }, string]>([
    [
      { type: "run_query", query: "feed", arguments: [{ name: "pair", value: "{{ p }}" }] },
      "Run feed with pair = {{ p }}",
    ],
    [
      { type: "control_widget", widget: "orders", method: "setSort", arguments: ["price", "asc"] },
      "orders.setSort(price, asc)",
    ],
    [{ type: "set_state", state: "last", path: "a.b", value: "1" }, "last.a.b = 1"],
    [{ type: "set_state", state: "last", path: "[0]", value: "1" }, "last[0] = 1"],
    [{ type: "disconnect", query: "feed" }, "Disconnect feed"],
    [{ type: "go_to_url", url: "https://a.example/" }, "Go to https://a.example/"],
    [{ type: "open_app", app: "ticker" }, "Open ticker"],
    [{ type: "copy_to_clipboard", text: "{{ last.value }}" }, "Copy {{ last.value }}"],
    [{ type: "export_data", data: "{{ x }}", format: "xlsx", file_name: "rows" }, "Export {{ x }} as rows.xlsx"],
    [{ type: "control_playback", do: "step_back" }, "Step back one message"],
  ])("%j", (action, words) => {
    expect(actionSummary(clicked(action).action)).toBe(words);
  });

  it("when and how often, in words; nothing for always and at once", () => {
    const slow = { ...blankHandler("click"), only_when: "{{ ok }}", throttle_ms: 1_500, delay_ms: 120_000 };
    expect(paceSummary(slow)).toBe("only when {{ ok }}, at most every 1.5 s, 2 min later");
    expect(paceSummary({ ...blankHandler("click"), debounce_ms: 300 })).toBe("after 300 ms of quiet");
    expect(paceSummary(blankHandler("click"))).toBe("");
  });
});

describe("what can be chosen", () => {
  it("is every action of the document", () => {
    const all = ACTIONS.flatMap((group) => group.actions.map((one) => one.value));
    expect(new Set(all).size).toBe(13);
    for (const type of all) expect(newAction(type, DOCUMENT).type).toBe(type);
  });

  it("what names nothing yet is offered with the reason", () => {
    const empty = documentOf({});
    expect(unavailable("broadcast", empty)).toBe("there is no stream query yet");
    expect(unavailable("broadcast", documentOf({ javascript_queries: [blankJavaScript("a")] }))).not.toBeNull();
    expect(unavailable("run_query", documentOf({ javascript_queries: [blankJavaScript("a")] }))).toBeNull();
    expect(unavailable("control_widget", documentOf({ widgets: [widgetOf("a", "text")] }))).not.toBeNull();
    expect(unavailable("open_app", empty)).toBeNull();
  });

  it("a new action acts on the first there is, with a method that it has", () => {
    expect(newAction("control_widget", DOCUMENT)).toMatchObject({ widget: "orders", method: "selectRow" });
    expect(newAction("run_query", documentOf({ javascript_queries: [blankJavaScript("a")] }))).toMatchObject({
      query: "a",
    });
  });
});

describe("run a query", () => {
  it("offers what is declared; an emptied field is no argument", () => {
    const { page, now } = open(clicked({ type: "run_query", query: "feed" }));
    page.type(page.at("argument-pair"), "{{ pick.value }}");
    expect(now().action).toMatchObject({ arguments: [{ name: "pair", value: "{{ pick.value }}" }] });
    page.type(page.at("argument-pair"), "");
    expect(now().action).toMatchObject({ arguments: [] });
    expect(page.root.querySelector('[data-testid="argument-add"]')).toBeNull();
  });

  it("JavaScript takes others too; a stream's that isn't declared is told", () => {
    const script = open(clicked({ type: "run_query", query: "load" }));
    script.page.click(script.page.at("argument-add"));
    script.page.type(script.page.at("argument-name"), "limit");
    expect(script.now().action).toMatchObject({ arguments: [{ name: "limit", value: "" }] });
    close();
    const stream = open(clicked({ type: "run_query", query: "feed", arguments: [{ name: "gone", value: "1" }] }));
    expect(stream.page.root.textContent).toContain('No parameter "gone" is declared');
  });
});

describe("control a widget", () => {
  it("another widget keeps a method that it has, and an argument that it takes", () => {
    const { page, now } = open(clicked({ type: "control_widget", widget: "orders", method: "setSort", arguments: [] }));
    const [, direction] = page.root.querySelectorAll<HTMLInputElement>('[data-testid="action-argument"]');
    page.type(direction as HTMLInputElement, "desc");
    expect(now().action).toMatchObject({ arguments: ["", "desc"] });
    page.choose(page.at("action-widget"), "name1");
    expect(now().action).toMatchObject({ widget: "name1", method: "setValue", arguments: [] });
  });

  it("a method that the widget hasn't is told", () => {
    const { page } = open(clicked({ type: "control_widget", widget: "orders", method: "explode" }));
    expect(page.root.textContent).toContain('orders has no "explode"');
  });

  it("each method that sets something has a field for it", () => {
    for (const [type, { methods = {} }] of Object.entries(BEHAVIOURS)) {
      expect(methodsOf(type as never)).toEqual(Object.keys(methods));
      for (const [name, method] of Object.entries(methods)) {
        if ("set" in method) expect(argumentsOf(name)).toHaveLength("to" in method ? 0 : 1);
      }
    }
  });
});

describe("only when and timing", () => {
  it("debounce and throttle together are told at once", () => {
    const { page, now } = open(clicked({ type: "disconnect", query: "feed" }, { debounce_ms: 300 }));
    const throttle = [...page.root.querySelectorAll("label")].find((label) => label.textContent === "Throttle");
    const input = page.root.querySelector<HTMLInputElement>(`[id="${throttle?.htmlFor}"]`) as HTMLInputElement;
    page.type(input, "50");
    page.leave(input);
    expect(now().throttle_ms).toBe(50);
    expect(page.root.textContent).toContain("Not together with debounce");
  });

  it("faults of the server stand at their fields, also when the part is closed", () => {
    const faults = [
      { path: "widgets[0].events[0].only_when", message: "is too long" },
      { path: "widgets[0].events[0].action.query", message: "there is no query 'x'" },
    ];
    const { page } = open(clicked(blankAction("disconnect", "", "x") as never), faults);
    expect(page.root.textContent).toContain("is too long");
    expect(page.root.textContent).toContain("there is no query 'x'");
  });
});
