/** Every widget type: its definition at once, its view when the first one is shown. */
import type { WidgetType } from "../document";
import { button } from "./button/definition";
import { chart } from "./chart/definition";
import { connection } from "./connection/definition";
import type { WidgetDefinition } from "./definition";
import { input } from "./input/definition";
import { log } from "./log/definition";
import { stat } from "./stat/definition";
import { table } from "./table/definition";
import { text } from "./text/definition";
import type { ViewModule } from "./view";

/** In the order of the insert panel. */
export const DEFINITIONS = { chart, table, stat, text, log, button, input, connection } as const satisfies {
  [Type in WidgetType]: WidgetDefinition<Type>;
};

export function definitionOf(type: WidgetType): WidgetDefinition {
  return DEFINITIONS[type] as unknown as WidgetDefinition;
}

/** Loads a type's view. */
export const VIEWS: Record<WidgetType, () => Promise<ViewModule>> = {
  chart: () => import("./chart/view"),
  table: () => import("./table/view"),
  stat: () => import("./stat/view"),
  text: () => import("./text/view"),
  log: () => import("./log/view"),
  button: () => import("./button/view"),
  input: () => import("./input/view"),
  connection: () => import("./connection/view"),
};
