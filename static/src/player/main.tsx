/** The sandboxed page: draws the app and runs its engine. It has no cookie, no storage and no origin. */
import "../styles/base.css";
import "../ui/controls.css";
import "./player.css";
import { effect } from "@preact/signals";
import { type FunctionComponent, render } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { WidgetType } from "../document";
import { EmptyState, Skeleton } from "../ui/empty";
import { Toasts } from "../ui/toasts";
import { connectHost } from "./bridge";
import { Header } from "./header";
import { Layout } from "./layout";
import { viewOf } from "./lazy-view";
import { PlaybackBar } from "./playback";
import { Player } from "./player";
import { Banners, Ended, Waiting } from "./states";

type CanvasView = FunctionComponent<{ player: Player }>;

function App({ player }: { player: Player }) {
  const { store } = player;
  if (store.document.value === null) return <Waiting player={player} />;
  const editing = store.mode.value === "edit";
  return (
    <div class={`player ${editing ? "editing" : ""}`}>
      {store.header.value && store.document.value.appearance.header && <Header player={player} />}
      {store.playback.value.paused && <PlaybackBar player={player} />}
      <Banners player={player} />
      <div class="scroll">{editing ? <Canvas player={player} /> : <Layout player={player} />}</div>
      <Ended player={player} />
      <Toasts store={store.toasts} />
    </div>
  );
}

const loadCanvas = () => import("./canvas");

/** The editing canvas is only loaded in the studio. */
function Canvas({ player }: { player: Player }) {
  const [view, setView] = useState<{ Canvas: CanvasView } | { error: string } | null>(null);
  useEffect(() => {
    loadCanvas().then(
      (module) => setView({ Canvas: module.Canvas }),
      (error: unknown) => setView({ error: String(error) }),
    );
  }, []);
  if (view === null) return <Skeleton />;
  if ("error" in view) return <EmptyState tone="fail" text={`The canvas could not be loaded: ${view.error}`} />;
  return <view.Canvas player={player} />;
}

/** The middle button would open a link in a tab of its own, sandbox or not: it counts as a click, which asks first. */
function pressed(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest<HTMLElement>("a[href]") : null;
  if (event.button !== 1 || !link) return;
  event.preventDefault();
  link.click();
}

const root = document.getElementById("root") ?? document.body.appendChild(document.createElement("div"));
document.documentElement.dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";

// The studio says what will be on its canvas: that loads while the document is on its way.
const [mode, ...types] = location.hash.slice(1).split(",");
if (mode === "edit") {
  loadCanvas().catch(() => undefined); // asked for again where it is drawn
  for (const type of types) viewOf(type as WidgetType);
}

connectHost((host) => {
  const player = new Player((message) => host.post(message));
  effect(() => {
    document.documentElement.dataset.theme = player.store.theme.value;
  });
  render(<App player={player} />, root);
  addEventListener("online", () => player.wake());
  addEventListener("resize", () => player.resized());
  addEventListener("pageshow", () => player.wake());
  document.addEventListener("visibilitychange", () => {
    player.seen();
    if (!document.hidden) player.wake();
  });
  document.addEventListener("auxclick", pressed, { capture: true });
  return (message) => player.fromHost(message);
});
