/** The canvas: the player frame itself, in edit mode, fed with every edit of the draft. */
import { effect } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { PlayerMessage } from "../../bridge";
import { createFrame } from "../../host/frame";
import { press } from "../commands/listen";
import { type Studio, useStudio } from "../studio";
import { theme } from "../theme";
import { ArrangeBar } from "./arrange-bar";
import { CanvasMenu } from "./menu";

export function Canvas() {
  const studio = useStudio();
  const container = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (!container.current) return;
    return openFrame(container.current, studio);
  }, [studio]);
  return (
    <main class="canvas" tabIndex={-1} aria-label="Canvas" data-testid="canvas">
      <div ref={container} />
      <ArrangeBar />
      <CanvasMenu />
    </main>
  );
}

function openFrame(container: HTMLElement, studio: Studio): () => void {
  const frame = createFrame(container, {
    app: studio.app.peek(),
    session: "draft",
    mode: "edit",
    theme: theme.peek(),
    header: false,
    observe: true,
    draws: new Set(studio.document.peek().widgets.map(({ type }) => type)),
    document: () => studio.document.peek(),
    page: () => studio.page.peek(),
    onSession: ({ session }) => {
      studio.session = session;
    },
  });
  frame.element.title = "Canvas";
  const detach = studio.link.attach((message) => frame.post(message), frame.element);
  const off = frame.on((message) => receive(message, studio, frame.element));
  const stopDocument = effect(() => studio.link.follow(studio.document.value));
  const stopTheme = effect(() => frame.post({ type: "theme", theme: theme.value }));
  return () => {
    stopTheme();
    stopDocument();
    off();
    detach();
    frame.destroy();
  };
}

function receive(message: PlayerMessage, studio: Studio, frame: HTMLElement): void {
  studio.link.receive(message);
  studio.live.receive(message);
  switch (message.type) {
    case "started":
      studio.started();
      break;
    case "select":
      studio.selected.value = message.names; // the canvas shows it already
      break;
    case "page":
      studio.shown(message.name);
      break;
    case "places":
      studio.arranger.place(message.places, message.names);
      break;
    case "inserted":
      studio.inserted(message.widget, message.spot, message.page);
      break;
    case "cut":
      studio.removeWidgets(message.names);
      break;
    case "paste":
      void studio.clip.paste(message.text);
      break;
    case "menu": {
      const { left, top } = frame.getBoundingClientRect();
      studio.arranger.menu.value = { x: left + message.x, y: top + message.y };
      break;
    }
    case "draft":
      void studio.elsewhere.heard(message.revision);
      break;
    case "shortcut":
      press(message.key, studio, false, true);
      break;
  }
}
