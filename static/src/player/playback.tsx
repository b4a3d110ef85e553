/** Pausing the app's live data: the header's button, and the bar to step and slide through what the windows hold. */
import { Pause, Play, StepBack, StepForward } from "lucide";
import { Button, IconButton } from "../ui";
import { formatClock, formatMoment } from "../widgets/data/time";
import type { Player } from "./player";
import "./playback.css";

/** Only where there is something to pause, and the app doesn't say otherwise. */
export function PauseButton({ player }: { player: Player }) {
  const { document, playback } = player.store;
  if (!document.value?.queries.length || !document.value.appearance.playback) return null;
  const { paused } = playback.value;
  return (
    <IconButton
      class="top-pause"
      icon={paused ? Play : Pause}
      label={paused ? "Resume" : "Pause"}
      pressed={paused}
      onClick={() => player.play({ type: "playback", do: paused ? "resume" : "pause" })}
    />
  );
}

export function PlaybackBar({ player }: { player: Player }) {
  const { at, from, to, newer } = player.store.playback.value;
  const has = at !== null && from !== null && to !== null;
  return (
    <section class="playback" aria-label="Paused">
      <span class="playback-text num" role="status">
        Paused
        {has && ` at ${formatMoment(at, Date.now())}`}
        <span class="faint">
          {" "}
          · {newer === 1 ? "1 newer message" : `${newer.toLocaleString("en-US")} newer messages`}
        </span>
      </span>
      <span class="playback-steps">
        <IconButton
          icon={StepBack}
          label="Back one message"
          disabled={!has}
          onClick={() => player.play({ type: "playback", do: "step", by: -1 })}
        />
        <IconButton
          icon={StepForward}
          label="Forward one message"
          disabled={!has}
          onClick={() => player.play({ type: "playback", do: "step", by: 1 })}
        />
      </span>
      <input
        class="playback-time"
        type="range"
        aria-label="Time"
        aria-valuetext={has ? formatClock(at, true) : "No messages"}
        disabled={!has || from === to}
        min={from ?? 0}
        max={to ?? 1}
        step="any"
        value={at ?? 0}
        onInput={(event) =>
          player.play({ type: "playback", do: "seek", at: Number((event.currentTarget as HTMLInputElement).value) })
        }
      />
      <Button icon={Play} onClick={() => player.play({ type: "playback", do: "resume" })}>
        Resume
      </Button>
    </section>
  );
}
