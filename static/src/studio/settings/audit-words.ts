/** The audit log in words, and what is looked for as the server's API has it. */

/** What can be chosen; the server takes any beginning of an action's name. */
export const THINGS = [
  { value: "", label: "Everything" },
  { value: "app", label: "Apps" },
  { value: "grant", label: "Grants of apps" },
  { value: "embedding", label: "Embedding" },
  { value: "query", label: "Broadcasts" },
  { value: "member", label: "Members" },
  { value: "invitation", label: "Invitations" },
  { value: "person", label: "Sign-ins" },
  { value: "sign_in", label: "Refused sign-ins" },
  { value: "session", label: "Sessions" },
  { value: "token", label: "API tokens" },
  { value: "secret", label: "Secrets" },
  { value: "network", label: "Network rules" },
  { value: "workspace", label: "The workspace" },
  { value: "audit", label: "The audit log" },
] as const;

const NAMES: Readonly<Record<string, string>> = { token: "API token", audit: "Audit log" };

/** `app.visibility_changed`: "App visibility changed". */
export function actionText(action: string): string {
  const [thing = "", ...rest] = action.split(".");
  const what = NAMES[thing] ?? thing.replaceAll("_", " ");
  const text = [what, ...rest.map((word) => word.replaceAll("_", " "))].join(" ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const WHEN = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});
export const whenText = (iso: string): string => WHEN.format(new Date(iso));

const LABELS: Readonly<Record<string, string>> = { before: "was", token: "by token" };
const VALUES: Readonly<Record<string, string>> = { signed_in: "signed in" };
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/** "release 3 · visibility public", "12 times · until 21 Nov 2026, 14:05". What is of no use to people is left out. */
export function detailsText(details: Readonly<Record<string, unknown>>): string {
  return Object.entries(details)
    .filter(([name, value]) => name !== "app" && value !== null && value !== "")
    .map(([name, value]) => {
      if (name === "times") return `${value} times`;
      const label = LABELS[name] ?? name.replaceAll("_", " ");
      const text = Array.isArray(value) ? value.join(", ") : String(value);
      return `${label} ${ISO.test(text) ? whenText(text) : (VALUES[text] ?? text)}`;
    })
    .join(" · ");
}

export interface Wanted {
  person: string;
  thing: string;
  target: string;
  /** Days as a date field has them, `2026-11-21`, in the person's own time; both are included. */
  from: string;
  until: string;
}

export const NOTHING_WANTED: Wanted = { person: "", thing: "", target: "", from: "", until: "" };

/** As the API asks for it: moments, the end not included. */
export function auditSearch({ person, thing, target, from, until }: Wanted): URLSearchParams {
  const search = new URLSearchParams();
  const add = (name: string, value: string) => value && search.set(name, value);
  add("person", person.trim());
  add("action", thing);
  add("target", target.trim());
  add("from", startOf(from, 0));
  add("until", startOf(until, 1));
  return search;
}

function startOf(day: string, later: number): string {
  const [year, month, date] = day.split("-").map(Number);
  if (!year || !month || !date) return "";
  const start = new Date(year, month - 1, date + later);
  start.setFullYear(year, month - 1, date + later); // years under 100 are years, not of the last century
  return Number.isNaN(start.getTime()) ? "" : start.toISOString();
}
