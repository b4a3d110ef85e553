/** The streams of each app at work now, asked again every few seconds while somebody looks. */
import { useEffect, useState } from "preact/hooks";
import { type AppStreams, countStreams } from "../../api/apps";
import { StatusDot } from "../../ui";
import { count } from "../format";

const EVERY_MS = 4_000;
const RETRY_MAX_MS = 60_000; // Redis or the server is away; the apps themselves can be opened all the same

/** By app; null while unknown. */
export type Streams = ReadonlyMap<AppStreams["app"], AppStreams> | null;

export function useStreams(): Streams {
  const [streams, setStreams] = useState<Streams>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    let asking = false;
    let gone = false;
    let delay = EVERY_MS;
    const ask = async () => {
      timer = null;
      if (document.hidden || asking) return;
      asking = true;
      try {
        const found = new Map((await countStreams()).map((one) => [one.app, one]));
        if (!gone) setStreams(found);
        delay = EVERY_MS;
      } catch {
        if (!gone) setStreams(null);
        delay = Math.min(RETRY_MAX_MS, delay * 2);
      }
      asking = false;
      if (!gone) timer = setTimeout(ask, delay);
    };
    const shown = () => {
      if (document.hidden) return;
      if (timer !== null) clearTimeout(timer);
      void ask();
    };
    void ask();
    document.addEventListener("visibilitychange", shown);
    return () => {
      gone = true;
      if (timer !== null) clearTimeout(timer);
      document.removeEventListener("visibilitychange", shown);
    };
  }, []);
  return streams;
}

/** `2 streams open · 1 failed`. */
export function streamsText({ open, busy, failed }: Pick<AppStreams, "open" | "busy" | "failed">): string {
  const parts = [
    open > 0 && `${count(open, "stream")} open`,
    busy > 0 && (open > 0 ? `${busy} connecting` : `${count(busy, "stream")} connecting`),
    failed > 0 && (open + busy > 0 ? `${failed} failed` : `${count(failed, "stream")} failed`),
  ];
  return parts.filter(Boolean).join(" · ") || "No stream open";
}

export function StreamsLine({ id, streams }: { id: AppStreams["app"]; streams: Streams }) {
  if (streams === null) {
    return (
      <span class="faint" title="The server can't count the streams now.">
        Streams unknown
      </span>
    );
  }
  const found = streams.get(id) ?? { open: 0, busy: 0, failed: 0 };
  const tone = found.failed > 0 ? "fail" : found.busy > 0 ? "busy" : found.open > 0 ? "open" : "idle";
  return (
    <span class={`card-line ${tone === "fail" ? "fail" : tone === "idle" ? "faint" : ""}`} data-testid="streams">
      <StatusDot tone={tone} />
      <span class="num">{streamsText(found)}</span>
    </span>
  );
}
