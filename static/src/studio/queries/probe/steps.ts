/** A test's answer as the list a person reads: every step, what became of it, and what to do about a failure. */
import type { ProbeResult, ProbeStep, StepName } from "../../../api/probes";

/** `remark`: not as hoped for, but the test is passed, such as a silent upstream. */
export type StepState = "ok" | "remark" | "failed" | "not_reached";

export interface StepLine {
  name: StepName;
  label: string;
  state: StepState;
  ms: number | null;
  detail: string | null;
  facts: Fact[];
  /** What to do; only where something is to be done. */
  advice: string | null;
}

export interface Fact {
  name: string;
  value: string;
}

const LABELS: Record<StepName, string> = {
  resolve: "Look up the address",
  guard: "Check that it may be dialled",
  connect: "Connect",
  tls: "Secure the connection",
  handshake: "WebSocket handshake",
  on_connect: "Send the messages on connect",
  first_message: "Wait for a first message",
};

const ADVICE: Record<StepName, string> = {
  resolve: "Check the host in the URL and the values of its parameters.",
  guard:
    "Private addresses and ports of other protocols are refused, so that no app can reach into this server's own network; owners restrict it further under Settings, Network.",
  connect: "Check the port, and that no firewall stands between this server and that one.",
  tls: "Check the host's name and the certificate's dates. A private authority's certificate goes under General, TLS.",
  handshake:
    "Compare the path, headers, cookies and subprotocols with the server's manual. 401 and 403 mean credentials, 404 the path.",
  on_connect: "Compare the “wait for” rules under Messages with what the server sends.",
  first_message: "The connection stands. Many servers speak only once asked: add a subscription under Messages.",
};

const ORDER: readonly StepName[] = ["resolve", "guard", "connect", "tls", "handshake", "on_connect", "first_message"];

/** Every step that the definition asks for, those not reached included. */
export function stepLines(result: ProbeResult, asks: { tls: boolean; onConnect: boolean }): StepLine[] {
  const byName = new Map(result.steps.map((step) => [step.name, step]));
  const wanted = ORDER.filter(
    (name) => byName.has(name) || !((name === "tls" && !asks.tls) || (name === "on_connect" && !asks.onConnect)),
  );
  return wanted.map((name) => lineOf(name, byName.get(name), result.ok));
}

function lineOf(name: StepName, step: ProbeStep | undefined, passed: boolean): StepLine {
  const state: StepState = !step ? "not_reached" : step.ok ? "ok" : passed ? "remark" : "failed";
  return {
    name,
    label: LABELS[name],
    state,
    ms: step?.ms ?? null,
    detail: step?.detail || null,
    facts: step ? factsOf(step) : [],
    advice: state === "failed" || state === "remark" ? adviceOf(name, step) : null,
  };
}

function adviceOf(name: StepName, step: ProbeStep | undefined): string {
  if (name === "first_message" && step?.facts && "bytes" in step.facts) {
    return "A message came. Choose what messages are under Messages, or a skip rule for this kind under Fields.";
  }
  return ADVICE[name];
}

/** A step's facts in few words; the handshake's headers have a place of their own. */
export function factsOf({ facts }: Pick<ProbeStep, "facts">): Fact[] {
  return Object.entries(facts ?? {})
    .filter(([name, value]) => name !== "headers" && value !== null && value !== "" && !isEmpty(value))
    .map(([name, value]) => ({ name: name.replaceAll("_", " "), value: factText(value) }));
}

/** The headers that the server answered with, however they are listed. */
export function headersOf(result: ProbeResult): Fact[] {
  const headers = result.steps.find((step) => step.name === "handshake")?.facts?.headers;
  if (Array.isArray(headers)) {
    return headers
      .filter((pair): pair is [unknown, unknown] => Array.isArray(pair) && pair.length === 2)
      .map(([name, value]) => ({ name: String(name), value: String(value) }));
  }
  if (headers && typeof headers === "object") {
    return Object.entries(headers).map(([name, value]) => ({ name, value: factText(value) }));
  }
  return [];
}

/** The first message as it came: parsing it would change large numbers. */
export function messageText(message: unknown): string | null {
  if (message === null || message === undefined) return null;
  return typeof message === "string" ? message : JSON.stringify(message, null, 2);
}

/** One line that says how it went. */
export function verdict(result: ProbeResult, lines: readonly StepLine[]): string {
  const total = Math.round(result.steps.reduce((sum, step) => sum + step.ms, 0));
  const failed = lines.find((line) => line.state === "failed");
  if (failed) return `Failed at “${failed.label}” after ${time(total)}.`;
  if (!result.ok) return "It stopped before the end.";
  return lines.some((line) => line.state === "remark")
    ? `The connection stands: ${time(total)} in all, with a remark.`
    : `It works: ${time(total)} in all.`;
}

/** `<1 ms`, `38 ms`, `1.2 s`. */
export const time = (ms: number): string =>
  ms < 0.5 ? "<1 ms" : ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;

function factText(value: unknown): string {
  if (Array.isArray(value)) return value.map(factText).join(", ");
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}

const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
