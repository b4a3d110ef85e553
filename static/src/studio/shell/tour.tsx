/** Four words to somebody whose first app is still empty. It stands beside what it speaks of and is in nobody's way. */
import { useEffect } from "preact/hooks";
import { Button } from "../../ui";
import { useStudio } from "../studio";

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
  const now = step === null ? undefined : STEPS[step];
  if (!now || step === null) return null;
  const end = () => {
    studio.tour.value = null;
    keep();
  };
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
