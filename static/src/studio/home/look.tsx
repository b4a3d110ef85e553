/** How an app looks: its picture, else a drawing of its widgets. */
import { useEffect, useRef, useState } from "preact/hooks";
import { type AppItem, type Box, readOutline } from "../../api/apps";
import { Schematic } from "./schematic";

export function Look({ app }: { app: AppItem }) {
  const [failed, setFailed] = useState<string | null>(null); // the picture that can't be had
  if (app.thumbnail === null || app.thumbnail === failed) return <Drawn app={app} />;
  return (
    <img
      class="look"
      src={app.thumbnail}
      alt=""
      width={640}
      height={400}
      loading="lazy"
      data-testid="thumbnail"
      onError={() => setFailed(app.thumbnail)}
    />
  );
}

/** Asks for the outline once it comes into view: a list may be long. */
function Drawn({ app }: { app: AppItem }) {
  const box = useRef<HTMLDivElement>(null);
  const [boxes, setBoxes] = useState<readonly Box[]>([]);
  const { id, draft_revision: revision } = app;
  useEffect(() => {
    const element = box.current;
    if (!element || revision === 0) return;
    let gone = false;
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      seen.disconnect();
      // Without one the card is as good, only emptier.
      readOutline(id).then(
        (outline) => gone || setBoxes(outline),
        () => undefined,
      );
    });
    seen.observe(element);
    return () => {
      gone = true;
      seen.disconnect();
    };
  }, [id, revision]);
  return (
    <div class="look" ref={box} data-testid="schematic">
      <Schematic boxes={boxes} />
    </div>
  );
}
