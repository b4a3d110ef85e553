/** A picture (a data URL, base64, or {base64} as a binary query delivers it) to bytes. Nothing else is ever loaded. */
import { asText } from "../data/rows";

const LENGTH_MAX = 16 * 1024 * 1024; // characters; more than a window may hold

export type Picture = { blob: Blob; fault: null } | { blob: null; fault: string };

const DATA_URL = /^data:(image\/[a-z0-9.+-]+)?((?:;[^;,]*)*),/i;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}\s*$/;

/** null: there is no picture yet. */
export function pictureOf(source: unknown, mediaType: string): Picture | null {
  if (source === undefined || source === null || source === "") return null;
  if (typeof source === "object" && "base64" in source) return pictureOf(String(source.base64), mediaType);
  if (typeof source !== "string")
    return wrong(
      `A picture is text, not ${Array.isArray(source) ? "a list" : typeof source === "object" ? "an object" : `a ${typeof source}`}.`,
    );
  const text = source.trim();
  if (text.length > LENGTH_MAX)
    return wrong(`The picture has ${text.length} characters; at most ${LENGTH_MAX} are shown.`);
  const head = DATA_URL.exec(text.slice(0, 200));
  if (head) {
    const body = text.slice(head[0].length);
    const type = head[1]?.toLowerCase() ?? mediaType;
    if (/;base64/i.test(head[2] ?? "")) return decoded(body, type);
    try {
      return { blob: new Blob([decodeURIComponent(body)], { type }), fault: null };
    } catch {
      return wrong("The data URL of the picture could not be read: a % stands in it that begins no code.");
    }
  }
  if (/^[a-z][a-z0-9+.-]{1,20}:/i.test(text) || text.startsWith("//")) {
    return wrong(
      "Pictures of other addresses are not loaded. Bind a data URL, or base64 as a binary stream delivers it.",
    );
  }
  return decoded(text, mediaType);
}

function decoded(base64: string, type: string): Picture {
  if (!BASE64.test(base64)) return wrong(`This is not base64: ${asText(base64).slice(0, 40)}`);
  try {
    const text = atob(base64.trim().replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = new Uint8Array(text.length);
    for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
    return { blob: new Blob([bytes], { type }), fault: null };
  } catch {
    return wrong(`This is not base64: ${base64.slice(0, 40)}`);
  }
}

const wrong = (fault: string): Picture => ({ blob: null, fault });
