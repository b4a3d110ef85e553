/** Date and time: a day, a time or both. */
import { CalendarClock } from "lucide";
import type { WidgetDefinition } from "../definition";
import { DISABLED, ENTRY_METHODS, LABEL } from "../entry-specs";

export const dateTime: WidgetDefinition<"date_time"> = {
  type: "date_time",
  label: "Date and time",
  icon: CalendarClock,
  help: "A day, a time or both",
  size: { w: 3, h: 1, min: { w: 2, h: 1 } },
  properties: { label: "", disabled: "", kind: "datetime", value: "", min: "", max: "" },
  inspector: [
    {
      key: "kind",
      label: "Kind",
      kind: "select",
      group: "Data",
      options: [
        { value: "datetime", label: "Date and time" },
        { value: "date", label: "Date" },
        { value: "time", label: "Time" },
      ],
    },
    {
      key: "value",
      label: "Initial value",
      kind: "template",
      group: "Data",
      help: "ISO text or Unix time; a change of it replaces what was chosen",
    },
    { key: "min", label: "Earliest", kind: "template", group: "Data", placeholder: "2026-01-01" },
    { key: "max", label: "Latest", kind: "template", group: "Data", placeholder: "2026-12-31" },
    LABEL,
    DISABLED,
  ],
  events: [
    { name: "change", label: "Change", help: "event.data is local ISO text, such as 2026-11-21T09:30, or null" },
  ],
  methods: ENTRY_METHODS,
};
