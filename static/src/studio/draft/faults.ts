/** Finding the server's faults, each with a path such as `queries[0].events[1].action.state`, for the field they are about. */
import type { Fault } from "../../api/http";
import type { AppDocument, EventHandler } from "../../document";

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

export type Owner = { group: "queries" | "states" | "widgets"; name: string } | { group: "scripts"; name: "startup" };

/** Which query, state, script or widget a path leads to; null for the document as a whole or what is gone. */
export function ownerOf(path: string, document: AppDocument): Owner | null {
  if (path === "scripts" || path.startsWith("scripts.")) return { group: "scripts", name: "startup" };
  const match = /^(queries|states|widgets)\[(\d+)\]/.exec(path);
  if (!match) return null;
  const group = match[1] as "queries" | "states" | "widgets";
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
  const { events } =
    owner.group === "queries" || owner.group === "widgets"
      ? (document[owner.group].find((item) => item.name === owner.name) ?? { events: [] })
      : { events: [] };
  const rest = path
    .replace(/^(queries|states|widgets)\[\d+\]\.?/, "")
    .replace(/^scripts\.?/, "")
    .replace(/events\[(\d+)\]\.action/, (_, index: string) => handlerName(events, Number(index)))
    .replace(/\[(\d+)\]/g, (_, index: string) => ` ${Number(index) + 1}`)
    .split(".")
    .filter((part) => part && part !== "properties" && part !== "layout")
    .map((part) => part.replaceAll("_", " "));
  const first = owner.group === "scripts" ? "startup script" : owner.name;
  return [first, ...rest.filter((part) => part !== "startup")].join(" · ");
}
