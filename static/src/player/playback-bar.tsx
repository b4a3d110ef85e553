/** The bar of a paused app: steps and a slider through what the windows hold. */
import { Play, StepBack, StepForward } from "lucide";
import { Button, IconButton } from "../ui/button";
import { formatClock, formatMoment } from "../widgets/data/time";
import type { Player } from "./player";
import "./playback.css";

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
