/** Where an app may lead: which addresses, whether they are of this site, and the link of another app. */
import { quoted, Refusal } from "./refusal";

const URL_MAX = 8_192; // characters; what servers take at most
const SLUG = /^[-\w]{1,80}$/; // as the server makes them
const SIGN_IN_LINK = /^\/sign-in\/./;
const UNREADABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u; // breaks lines, or turns the direction of writing
const PARAMETERS_MAX = 50; // as many as an action can have

export interface Address {
  href: string;
  /** `here`: this site; `site`: another one; `mail`: a letter. */
  kind: "here" | "site" | "mail";
  /** Whom it leads to: the host with its port, or who gets the letter. */
  to: string;
}

/** Throws a Refusal for whatever isn't a plain web or mail address. `base`: the page's own address. */
export function addressOf(text: unknown, base: string): Address {
  if (typeof text !== "string" || text.trim() === "") throw new Refusal("bad_url", "there is no address to open");
  if (text.length > URL_MAX) throw new Refusal("bad_url", `the address is longer than ${URL_MAX} characters`);
  let url: URL;
  try {
    url = new URL(text, base);
  } catch {
    throw new Refusal("bad_url", `${quoted(text)} is not an address`);
  }
  if (url.protocol === "mailto:") return { href: url.href, kind: "mail", to: recipient(url) };
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new Refusal(
      "bad_url",
      `an address that starts with ${quoted(url.protocol)} is not opened; use https, http or mailto`,
    );
  }
  if (url.username !== "" || url.password !== "") {
    // Before an @ a name of another site could be shown in place of where it leads.
    throw new Refusal("bad_url", `an address with a user name in it is not opened: ${quoted(text)}`);
  }
  const kind = url.origin === new URL(base).origin ? "here" : "site";
  if (kind === "here" && SIGN_IN_LINK.test(decoded(url.pathname))) {
    throw new Refusal("bad_url", "a link that signs in is not opened; the viewer would go on as somebody else");
  }
  return { href: url.href, kind, to: url.host };
}

/** The link of another app of this server. */
export function appAddress(slug: unknown, parameters: unknown, base: string): Address {
  if (typeof slug !== "string" || !SLUG.test(slug)) {
    throw new Refusal("bad_name", `${quoted(slug)} is not an app; give the name in its link, as in /a/<name>/`);
  }
  const pairs = typeof parameters === "object" && parameters !== null ? Object.entries(parameters) : [];
  if (pairs.length > PARAMETERS_MAX)
    throw new Refusal("too_large", `an app takes at most ${PARAMETERS_MAX} parameters`);
  const query = new URLSearchParams();
  for (const [name, value] of pairs) {
    if (name === "draft") throw new Refusal("bad_name", 'a parameter can\'t be called "draft"; that opens drafts');
    query.append(name, String(value));
  }
  const search = query.toString();
  return addressOf(`/a/${slug}/${search ? `?${search}` : ""}`, base);
}

function recipient(url: URL): string {
  const text = decoded(url.pathname);
  return UNREADABLE.test(text) ? url.pathname : text || "somebody";
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
