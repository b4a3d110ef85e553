/** The tabs of a query: what is in each, counted, and which of them hold something wrong. */
import type { Fault } from "../../api/http";
import type { StreamQuery } from "../../document";
import type { Tab } from "../../ui";
import { faultsWithin } from "../draft/faults";

export type Page = "general" | "messages" | "fields" | "window" | "delivery" | "settings" | "events" | "advanced";

/** The fields of each tab: a fault of one marks it. `keep_alive.heartbeat` stands with the messages. */
const FIELDS: Record<Page, readonly string[]> = {
  general: [
    "url",
    "name",
    "scope",
    "parameters",
    "arguments",
    "query_parameters",
    "headers",
    "cookies",
    "origin",
    "auth",
    "tls",
    "subprotocols",
  ],
  messages: ["format", "on_connect", "auto_replies", "keep_alive.heartbeat"],
  fields: ["skip", "explode", "fields", "order"],
  window: ["window"],
  delivery: ["delivery", "viewers_broadcast"],
  settings: ["run_on_load", "triggers", "notifications", "confirm", "timeout_ms"],
  events: ["events"],
  advanced: ["keep_alive.ping_seconds", "keep_alive.idle_seconds", "reconnect", "final_close_codes", "limits"],
};

const LABELS: Record<Page, string> = {
  general: "General",
  messages: "Messages",
  fields: "Fields",
  window: "Window",
  delivery: "Delivery",
  settings: "Triggers & settings",
  events: "Events",
  advanced: "Advanced",
};

/** The tab that a field stands on: `events[1].action.code` on Events. */
export function pageOf(field: string): Page | null {
  const has = (one: string): boolean => field === one || field.startsWith(`${one}.`) || field.startsWith(`${one}[`);
  return (Object.keys(FIELDS) as Page[]).find((page) => FIELDS[page].some(has)) ?? null;
}

export function tabsOf(query: StreamQuery, path: string, faults: readonly Fault[]): Tab<Page>[] {
  const counts: Partial<Record<Page, number>> = {
    messages: query.on_connect.length + query.auto_replies.length + (query.keep_alive.heartbeat ? 1 : 0),
    fields: query.fields.length,
    events: query.events.length,
  };
  return (Object.keys(LABELS) as Page[]).map((id) => {
    const wrong = FIELDS[id].flatMap((field) => faultsWithin(faults, `${path}.${field}`));
    return {
      id,
      label: LABELS[id],
      ...(id === "settings" ? { short: "Triggers" } : {}),
      ...(counts[id] ? { count: counts[id] } : {}),
      ...(wrong[0] ? { wrong: `${wrong.length === 1 ? "1 problem" : `${wrong.length} problems`}` } : {}),
    };
  });
}
