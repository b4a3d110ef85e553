/** The one indicator of a live thing: a dot with a rate or a countdown beside it. */
import type { ComponentChildren } from "preact";
import type { StreamStatus } from "../protocol";
import { useNow } from "./now";
import { gapText, type StatusName, statusText, type Tone, toneOf, wordOf } from "./status";

export interface StatusDotProps {
  status?: StatusName;
  /** Instead of a status. */
  tone?: Tone;
  title?: string;
}

export function StatusDot({ status, tone, title }: StatusDotProps) {
  return <i class={`dot ${tone ?? toneOf(status ?? "idle")}`} title={title} aria-hidden="true" />;
}

export interface PillProps {
  tone?: Tone;
  dot?: boolean;
  title?: string;
  children: ComponentChildren;
}

export function Pill({ tone = "idle", dot = false, title, children }: PillProps) {
  return (
    <span class={`pill ${tone}`} title={title}>
      {dot && <i class={`dot ${tone}`} aria-hidden="true" />}
      {children}
    </span>
  );
}

export interface ConnectionIndicatorProps {
  /** The query's name: becomes `data-query`. */
  query: string;
  status: StreamStatus;
  rate?: number;
  gaps?: number;
  /** `dot`: the dot alone, the words in its tooltip. `text`: dot and words. `pill`: on a tinted ground. */
  look?: "dot" | "text" | "pill";
  /** Says the query's name before the words. */
  named?: boolean;
}

export function ConnectionIndicator({
  query,
  status,
  rate = 0,
  gaps = 0,
  look = "pill",
  named = false,
}: ConnectionIndicatorProps) {
  const now = useNow(status.status === "retrying");
  const tone = toneOf(status.status);
  const words = statusText(status, rate, now);
  const missed = gapText(gaps);
  const title = [query, words, status.message, missed].filter(Boolean).join(" · ");
  return (
    <span
      class={`connection ${look === "pill" ? `pill ${tone}` : ""} ${look}`}
      data-query={query}
      data-status={status.status}
      title={title}
    >
      <i class={`dot ${tone}`} aria-hidden="true" />
      {look === "dot" ? (
        <span class="visually-hidden">{`${query}: ${wordOf(status.status)}`}</span>
      ) : (
        <span class="num">
          {named && <span class="strong">{query} </span>}
          {words}
          {missed && <span class="connection-gap"> · {missed}</span>}
        </span>
      )}
    </span>
  );
}
