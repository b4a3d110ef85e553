/** How a type comes on the page: its view, loaded when the first widget of it is shown, and whether a card is around it. */
import type { WidgetType } from "../document";
import type { ViewModule } from "./view";

/** A button or an input is its own surface: no card around it. */
export const BARE: ReadonlySet<WidgetType> = new Set<WidgetType>([
  "button",
  "input",
  "text_area",
  "number",
  "select",
  "multi_select",
  "switch",
  "checkbox",
  "slider",
  "date_time",
]);

export const VIEWS: Record<WidgetType, () => Promise<ViewModule>> = {
  chart: () => import("./chart/view"),
  echarts: () => import("./echarts/view"),
  table: () => import("./table/view"),
  list: () => import("./list/view"),
  log: () => import("./log/view"),
  json: () => import("./json/view"),
  stat: () => import("./stat/view"),
  gauge: () => import("./gauge/view"),
  progress: () => import("./progress/view"),
  text: () => import("./text/view"),
  image: () => import("./image/view"),
  html: () => import("./html/view"),
  button: () => import("./button/view"),
  input: () => import("./input/view"),
  text_area: () => import("./text_area/view"),
  number: () => import("./number/view"),
  select: () => import("./select/view"),
  multi_select: () => import("./multi_select/view"),
  switch: () => import("./switch/view"),
  checkbox: () => import("./checkbox/view"),
  slider: () => import("./slider/view"),
  date_time: () => import("./date_time/view"),
  chat: () => import("./chat/view"),
  container: () => import("./container/view"),
  tabs: () => import("./tabs/view"),
  modal: () => import("./modal/view"),
  connection: () => import("./connection/view"),
};
