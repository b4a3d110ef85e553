/** The state of one query: status with rate or countdown, the last message's age, and what was missed. */
import { ConnectionIndicator } from "../../ui/connection";
import { useNow } from "../../ui/now";
import { behindText, gapText } from "../../ui/status";
import { Card } from "../card";
import { formatAge } from "../data/time";
import type { ViewProps } from "../view";

export default function Connection({ widget, errors, ready, queries }: ViewProps<"connection">) {
  const name = widget.properties.query;
  const report = queries[name];
  const now = useNow(report !== undefined);
  if (!report) {
    const empty =
      name === "" ? "Choose the query whose state is shown." : `There is no query ${name}. Choose another one.`;
    return <Card errors={errors} ready={ready} empty={empty} />;
  }
  const { status, lastMessageAt, behind, gaps } = report;
  return (
    <Card errors={errors} ready={ready}>
      <div class="muted w-label">{name}</div>
      <div>
        <ConnectionIndicator query={name} status={status} rate={report.rate} />
      </div>
      {status.status !== "open" && status.message ? (
        <p class="w-reason" title={status.message}>
          {status.message}
        </p>
      ) : (
        <p class="faint num w-reason">
          {lastMessageAt === null ? "No message yet" : `Last message ${formatAge(lastMessageAt, now)}`}
          {behind > 0 && <span> · {behindText(behind)}</span>}
          {gaps > 0 && <span class="connection-gap"> · {gapText(gaps)}</span>}
        </p>
      )}
    </Card>
  );
}
