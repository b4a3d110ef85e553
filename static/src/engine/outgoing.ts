/** What app code gives to `broadcast`, as it goes up the stream, and the names under which it is remembered. */
import { CodedError } from "./errors";

export interface Outgoing {
  text: string;
  encoding: "text" | "base64";
  remember: string | null; // the key under which the hub keeps it and sends it again after each reconnect
}

const KEY_MAX = 128; // characters; the server's bound
const CHUNK = 8_192; // bytes turned into a text at once: as many arguments are safe everywhere

const PRIMES = [67_108_859, 67_108_837, 67_108_819, 67_108_777]; // the largest under 2**26
const BASE = 65_599; // above any character, so that a short text is its own number

// taken before app code could replace them
const { stringify, parse } = JSON;
const { btoa } = globalThis;

/** Objects, arrays, numbers, booleans and null go as JSON, a string as it is, bytes (Uint8Array, ArrayBuffer) as binary. */
export function outgoing(message: unknown, options: unknown = undefined): Outgoing {
  const remember = (options as { remember?: unknown } | null | undefined)?.remember;
  const bytes = bytesOf(message);
  const text = bytes ? base64(bytes) : typeof message === "string" ? message : stringify(message);
  if (typeof text !== "string") {
    throw new CodedError("bad_message", `a ${typeof message} can't be sent; give an object, a text or bytes`);
  }
  const kept = remember === undefined || remember === null || remember === false;
  return {
    text,
    encoding: bytes ? "base64" : "text",
    remember: kept ? null : keyOf(remember === true ? message : remember),
  };
}

/**
 * The name under which a message is remembered: of a string, itself; of anything else, a text that is the same whenever
 * the message is, whatever the order of its members. Long ones are shortened to a hash.
 */
export function keyOf(message: unknown): string {
  const bytes = bytesOf(message);
  const text = bytes ? base64(bytes) : typeof message === "string" ? message : stringify(sorted(message));
  if (typeof text !== "string" || text === "") {
    throw new CodedError("bad_message", "a message is remembered under a name: true, or a text that isn't empty");
  }
  return text.length <= KEY_MAX ? text : `#${text.length}-${hash(text)}`;
}

function bytesOf(message: unknown): Uint8Array | null {
  if (message instanceof ArrayBuffer) return new Uint8Array(message);
  if (!ArrayBuffer.isView(message)) return null;
  return new Uint8Array(message.buffer, message.byteOffset, message.byteLength);
}

function base64(bytes: Uint8Array): string {
  let binary = "";
  for (let at = 0; at < bytes.length; at += CHUNK) binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(binary);
}

/** A copy of plain JSON with the members of every object in alphabetical order. */
function sorted(message: unknown): unknown {
  const text = stringify(message);
  return text === undefined ? undefined : inOrder(parse(text));
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => [key, inOrder(item)]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** About 104 bits: four polynomials, each over a prime small enough that no product is over 2**53. */
function hash(text: string): string {
  const hashes = PRIMES.map((prime) => {
    let value = 1;
    for (let i = 0; i < text.length; i += 1) value = (value * BASE + text.charCodeAt(i)) % prime;
    return value.toString(36);
  });
  return hashes.join(".");
}
