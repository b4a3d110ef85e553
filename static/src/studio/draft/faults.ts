/** Finding the server's faults, each with a path such as `queries[0].events[1].action.state`, for the field they are about. */
import type { Fault } from "../../api/http";
import type { AppDocument, EventHandler } from "../../document";
import { GROUPS, type Group } from "./edits";

/** The faults about exactly `path`. */
export function faultAt(faults: readonly Fault[], path: string): string | null {
  const found = faults.filter((fault) => fault.path === path);
  return found.length ? found.map((fault) => fault.message).join(" ") : null;
}

/** The faults about `path` or anything in it. */
export function faultsWithin(faults: readonly Fault[], path: string): Fault[] {
  return faults.filter(
    (fault) => fault.path === path || fault.path.startsWith(`${path}.`) || fault.path.startsWith(`${path}[`),
  );
}

export type Owner = { group: Group; name: string } | { group: "scripts" | "appearance"; name: string };

const IN_GROUP = new RegExp(`^(${GROUPS.join("|")})\\[(\\d+)\\]\\.?`);

/** Which query, state, script or widget a path leads to; null for the document as a whole or what is gone. */
export function ownerOf(path: string, document: AppDocument): Owner | null {
  if (/^scripts\b/.test(path)) return { group: "scripts", name: "startup script" };
  if (/^appearance\b/.test(path)) return { group: "appearance", name: "app settings" };
  const match = IN_GROUP.exec(path);
  if (!match) return null;
  const group = match[1] as Group;
  const item = document[group][Number(match[2])];
  return item ? { group, name: item.name } : null;
}

/** `success · handler 2`: handlers are counted within their event, as the studio lists them and the engine names them. */
function handlerName(events: readonly EventHandler[], index: number): string {
  const event = events[index]?.event ?? "event";
  return `${event} · handler ${events.slice(0, index + 1).filter((handler) => handler.event === event).length}`;
}

/** A path as a person reads it: `price · value`, `ticker · success · handler 1 · state`. */
export function placeName(path: string, document: AppDocument): string {
  const owner = ownerOf(path, document);
  if (!owner) return path || "document";
  const match = IN_GROUP.exec(path);
  const item = match ? document[match[1] as Group][Number(match[2])] : undefined;
  const events = item && "events" in item ? item.events : [];
  const rest = path
    .replace(IN_GROUP, "")
    .replace(/^(scripts|appearance)\.?/, "")
    .replace(/events\[(\d+)\](\.action)?/, (_, index: string) => handlerName(events, Number(index)))
    .replace(/\[(\d+)\]/g, (_, index: string) => ` ${Number(index) + 1}`)
    .split(".")
    .filter((part) => part && part !== "properties" && part !== "layout")
    .map((part) => part.replaceAll("_", " "));
  return [owner.name, ...rest.filter((part) => part !== "startup")].join(" · ");
}
