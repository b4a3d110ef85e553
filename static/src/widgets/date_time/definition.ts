/** Date and time: a day, a time or both. */
import { CalendarClock } from "lucide";
import type { WidgetDefinition } from "../definition";

export const dateTime: WidgetDefinition<"date_time"> = {
  type: "date_time",
  label: "Date and time",
  icon: CalendarClock,
  help: "A day, a time or both",
  size: { w: 3, h: 1, min: { w: 2, h: 1 } },
  properties: { label: "", disabled: "", kind: "datetime", value: "", min: "", max: "" },
  inspector: [],
  events: [],
  methods: [],
};
