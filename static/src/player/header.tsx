/** The player's header: the app's name and, at the right, how its connections are. */
import { useRef } from "preact/hooks";
import type { QueryReport } from "../bridge";
import { ConnectionIndicator } from "../ui/connection";
import { Mark } from "../ui/icon";
import { lazily } from "../ui/lazily";
import { useNow } from "../ui/now";
import { behindText, gapText, rateText, type Tone, toneOf } from "../ui/status";
import { formatAge } from "../widgets/data/time";
import { shownPages } from "./places";
import { PauseButton } from "./playback";
import type { Player } from "./player";

const Navigation = lazily(() => import("./navigation").then((module) => module.Navigation));

const DOTS_MAX = 8; // beside the summary; the list has them all

export function Header({ player }: { player: Player }) {
  const reports = Object.values(player.store.queries.value);
  return (
    <header class="top">
      <Mark />
      <h1 class="top-title">{player.store.title.value}</h1>
      {shownPages(player).length > 1 && <Navigation player={player} />}
      {reports.length > 0 && <PauseButton player={player} />}
      {reports.length > 0 && <Connections reports={reports} />}
    </header>
  );
}

function Connections({ reports }: { reports: readonly QueryReport[] }) {
  const list = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const toggle = () => {
    const popover = list.current;
    const anchor = button.current?.getBoundingClientRect();
    if (!popover || !anchor) return;
    popover.togglePopover();
    popover.style.top = `${anchor.bottom + 6}px`;
    popover.style.left = `${Math.max(8, anchor.right - popover.offsetWidth)}px`;
  };
  const [single] = reports;
  return (
    <>
      <button type="button" class="top-connections" ref={button} onClick={toggle} aria-haspopup="dialog">
        <span class="visually-hidden">Connections: </span>
        {reports.length === 1 && single ? (
          <ConnectionIndicator query={single.name} status={single.status} rate={single.rate} gaps={single.gaps} />
        ) : (
          <span class={`pill ${toneOfAll(reports)}`}>
            <span class="top-dots">
              {reports.slice(0, DOTS_MAX).map((report) => (
                <ConnectionIndicator key={report.name} query={report.name} status={report.status} look="dot" />
              ))}
            </span>
            <span class="num">{summaryOf(reports)}</span>
          </span>
        )}
      </button>
      <div class="connections" ref={list} popover="auto">
        {reports.map((report) => (
          <ConnectionRow key={report.name} report={report} />
        ))}
      </div>
    </>
  );
}

function ConnectionRow({ report }: { report: QueryReport }) {
  const now = useNow(true);
  const { status, lastMessageAt } = report;
  return (
    <div class="connections-row">
      <span class="mono">{report.name}</span>
      <ConnectionIndicator query={report.name} status={status} rate={report.rate} />
      <span class="faint num">
        {[
          lastMessageAt === null ? "No message yet" : `Last message ${formatAge(lastMessageAt, now)}`,
          behindText(report.behind),
          gapText(report.gaps),
        ]
          .filter(Boolean)
          .join(" · ")}
      </span>
      {status.status !== "open" && status.message && <span class="connections-why">{status.message}</span>}
    </div>
  );
}

/** The worst of them: failed before busy before idle before open. */
export function toneOfAll(reports: readonly QueryReport[]): Tone {
  const tones = reports.map((report) => toneOf(report.status.status));
  for (const tone of ["fail", "busy", "open"] as const) if (tones.includes(tone)) return tone;
  return "idle";
}

/** "Live · 48 msg/s" when all are open, otherwise how many are. */
export function summaryOf(reports: readonly QueryReport[]): string {
  const open = reports.filter((report) => report.status.status === "open");
  const rate = open.reduce((sum, report) => sum + report.rate, 0);
  if (open.length === reports.length) return `Live · ${rateText(rate)}`;
  const idle = reports.filter((report) => toneOf(report.status.status) === "idle");
  if (idle.length === reports.length) return "Idle";
  if (open.length + idle.length === reports.length) return `${open.length} live · ${rateText(rate)}`;
  return `${open.length} of ${reports.length} live · ${rateText(rate)}`;
}
