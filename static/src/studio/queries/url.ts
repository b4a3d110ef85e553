/** The address of an upstream, checked while it is typed. The server checks again, and where it leads. */

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
