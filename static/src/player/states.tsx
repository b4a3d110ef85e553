/** What the player shows instead of the app, or above it, when something is in the way. */
import { Unplug } from "lucide";
import type { LinkState } from "../engine/messages";
import { EmptyState } from "../ui/empty";
import { Icon } from "../ui/icon";
import { lazily } from "../ui/lazily";
import { useNow } from "../ui/now";
import { countdown } from "../ui/status";
import type { Player } from "./player";

const Stopped = lazily<{ player: Player }>(() => import("./trouble").then((trouble) => trouble.Stopped));
const NoAccess = lazily<{ message: string }>(() => import("./trouble").then((trouble) => trouble.NoAccess));
const TheEnd = lazily<{ player: Player }>(() => import("./trouble").then((trouble) => trouble.Ended));

/** Before there is a document. */
export function Waiting({ player }: { player: Player }) {
  const refused = player.store.refused.value;
  if (refused && !refused.retry) return <NoAccess message={refused.message} />;
  if (refused) {
    return <EmptyState icon={Unplug} title="Can't reach the server" text={`${refused.message} Trying again.`} />;
  }
  return (
    <div class="waiting" role="status">
      Connecting…
    </div>
  );
}

/** Handlers that were stopped, and the link to the server while it is lost. */
export function Banners({ player }: { player: Player }) {
  const { notices, link, broken } = player.store;
  const state = link.value;
  return (
    <div class="banners">
      {state?.state === "lost" && <Lost state={state} />}
      {(broken.value || notices.value.length > 0) && <Stopped player={player} />}
    </div>
  );
}

function Lost({ state }: { state: LinkState }) {
  const now = useNow(true);
  const when = state.next_retry_at === null ? "Trying again." : `Trying again ${countdown(state.next_retry_at, now)}.`;
  return (
    <div class="banner warning" role="status">
      <Icon of={Unplug} />
      <p class="num">The connection to the server is lost. {when} What you see is from before.</p>
    </div>
  );
}

/** The link is over for good: the app stays in sight, under a card that says why and what to do. */
export function Ended({ player }: { player: Player }) {
  return player.store.link.value?.state === "ended" ? <TheEnd player={player} /> : null;
}
