/** The address of an upstream, checked while it is typed. The server checks again, and where it leads. */
import { freeName, uniqueName } from "../draft/naming";

export function faultOfUrl(typed: string): string | null {
  const url = typed.replace(/\{\{[^{}]*\}\}/g, "1"); // a digit fits into a host, a port and a path
  if (url === "") return "Enter an address that starts with wss:// or ws://.";
  if (/\s/.test(url)) return "The address has white space in it.";
  if (!/^wss?:\/\//i.test(url)) return `"${url}" must start with ws:// or wss://.`;
  if (!URL.canParse(url)) return noHost(url);
  const parts = new URL(url);
  if (!parts.hostname) return noHost(url);
  if (parts.username || parts.password) return "Put credentials in a header, not in the URL.";
  if (url.includes("#")) return "A WebSocket URL has no #fragment.";
  return null;
}

const noHost = (url: string): string => `"${url}" names no host. Write it like wss://ws.kraken.com.`;

// The parts of a host that say nothing about whose it is.
const COMMON = new Set(
  "ws wss www stream streams streaming api feed data socket push live real-time realtime".split(" "),
);

/** A name for a query of this address: `kraken` of `wss://ws.kraken.com/v2`, `room` of `ws://localhost/room`. */
export function nameOfUrl(url: string, taken: Set<string>): string {
  const parts = URL.canParse(url) ? new URL(url) : null;
  const labels =
    parts && !/^[\d.]+$|^\[|^localhost$/.test(parts.hostname) ? parts.hostname.split(".").slice(0, -1) : [];
  const told = labels.filter((label) => !COMMON.has(label) && label.length > 2).at(-1);
  const word = told ?? parts?.pathname.split("/").filter(Boolean).at(-1) ?? "";
  const stem = word.replace(/[-_.]+(\w)/g, (_, letter: string) => letter.toUpperCase()).replace(/\W/g, "");
  return /^[A-Za-z]/.test(stem) ? freeName(stem, taken) : uniqueName("query", taken);
}
