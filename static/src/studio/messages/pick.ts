/** A place in a message of a query that something is to be made of, and what is known about it. */
import type { StreamQuery } from "../../document";
import { isNumeric, isTime, nameAt } from "./guess";
import { isWithin, jsonPath, type Step, type Steps, stepsOf, valueAt } from "./path";
import { shapeOf } from "./shape";

export interface Pick {
  query: StreamQuery;
  /** The row as it came. */
  message: unknown;
  steps: Steps;
  /** Rows of the same stream, to tell this one's kind by. */
  seen: readonly unknown[];
  /** ms since the Unix epoch. */
  now: number;
}

export const pickedOf = ({ message, steps }: Pick): unknown => valueAt(message, steps);
export const nameOf = ({ message, steps }: Pick): string => nameAt(message, steps);

/** Whether a figure or a line can be made of it. */
export function isFigure(pick: Pick): boolean {
  const value = pickedOf(pick);
  return isNumeric(value) && !isTime(value, nameOf(pick), pick.now);
}

export const isBranch = (value: unknown): value is Record<Step, unknown> => typeof value === "object" && value !== null;

/** The steps to the list or object that the place belongs to; its own if it is one. */
export function recordOf(pick: Pick): Steps {
  return isBranch(pickedOf(pick)) || pick.steps.length === 0 ? pick.steps : pick.steps.slice(0, -1);
}

/** The time of the same record, else of the message; null: none is seen in it. */
export function timeBeside(pick: Pick): Steps | null {
  const { message, now } = pick;
  const shape = shapeOf(message);
  if (shape?.shape === "candle" && isWithin(pick.steps, shape.record)) return shape.time;
  const record = recordOf(pick);
  for (const place of record.length > 0 ? [record, []] : [record]) {
    const found = membersAt(message, place).find(({ steps, value }) => isTime(value, nameAt(message, steps), now));
    if (found) return found.steps;
  }
  return null;
}

export function membersAt(message: unknown, place: Steps): { steps: Steps; value: unknown }[] {
  const record = valueAt(message, place);
  if (!isBranch(record)) return [];
  const isList = Array.isArray(record);
  return Object.entries(record).map(([key, value]) => ({ steps: [...place, isList ? Number(key) : key], value }));
}

/** Whether it is a row of the query's fields, rather than a message from before it had any. */
export function isPicked({ fields }: StreamQuery, message: unknown): boolean {
  if (fields.length === 0 || !isBranch(message) || Array.isArray(message)) return false;
  const aliases = new Set(fields.map((field) => field.alias));
  return Object.keys(message).every((key) => aliases.has(key));
}

/** A message from before the query had fields: widgets no longer get its like. */
export const isStale = ({ query, message }: Pick): boolean => query.fields.length > 0 && !isPicked(query, message);

/** A place of a row, in the message as the upstream sent it. `of`: what `$` stands for where a message is several rows. */
export interface Origin {
  path: string;
  of: "row" | "message";
}

/** Where a place of a row comes from; null where that can't be said. */
export function originOf({ query, message, steps }: Pick): Origin | null {
  const of = query.explode === "" ? "message" : "row";
  if (!isPicked(query, message)) return { path: jsonPath(steps), of };
  const field = query.fields.find((one) => one.alias === steps[0]);
  const before = field && stepsOf(field.path);
  if (!field || !before) return null;
  return { path: jsonPath([...before, ...steps.slice(1)]), of: query.explode === "" ? "message" : field.of };
}
