/** Four words to somebody whose first app is still empty. It stands beside what it speaks of and is in nobody's way. */
import { useEffect, useRef } from "preact/hooks";
import { Button } from "../../ui";
import { type Studio, useStudio } from "../studio";

const KEY = "lowstream.studio.tour";

const STEPS: readonly { at: "bottom" | "messages" | "add" | "publish"; title: string; text: string }[] = [
  {
    at: "bottom",
    title: "Start with a stream",
    text: "A stream query is a connection to a WebSocket server. The server holds it, so its keys never reach a browser.",
  },
  {
    at: "messages",
    title: "See what comes",
    text: "Messages appear here as they arrive. Open one and make a field, a chart or a table of what is in it.",
  },
  {
    at: "add",
    title: "Place widgets",
    text: "Drag them from the left onto the canvas. They show live data while you build; bind them with {{ }}.",
  },
  {
    at: "publish",
    title: "Publish",
    text: "Viewers get the release by its link, live. The draft stays yours until you publish again.",
  },
];

export function Tour() {
  const studio = useStudio();
  const step = studio.tour.value;
  useEffect(() => {
    const { queries, widgets } = studio.document.peek();
    if (queries.length + widgets.length === 0 && !seen()) studio.tour.value = 0;
  }, [studio]);
  useDoing(studio);
  const now = step === null ? undefined : STEPS[step];
  if (!now || step === null) return null;
  const end = () => endTour(studio);
  const last = step === STEPS.length - 1;
  return (
    <section class={`tour at-${now.at}`} aria-label="Tour" data-testid="tour">
      <h2>{now.title}</h2>
      <p>{now.text}</p>
      <footer>
        <span class="faint num">
          {step + 1} of {STEPS.length}
        </span>
        <span class="spacer" />
        {!last && (
          <Button variant="ghost" data-testid="tour-skip" onClick={end}>
            Skip
          </Button>
        )}
        <Button
          variant="primary"
          data-testid="tour-next"
          onClick={() => {
            if (last) end();
            else studio.tour.value = step + 1;
          }}
        >
          {last ? "Done" : "Next"}
        </Button>
      </footer>
    </section>
  );
}

const PUBLISH = STEPS.length - 1;

/** Who does what a step speaks of needs no click to be told of the next. */
function useDoing(studio: Studio): void {
  const { queries, widgets } = studio.document.value;
  const before = useRef({ queries: queries.length, widgets: widgets.length });
  const isPublishing = studio.dialog.value === "publish";
  useEffect(() => {
    const { queries: queriesBefore, widgets: widgetsBefore } = before.current;
    before.current = { queries: queries.length, widgets: widgets.length };
    const step = studio.tour.peek();
    if (step === null) return;
    if (isPublishing) endTour(studio);
    else if (widgets.length > widgetsBefore) studio.tour.value = PUBLISH;
    else if (queries.length > queriesBefore && step === 0) studio.tour.value = 1;
  }, [studio, queries.length, widgets.length, isPublishing]);
}

function endTour(studio: Studio): void {
  studio.tour.value = null;
  keep();
}

function seen(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return true; // what can't be remembered would come back each time
  }
}

function keep(): void {
  try {
    localStorage.setItem(KEY, "seen");
  } catch {
    // Nothing is remembered in this browser.
  }
}
