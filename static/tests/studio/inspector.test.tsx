// @vitest-environment happy-dom
/** The inspector's own controls: rows from windows, thresholds, tabs, columns, and what a widget stands in. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Column, Threshold, Widget, WindowSource } from "../../src/document";
import { blankQuery } from "../../src/studio/draft/blank";
import { Columns } from "../../src/studio/inspector/columns";
import { pathsOf } from "../../src/studio/inspector/field-names";
import { Source } from "../../src/studio/inspector/source/source";
import { Style } from "../../src/studio/inspector/style";
import { TabsEditor } from "../../src/studio/inspector/tabs";
import { Thresholds } from "../../src/studio/inspector/thresholds";
import type { Studio } from "../../src/studio/studio";
import { widgetOf } from "../documents";
import { stage, studioWith } from "./rig";

const QUERIES = ["trades", "orders"].map((name) => blankQuery(name, "wss://a.example/"));
const WINDOWS: WindowSource = {
  queries: ["trades"],
  mode: "append",
  key: "",
  where: [],
  order_by: "",
  span_seconds: 0,
};

let close = () => {};
afterEach(() => close());
beforeEach(() => {
  HTMLDialogElement.prototype.showModal ??= function show(this: HTMLDialogElement) {
    this.open = true;
  };
});

const field = (root: HTMLElement, label: string): HTMLInputElement & HTMLSelectElement => {
  const found = [...root.querySelectorAll("label")].find((one) => one.textContent === label);
  return root.querySelector(`[id="${found?.htmlFor}"]`) as HTMLInputElement & HTMLSelectElement;
};

describe("rows from", () => {
  function open(first: WindowSource | null, faults: { path: string; message: string }[] = [], queries = QUERIES) {
    const page = stage(studioWith({ queries }, faults));
    close = page.close;
    let now = first;
    const show = (): void => {
      page.show(
        <Source
          source={now}
          path="widgets[0].properties.source"
          onChange={(source) => {
            now = source;
            show();
          }}
        />,
      );
    };
    show();
    return { page, now: () => now };
  }

  it("windows begin with the first query and take further ones; without any it is a binding again", () => {
    const { page, now } = open(null);
    page.choose(field(page.root, "Rows from"), "windows");
    expect(now()).toEqual(WINDOWS);
    page.choose(page.at("source-query"), "orders");
    expect(now()?.queries).toEqual(["trades", "orders"]);
    page.click(page.labelled("Remove trades"));
    page.click(page.labelled("Remove orders"));
    expect(now()).toBeNull();
  });

  it("can't be windows while there is no stream", () => {
    const { page } = open(null, [], []);
    expect(page.root.querySelector<HTMLOptionElement>('option[value="windows"]')?.disabled).toBe(true);
  });

  it("upsert asks for its key; the span is one of the usual ones or any other", () => {
    const { page, now } = open(WINDOWS);
    expect(page.root.querySelector('[data-testid="source-key"]')).toBeNull();
    page.choose(field(page.root, "Update"), "upsert");
    page.type(page.at("source-key"), "pair");
    page.choose(field(page.root, "Time span"), "300");
    expect(now()).toMatchObject({ mode: "upsert", key: "pair", span_seconds: 300 });
    page.choose(field(page.root, "Time span"), "other");
    const other = field(page.root, "The last");
    page.type(other, "7");
    page.leave(other);
    expect(now()?.span_seconds).toBe(420);
  });

  it("a condition keeps the type of its value, and loses it where there is none", () => {
    const { page, now } = open(WINDOWS);
    page.click(page.at("condition-add"));
    page.type(page.at("condition-field"), "price");
    page.choose(page.labelled("Condition 1, operator"), "greater");
    page.choose(page.labelled("Condition 1, value, kind"), "number");
    page.type(page.at("condition-value"), "100");
    expect(now()?.where).toEqual([{ field: "price", operator: "greater", value: 100 }]);
    page.choose(page.labelled("Condition 1, operator"), "exists");
    expect(now()?.where).toEqual([{ field: "price", operator: "exists", value: null }]);
    expect(page.labelled<HTMLSelectElement>("Condition 1, operator").textContent).not.toContain("regex");
  });

  it("a fault of the server stands at the query it is about", () => {
    const { page } = open({ ...WINDOWS, queries: ["gone"] }, [
      { path: "widgets[0].properties.source.queries[0]", message: "there is no stream query 'gone'" },
    ]);
    expect(page.root.querySelector(".name-row + .field-error")?.textContent).toBe("there is no stream query 'gone'");
  });
});

it("thresholds are added above the last, one step worse", () => {
  const page = stage(studioWith({}));
  close = page.close;
  let now: Threshold[] = [];
  const show = (): void => {
    page.show(
      <Thresholds
        label="Thresholds"
        thresholds={now}
        path="widgets[0].properties.thresholds"
        onChange={(thresholds) => {
          now = thresholds;
          show();
        }}
      />,
    );
  };
  show();
  page.click(page.at("threshold-add"));
  page.click(page.at("threshold-add"));
  page.choose(page.labelled("Threshold 1, tone"), "ok");
  expect(now).toEqual([
    { at: 80, tone: "ok" },
    { at: 90, tone: "fail" },
  ]);
  page.click(page.labelled("Remove threshold 1"));
  expect(now).toEqual([{ at: 90, tone: "fail" }]);
});

it("a column has all that a table can show of it", () => {
  const page = stage(studioWith({}));
  close = page.close;
  let now: Column[] = [];
  const show = (): void => {
    page.show(
      <Columns
        label="Columns"
        columns={now}
        faults={[]}
        path="p"
        onChange={(columns) => {
          now = columns;
          show();
        }}
      />,
    );
  };
  show();
  page.click(page.root.querySelector<HTMLElement>(".list-add") as HTMLElement);
  page.type(field(page.root, "Field"), "book.bid");
  page.choose(field(page.root, "Format"), "spark");
  page.choose(field(page.root, "Align"), "right");
  page.type(field(page.root, "Unit"), "USD");
  for (const [label, value] of [
    ["Width", "120"],
    ["Decimals", "2"],
  ] as const) {
    page.type(field(page.root, label), value);
    page.leave(field(page.root, label));
  }
  for (const box of page.root.querySelectorAll<HTMLInputElement>('input[type="checkbox"]')) page.click(box);
  expect(now).toEqual([
    {
      field: "book.bid",
      title: "",
      format: "spark",
      decimals: 2,
      unit: "USD",
      coloured: true,
      align: "right",
      width: 120,
      sortable: false,
      hidden: true,
    },
  ]);
});

describe("tabs", () => {
  const inside = { parent: { widget: "sides", slot: "tab1" } };
  function open(widgets: Widget[]): { page: ReturnType<typeof stage>; studio: Studio; show: () => void } {
    const studio = studioWith({ widgets });
    const page = stage(studio);
    close = page.close;
    const show = (): void => {
      const [sides] = studio.document.peek().widgets;
      if (sides?.type !== "tabs") throw new Error("the tabs are gone");
      page.show(<TabsEditor label="Tabs" widget="sides" tabs={sides.properties.tabs} path="p" />);
    };
    show();
    return { page, studio, show };
  }

  it("an empty one goes at once; the last stays", () => {
    const { page, studio, show } = open([widgetOf("sides", "tabs")]);
    page.click(page.labelled("Remove Tab 1"));
    show();
    expect(studio.document.peek().widgets[0]?.properties).toMatchObject({ tabs: [{ key: "tab2", title: "Tab 2" }] });
    expect(page.labelled<HTMLButtonElement>("The last tab stays").disabled).toBe(true);
  });

  it("one with widgets in it asks: they are moved to another tab, or deleted", () => {
    const first = open([widgetOf("sides", "tabs"), widgetOf("note", "text", {}, [], inside)]);
    first.page.click(first.page.labelled("Remove Tab 1"));
    expect(first.page.root.textContent).toContain("1 widget stands in it: note");
    first.page.click(first.page.at("tab-move-inside"));
    expect(first.studio.document.peek().widgets[1]?.parent).toEqual({ widget: "sides", slot: "tab2" });
    close();
    const second = open([widgetOf("sides", "tabs"), widgetOf("note", "text", {}, [], inside)]);
    second.page.click(second.page.labelled("Remove Tab 1"));
    second.page.click(second.page.at("tab-delete-inside"));
    expect(second.studio.document.peek().widgets.map((widget) => widget.name)).toEqual(["sides"]);
  });
});

it("a widget is put into a container on its style page, with the server's fault beside it", () => {
  const studio = studioWith({ widgets: [widgetOf("note", "text"), widgetOf("box", "container")] }, [
    { path: "widgets[0].parent.widget", message: "is nested more than 4 containers deep" },
  ]);
  const page = stage(studio);
  close = page.close;
  page.show(<Style widget={studio.document.peek().widgets[0] as Widget} path="widgets[0]" />);
  expect(page.root.textContent).toContain("nested more than 4 containers deep");
  page.choose(field(page.root, "Inside"), "box ");
  expect(studio.document.peek().widgets[0]?.parent).toEqual({ widget: "box", slot: "" });
});

it("the fields of a row are offered as paths, two levels deep", () => {
  expect(pathsOf({ price: 1, book: { bid: 2, "odd key": { deep: 3 } }, list: [] })).toEqual([
    "price",
    "book.bid",
    'book["odd key"]',
    "list",
  ]);
  expect(pathsOf([42, ["a", "b"], "ohlc-1"])).toEqual(["[0]", "[1][0]", "[1][1]", "[2]"]);
  expect(pathsOf("text")).toEqual([]);
});
