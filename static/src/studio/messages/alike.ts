/** Which messages of a stream are like one of them: of its kind, and about the same thing. */
import type { Condition } from "../../document";
import { codePath, rowPath, type Steps, valueAt } from "./path";

/** What the messages that are meant have, and others haven't. */
export interface Mark {
  steps: Steps;
  value: string;
}

// How the streams of this world say of what kind a message is, and what it is about.
const KINDS = new Set(
  "event type kind channel e op topic method stream action msg message_type channelName".split(" "),
);
const THINGS = new Set(
  "pair symbol s ticker product_id instrument instrument_name market machine device sensor station series".split(" "),
);
const TEXT_MAX = 64; // characters; longer is content, not a kind

/** All that could tell this message from others: of what kind it is, then what it is about. */
export function marksOf(message: unknown): { kinds: Mark[]; things: Mark[] } {
  if (Array.isArray(message)) {
    // `[42, {…}, "ohlc-1", "XBT/USD"]`: the texts beside the data.
    const texts = message.some((one) => typeof one === "object" && one !== null)
      ? message.flatMap((value, index): Mark[] => (isShort(value) ? [{ steps: [index], value }] : []))
      : [];
    return { kinds: texts.slice(0, 1), things: texts.slice(1, 2) };
  }
  if (typeof message !== "object" || message === null) return { kinds: [], things: [] };
  const marks = (names: ReadonlySet<string>) =>
    Object.entries(message).flatMap(([key, value]): Mark[] =>
      names.has(key) && isShort(value) ? [{ steps: [key], value }] : [],
    );
  return { kinds: marks(KINDS).slice(0, 2), things: marks(THINGS).slice(0, 1) };
}

const isShort = (value: unknown): value is string =>
  typeof value === "string" && value !== "" && value.length <= TEXT_MAX;

/** Of these marks, those that tell anything: some of the messages seen are without them. */
export const telling = (marks: readonly Mark[], seen: readonly unknown[]): Mark[] =>
  marks.filter(({ steps, value }) => seen.some((message) => valueAt(message, steps) !== value));

/**
 * The marks of messages like this one, among those seen. `about`: only of the same thing (a figure, a line), also when
 * no other has been seen yet, rather than all of the kind (a table).
 */
export function marksAmong(message: unknown, seen: readonly unknown[], about: boolean): Mark[] {
  const { kinds, things } = marksOf(message);
  // Beside lists there are nearly always messages of another kind: heartbeats, answers, other channels.
  const told = Array.isArray(message) ? kinds : telling(kinds, seen);
  return about ? [...told, ...things] : told;
}

export const conditionsOf = (marks: readonly Mark[]): Condition[] =>
  marks.map(({ steps, value }) => ({ field: rowPath(steps), operator: "equals", value }));

/** `m?.[2] === "ohlc-1" && m?.[3] === "XBT/USD"`; empty of no marks. */
export const codeOf = (marks: readonly Mark[]): string =>
  marks.map(({ steps, value }) => `${codePath("m", steps)} === ${JSON.stringify(value)}`).join(" && ");
