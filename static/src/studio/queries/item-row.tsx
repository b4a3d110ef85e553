/** A line of the list: dot, name, and its rate, its value or what it is. */
import type { ComponentChildren } from "preact";
import type { QueryReport } from "../../bridge";
import { countdown, StatusDot, type StatusName, useNow } from "../../ui";
import { rateShort } from "../format";
import { useStudio } from "../studio";

interface RowProps {
  name: string;
  chosen: boolean;
  wrong: boolean;
  dot?: StatusName;
  beside: string;
  onClick: () => void;
}

export function Row({ name, chosen, wrong, dot, beside, onClick }: RowProps) {
  return (
    <RowButton name={name} chosen={chosen} title={name} onClick={onClick}>
      {dot && (
        <span class="query-dot">
          <StatusDot status={dot} />
        </span>
      )}
      <span class="row-name">{name}</span>
      {wrong ? <i class="dot fail" title="Not valid yet" /> : <span class="v mono">{beside}</span>}
    </RowButton>
  );
}

type QueryRowProps = Omit<RowProps, "dot" | "beside">;

export function QueryRow({ name, chosen, wrong, onClick }: QueryRowProps) {
  const report = useStudio().live.byName.value.get(name);
  const status = report?.status;
  const now = useNow(status?.status === "retrying");
  return (
    <RowButton name={name} chosen={chosen} title={status?.message ?? name} onClick={onClick}>
      <span class="query-dot" data-query={name} data-status={status?.status ?? "idle"}>
        <StatusDot status={status?.status ?? "idle"} />
      </span>
      <span class="row-name">{name}</span>
      {wrong ? <i class="dot fail" title="Not valid yet" /> : <span class="v num rate">{paceOf(report, now)}</span>}
    </RowButton>
  );
}

/** `41/s`, `retry 4 s`, `failed`. */
function paceOf(report: QueryReport | undefined, now: number): string {
  if (!report || report.status.status === "idle") return "";
  const { status, next_retry_at } = report.status;
  if (status === "open") return rateShort(report.rate);
  if (status === "retrying" && next_retry_at !== null)
    return `retry ${countdown(next_retry_at, now).replace("in ", "")}`;
  return status;
}

interface RowButtonProps {
  name: string;
  chosen: boolean;
  title: string;
  onClick: () => void;
  children: ComponentChildren;
}

function RowButton({ name, chosen, title, onClick, children }: RowButtonProps) {
  return (
    <button
      type="button"
      class={chosen ? "row sel" : "row"}
      aria-current={chosen || undefined}
      data-testid={`item-${name}`}
      title={title}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
