/** Pausing the app's live data: the header's button; and the bar, which is fetched once the app is paused. */
import { Pause, Play } from "lucide";
import { IconButton } from "../ui/button";
import { lazily } from "../ui/lazily";
import type { Player } from "./player";

export const PlaybackBar = lazily(() => import("./playback-bar").then((module) => module.PlaybackBar));

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
