/** What the player shows instead of the app, or above it, when something is in the way. */
import { LockKeyhole, MonitorX, RefreshCw, TriangleAlert, Unplug, X } from "lucide";
import type { LinkState } from "../engine/messages";
import { CLOSE_CODES } from "../protocol";
import { Button, countdown, EmptyState, Icon, IconButton, useNow } from "../ui";
import type { Player } from "./player";

/** Before there is a document. */
export function Waiting({ player }: { player: Player }) {
  const refused = player.store.refused.value;
  if (refused && !refused.retry) {
    return <EmptyState icon={LockKeyhole} title="No access" text={refused.message} action={<Reload />} />;
  }
  if (refused) {
    return <EmptyState icon={Unplug} title="Can't reach the server" text={`${refused.message} Trying again.`} />;
  }
  return (
    <div class="waiting" role="status">
      Connecting…
    </div>
  );
}

/** Handlers that were stopped, and the link to the server while it is lost or over. */
export function Banners({ player }: { player: Player }) {
  const { notices, link, broken } = player.store;
  const state = link.value;
  return (
    <div class="banners">
      {broken.value && (
        <div class="banner error" role="alert">
          <Icon of={TriangleAlert} />
          <p>{broken.value} Start it again; if it stops once more, tell its builder.</p>
          <Button icon={RefreshCw} onClick={() => player.restart()}>
            Start again
          </Button>
        </div>
      )}
      {state?.state === "lost" && <Lost state={state} />}
      {notices.value.map((notice) => (
        <div key={notice.id} class={`banner ${notice.level}`} role="alert" data-notice="stopped">
          <Icon of={TriangleAlert} />
          <p>{notice.text}</p>
          <IconButton icon={X} label="Dismiss" onClick={() => player.store.dismiss(notice.id)} />
        </div>
      ))}
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
  const state = player.store.link.value;
  if (state?.state !== "ended") return null;
  const replaced = state.code === String(CLOSE_CODES.REPLACED);
  const forbidden = state.code === String(CLOSE_CODES.FORBIDDEN) || state.code === "no_token";
  return (
    <div class="ended">
      <div class="ended-card">
        <EmptyState
          icon={replaced ? MonitorX : LockKeyhole}
          title={replaced ? "Open in another tab" : forbidden ? "No access" : "Disconnected"}
          text={
            replaced
              ? "This app goes on in the tab that was opened last. Use it here to take it back."
              : (state.message ?? "The server ended the connection. Reload to open the app again.")
          }
          action={<Reload label={replaced ? "Use it here" : "Reload"} />}
        />
      </div>
    </div>
  );
}

function Reload({ label = "Reload" }: { label?: string }) {
  return (
    <Button icon={RefreshCw} onClick={() => location.reload()}>
      {label}
    </Button>
  );
}
