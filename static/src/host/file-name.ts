/** Names of files an app saves: as given, without what a machine would read as more than a name. */
import { quoted, Refusal } from "./refusal";

const NAME_MAX = 100; // characters, without the ending
const FALLBACK = "data";

/** What may be saved, by ending: data, nothing that runs when it is opened. */
const TYPES: Readonly<Record<string, string>> = {
  txt: "text/plain;charset=utf-8",
  json: "application/json",
  csv: "text/csv;charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

// Separators and what Windows refuses; control characters; those that turn the direction of writing, which can make
// "exe" look like "csv".
const UNFIT = /[\\/:*?"<>|]|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i; // devices, on Windows

export interface SafeFile {
  name: string;
  type: string;
}

/** Throws a Refusal for an ending that isn't data's. */
export function safeFile(given: unknown): SafeFile {
  const whole = typeof given === "string" ? given : "";
  const dot = whole.lastIndexOf(".");
  const ending = whole.slice(dot + 1).toLowerCase();
  const type = dot >= 0 && Object.hasOwn(TYPES, ending) ? TYPES[ending] : undefined;
  if (!type) {
    throw new Refusal(
      "bad_name",
      `${quoted(given)} is not saved; its ending must be one of ${Object.keys(TYPES).join(", ")}`,
    );
  }
  const plain = [...whole.slice(0, dot).replace(UNFIT, "_")].slice(0, NAME_MAX).join("");
  const name = plain.replace(/^[.\s]+|[.\s]+$/g, "");
  return { name: `${name === "" ? FALLBACK : RESERVED.test(name) ? `_${name}` : name}.${ending}`, type };
}
