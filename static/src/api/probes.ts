/** The test of a definition: each step of a real dial, with its time. */
import type { StreamQuery } from "../document";
import type { AppItem } from "./apps";
import { call } from "./http";
import type { Params } from "./windows";

export type StepName = "resolve" | "guard" | "connect" | "tls" | "handshake" | "on_connect" | "first_message";

export interface ProbeStep {
  name: StepName;
  ok: boolean;
  ms: number;
  /** What happened, for a person. */
  detail: string | null;
  /** By step: addresses; version, cipher, subject, issuer, expires; status, headers, subprotocol. */
  facts: Record<string, unknown>;
}

export interface ProbeResult {
  ok: boolean;
  /** As far as it came; what follows a failed step was not tried. */
  steps: ProbeStep[];
  /** What came first, cut to a sample. */
  message: unknown;
}

/** What a query has beside its definition: its name, when it runs, what is said of a run, its handlers. */
type Around =
  | "kind"
  | "name"
  | "folder"
  | "run_on_load"
  | "triggers"
  | "notifications"
  | "confirm"
  | "timeout_ms"
  | "arguments"
  | "delivery"
  | "viewers_broadcast"
  | "events";

/** The part of a query that an upstream sees. */
export type Definition = Omit<StreamQuery, Around>;

export function definitionPart(query: StreamQuery): Definition {
  const {
    kind: _kind,
    name: _name,
    folder: _folder,
    run_on_load: _run,
    triggers: _triggers,
    notifications: _notifications,
    confirm: _confirm,
    timeout_ms: _timeout,
    arguments: _with,
    delivery: _how,
    viewers_broadcast: _viewers,
    events: _on,
    ...part
  } = query;
  return part;
}

const PROBE_MS = 150_000; // the server bounds every step; this is for a server that went away meanwhile

export const probe = (
  app: AppItem["id"],
  definition: Definition,
  params: Params,
  signal?: AbortSignal,
): Promise<ProbeResult> =>
  call("POST", `/api/apps/${app}/probe/`, { definition, params }, { signal, timeoutMs: PROBE_MS });
