/** What few apps ever show: a part that was stopped, and the end of the link. Loaded when it happens. */
import { LockKeyhole, MonitorX, RefreshCw, TriangleAlert, X } from "lucide";
import { CLOSE_CODES } from "../protocol";
import { Button, IconButton } from "../ui/button";
import { EmptyState } from "../ui/empty";
import { Icon } from "../ui/icon";
import "./trouble.css";
import type { Player } from "./player";

/** Of the app as a whole, and of its handlers. */
export function Stopped({ player }: { player: Player }) {
  const { notices, broken } = player.store;
  return (
    <>
      {broken.value && (
        <div class="banner error" role="alert">
          <Icon of={TriangleAlert} />
          <p>{broken.value} Start it again; if it stops once more, tell its builder.</p>
          <Button icon={RefreshCw} onClick={() => player.restart()}>
            Start again
          </Button>
        </div>
      )}
      {notices.value.map((notice) => (
        <div key={notice.id} class={`banner ${notice.level}`} role="alert" data-notice="stopped">
          <Icon of={TriangleAlert} />
          <p>{notice.text}</p>
          <IconButton icon={X} label="Dismiss" onClick={() => player.store.dismiss(notice.id)} />
        </div>
      ))}
    </>
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

/** The app may not be opened. */
export function NoAccess({ message }: { message: string }) {
  return <EmptyState icon={LockKeyhole} title="No access" text={message} action={<Reload />} />;
}

function Reload({ label = "Reload" }: { label?: string }) {
  return (
    <Button icon={RefreshCw} onClick={() => location.reload()}>
      {label}
    </Button>
  );
}
