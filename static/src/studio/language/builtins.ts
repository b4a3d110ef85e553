/** The names that every app has, and those of JavaScript itself. */
import type { Thing } from "./thing";

interface Spec {
  detail: string;
  fields?: Readonly<Record<string, string>>;
  /** Those with `()` take nothing. */
  methods?: readonly string[];
}

const LODASH =
  `groupBy keyBy sortBy orderBy uniq uniqBy sum sumBy mean meanBy min minBy max maxBy last first take takeRight
  chunk range round debounce throttle get set pick omit merge cloneDeep isEqual countBy zip flatten difference`.split(
    /\s+/,
  );

/** As the engine makes them (`engine/names.ts`, `engine/outward.ts`, `engine/playback.ts`). */
export const BUILTINS: Readonly<Record<string, Spec>> = {
  utils: {
    detail: "messages, links, files",
    methods: ["showMessage", "copyToClipboard", "openUrl", "openApp", "exportData"],
  },
  playback: {
    detail: "pause and step back",
    fields: { paused: "whether it is paused", at: "ms: the moment shown", newer: "messages since the pause" },
    methods: ["pause()", "resume()", "toggle()", "stepBack", "stepForward", "seek"],
  },
  pages: {
    detail: "the app's pages",
    fields: { current: "the name of the one shown", list: "{name, title} of each" },
    methods: ["open"],
  },
  localStorage: {
    detail: "kept in this browser",
    fields: { values: "everything kept", length: "how many" },
    methods: ["getItem", "setItem", "removeItem", "clear()", "keys()"],
  },
  screen: {
    detail: "size of the page",
    fields: { width: "px", height: "px", isPhone: "boolean", isTablet: "boolean", isDesktop: "boolean" },
  },
  url: { detail: "the app's address", fields: { query: "its parameters", hash: "with its #" } },
  currentUser: { detail: "who is signed in", fields: { id: "number", email: "text", name: "text" } },
  console: { detail: "writes to the console here", methods: ["log", "info", "warn", "error"] },
  _: { detail: "Lodash", methods: LODASH },
  dayjs: { detail: "dates and times; dayjs(x).format()" },
};

/** Of JavaScript, as far as the sandbox leaves it. */
export const JAVASCRIPT: ReadonlySet<string> = new Set(
  `AbortController AbortSignal AggregateError Array ArrayBuffer Atomics BigInt BigInt64Array BigUint64Array Blob Boolean CompressionStream CustomEvent DOMException DataView Date DecompressionStream Error EvalError Event
  EventTarget File FileReader FinalizationRegistry Float16Array Float32Array Float64Array FormData Function Headers
  ImageData Infinity Int16Array Int32Array Int8Array Intl Iterator
  JSON Map Math NaN Number Object OffscreenCanvas Promise Proxy RangeError ReadableStream ReferenceError Reflect RegExp
  Request Response Set SharedArrayBuffer String
  Symbol SyntaxError TextDecoder TextEncoder TransformStream TypeError URIError URL URLSearchParams Uint16Array Uint32Array Uint8Array
  Uint8ClampedArray WeakMap WeakRef WeakSet WebAssembly WritableStream arguments atob btoa clearInterval clearTimeout crypto decodeURI
  decodeURIComponent encodeURI encodeURIComponent escape eval globalThis isFinite isNaN navigator parseFloat parseInt
  performance queueMicrotask self setInterval setTimeout structuredClone undefined unescape window
  cancelAnimationFrame createImageBitmap location reportError requestAnimationFrame`.split(/\s+/),
);

/** Of those, the ones that are worth offering. */
const OFFERED = ["Math", "JSON", "Object", "Array", "Number", "String", "Date", "Promise", "Map", "Set", "Intl"];
const STATIC: ReadonlySet<string> = new Set(["Math", "JSON", "Object", "Array", "Number", "Date", "Promise"]);

export function builtinThings(): Thing[] {
  const own = Object.entries(BUILTINS).map(
    ([name, spec]): Thing => ({
      name,
      kind: "builtin",
      detail: spec.detail,
      values: [],
      members: () => [
        ...Object.entries(spec.fields ?? {}).map(([field, detail]) => fieldOf(field, detail)),
        ...(spec.methods ?? []).map(methodOf),
      ],
    }),
  );
  const language = OFFERED.map(
    (name): Thing => ({
      name,
      kind: "builtin",
      detail: "JavaScript",
      values: [],
      members: () => (STATIC.has(name) ? staticOf(name) : []),
    }),
  );
  return [...own, ...language];
}

export const fieldOf = (name: string, detail: string, values: readonly unknown[] = []): Thing => ({
  name,
  kind: "field",
  detail,
  values,
});

/** `pause()` takes nothing, `seek` something. */
export const methodOf = (text: string): Thing => ({
  name: text.replace("()", ""),
  kind: "method",
  detail: "",
  values: [],
  takes: !text.endsWith("()"),
});

/** What stands on `Math` and the like; read from the browser's own. */
function staticOf(name: string): Thing[] {
  const holder = (globalThis as Record<string, unknown>)[name] as object;
  return Object.getOwnPropertyNames(holder)
    .filter((key) => /^[a-zA-Z]/.test(key) && !["prototype", "name", "length"].includes(key))
    .map((key) => {
      const value = (holder as Record<string, unknown>)[key];
      return typeof value === "function" ? methodOf(key) : fieldOf(key, "number", [value]);
    });
}
