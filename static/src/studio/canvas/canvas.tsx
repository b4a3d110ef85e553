/** The canvas: the player frame itself, in edit mode, fed with every edit of the draft. */
import { effect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { PlayerMessage } from "../../bridge";
import { createFrame } from "../../host/frame";
import { press } from "../commands/listen";
import { placeWidgets } from "../draft/edits";
import { type Studio, useStudio } from "../studio";
import { theme } from "../theme";

export function Canvas() {
  const studio = useStudio();
  const container = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!container.current) return;
    return openFrame(container.current, studio);
  }, [studio]);
  return <main class="canvas" aria-label="Canvas" ref={container} data-testid="canvas" />;
}

function openFrame(container: HTMLElement, studio: Studio): () => void {
  const frame = createFrame(container, {
    app: studio.app.peek(),
    session: "draft",
    mode: "edit",
    theme: theme.peek(),
    header: false,
    observe: true,
    document: () => studio.document.peek(),
    page: () => studio.page.peek(),
    onSession: ({ session }) => {
      studio.session = session;
    },
  });
  frame.element.title = "Canvas";
  const detach = studio.link.attach((message) => frame.post(message));
  const off = frame.on((message) => receive(message, studio));
  let first = true;
  const stopDocument = effect(() => {
    void studio.document.value; // subscribes
    if (first) first = false;
    else studio.link.scheduleDocument(() => studio.document.peek());
  });
  const stopTheme = effect(() => frame.post({ type: "theme", theme: theme.value }));
  return () => {
    stopTheme();
    stopDocument();
    off();
    detach();
    frame.destroy();
  };
}

function receive(message: PlayerMessage, studio: Studio): void {
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
      studio.page.value = message.name;
      break;
    case "places":
      studio.draft.edit("Move widgets", (document) => placeWidgets(document, message.places));
      break;
    case "remove":
      studio.removeWidgets(message.names);
      break;
    case "shortcut":
      press(message.key, studio);
      break;
  }
}
