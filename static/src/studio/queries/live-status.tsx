/** The state of a query's stream: beside its URL in a few words, and below it the reason when it isn't open. */
import type { StreamQuery } from "../../document";
import { StatusDot, useNow } from "../../ui";
import { useStudio } from "../studio";
import { reasonOf, statusLine } from "./status-words";

/** At the right end of the URL: the state of its stream and since when, or when the next attempt is. */
export function LiveStatus({ query }: { query: StreamQuery }) {
  const report = useStudio().live.byName.value.get(query.name);
  const status = report?.status;
  const now = useNow(status !== undefined);
  const name = status?.status ?? "idle";
  return (
    <span class="url-status num" data-query={query.name} data-status={name} data-testid="query-status">
      <StatusDot status={name} />
      {statusLine(status, now)}
      {report && report.behind > 0 && ` · ${report.behind.toLocaleString("en-US")} behind`}
    </span>
  );
}

/** Why the stream is not open, in the hub's words, with the upstream's close code and reason. */
export function Reason({ query }: { query: StreamQuery }) {
  const status = useStudio().live.byName.value.get(query.name)?.status;
  const reason = reasonOf(status);
  if (!reason) return null;
  return (
    <p class={`reason wide ${reason.tone}`} role="status" data-testid="query-reason">
      {reason.text}
      {reason.close && (
        <>
          {" "}
          <span class="reason-close mono">{reason.close}</span>
        </>
      )}
    </p>
  );
}
