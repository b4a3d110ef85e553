/** What can be made of a place in a message, as a menu; what can't be says why. */
import { ChartLine, CircleSlash, Copy, Gauge, ListPlus, Table } from "lucide";
import type { MenuItem } from "../../ui";
import type { Studio } from "../studio";
import { noField } from "./make-field";
import { noSkip, ruleOf } from "./make-skip";
import { chartOf, isRecord, statOf, tableOf } from "./make-widget";
import { copyText, makeField, makeSkip, makeWidget } from "./making";
import { rowPath } from "./path";
import { isBranch, isFigure, isStale, type Pick as Place, pickedOf } from "./pick";

const reason = (why: string | null): Pick<MenuItem, "disabled" | "title"> =>
  why === null ? {} : { disabled: true, title: why };

export function menuOf(studio: Studio, pick: Place): MenuItem[] {
  const path = rowPath(pick.steps);
  const { name } = pick.query;
  // Widgets would look for the place in rows that are fields now.
  const stale = isStale(pick) ? "The rows are fields now: make a field of it first" : null;
  const figure = stale ?? (isFigure(pick) ? null : "It is no number");
  return [
    { label: "Make a field", icon: ListPlus, ...reason(noField(pick)), onSelect: () => void makeField(studio, pick) },
    {
      label: "Make a stat",
      icon: Gauge,
      ...reason(stale ?? (isBranch(pickedOf(pick)) ? "It is no single value" : null)),
      onSelect: () =>
        void makeWidget(studio, `Make a stat of ${path}`, name, (document, page) => statOf(document, page, pick)),
    },
    {
      label: "Make a chart over time",
      icon: ChartLine,
      ...reason(figure),
      onSelect: () =>
        void makeWidget(studio, `Make a chart of ${path}`, name, (document, page) => chartOf(document, page, pick)),
    },
    {
      label: "Make a table",
      icon: Table,
      ...reason(stale ?? (isRecord(pick) ? null : "It belongs to no list or object")),
      onSelect: () =>
        void makeWidget(studio, `Make a table of ${name}`, name, (document, page) => tableOf(document, page, pick)),
    },
    {
      label: "Skip messages like this",
      icon: CircleSlash,
      ...reason(noSkip(pick)),
      title: noSkip(pick) ?? skipText(pick),
      onSelect: () => void makeSkip(studio, pick),
    },
    {
      label: "Copy path",
      icon: Copy,
      ...reason(path === "" ? "The whole message has no path" : null),
      onSelect: () => void copyText(studio, path),
    },
  ];
}

/** Which ones: `$.event is "heartbeat"`. */
function skipText(pick: Place): string {
  const rule = ruleOf(pick);
  if (!rule) return "";
  return rule.operator === "exists" ? `All that have ${rule.path}` : `${rule.path} is ${JSON.stringify(rule.value)}`;
}
