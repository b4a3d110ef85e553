/** Bytes that were written down as text, for a binary message. */
import { CodedError } from "./errors";
import { toText } from "./template";

const { atob } = globalThis; // taken before app code could replace it

/** `hex`: pairs of digits, with or without spaces, colons and a leading 0x. Bytes stay what they are. */
export function binaryOf(value: unknown, encoding: "hex" | "base64"): unknown {
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return value;
  const text = toText(value);
  return encoding === "hex" ? fromHex(text) : fromBase64(text);
}

function fromHex(text: string): Uint8Array {
  const digits = text.replace(/0x|[\s:,]/gi, "");
  if (digits.length % 2 !== 0 || /[^\da-f]/i.test(digits))
    throw wrong(text, "hex", "pairs of 0-9 and a-f, such as 0a ff");
  const bytes = new Uint8Array(digits.length / 2);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16);
  return bytes;
}

function fromBase64(text: string): Uint8Array {
  try {
    // The URL's alphabet too: both are in use.
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = new Uint8Array(binary.length);
    for (let at = 0; at < bytes.length; at += 1) bytes[at] = binary.charCodeAt(at);
    return bytes;
  } catch {
    throw wrong(text, "base64", "A-Z, a-z, 0-9, + and /");
  }
}

function wrong(text: string, encoding: string, expected: string): CodedError {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return new CodedError("bad_message", `${JSON.stringify(shown)} is not ${encoding}; write ${expected}`);
}
