/** Every widget type as the studio knows it: names, icons, properties, events. The player has no need of it. */
import type { WidgetType } from "../document";
import { button } from "./button/definition";
import { chart } from "./chart/definition";
import { chat } from "./chat/definition";
import { checkbox } from "./checkbox/definition";
import { connection } from "./connection/definition";
import { container } from "./container/definition";
import { dateTime } from "./date_time/definition";
import type { WidgetDefinition } from "./definition";
import { echarts } from "./echarts/definition";
import { gauge } from "./gauge/definition";
import { html } from "./html/definition";
import { image } from "./image/definition";
import { input } from "./input/definition";
import { json } from "./json/definition";
import { list } from "./list/definition";
import { log } from "./log/definition";
import { modal } from "./modal/definition";
import { multiSelect } from "./multi_select/definition";
import { number } from "./number/definition";
import { progress } from "./progress/definition";
import { select } from "./select/definition";
import { slider } from "./slider/definition";
import { stat } from "./stat/definition";
import { switchWidget } from "./switch/definition";
import { table } from "./table/definition";
import { tabs } from "./tabs/definition";
import { text } from "./text/definition";
import { textArea } from "./text_area/definition";

/** In the order of the insert panel. */
export const DEFINITIONS = {
  chart,
  echarts,
  table,
  list,
  log,
  json,
  stat,
  gauge,
  progress,
  text,
  image,
  html,
  button,
  input,
  text_area: textArea,
  number,
  select,
  multi_select: multiSelect,
  switch: switchWidget,
  checkbox,
  slider,
  date_time: dateTime,
  chat,
  container,
  tabs,
  modal,
  connection,
} as const satisfies {
  [Type in WidgetType]: WidgetDefinition<Type>;
};

export function definitionOf(type: WidgetType): WidgetDefinition {
  return DEFINITIONS[type] as unknown as WidgetDefinition;
}
