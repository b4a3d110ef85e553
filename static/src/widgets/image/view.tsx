/** A picture, also one that streams: 20 a second without a flicker. */
import { ImageOff } from "lucide";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { EmptyState, Skeleton } from "../../ui/empty";
import { Card, isFailing, NOTHING } from "../card";
import { asText } from "../data/rows";
import type { ViewProps } from "../view";
import { createFrames, type Frames } from "./frames";
import "./image.css";
import { pictureOf } from "./source";

const UNREAD = "The picture could not be read. Is its type the one that is set?";

export default function ImageView({ widget, values, errors, ready, emit }: ViewProps<"image">) {
  const { media_type, fit, source } = widget.properties;
  const box = useRef<HTMLImageElement>(null);
  const frames = useRef<Frames | null>(null);
  const [state, setState] = useState<"none" | "shown" | "failed" | "stale">("none"); // stale: only an older one is shown
  const picture = useMemo(() => pictureOf(values.source, media_type), [values.source, media_type]);
  const alt = asText(values.alt);
  const clickable = widget.events.some(({ event }) => event === "click");

  useLayoutEffect(() => {
    if (!box.current) return;
    const made = createFrames(box.current, (ok) =>
      setState((before) => (ok ? "shown" : before === "none" || before === "failed" ? "failed" : "stale")),
    );
    frames.current = made;
    return () => made.end();
  }, [clickable]);
  useEffect(() => {
    if (picture?.blob) frames.current?.show(picture.blob);
  }, [picture, clickable]);

  const fault = picture?.fault ?? (state === "failed" ? UNREAD : null);
  const empty = source.trim() === "" ? "Bind a picture, such as {{ camera.data }}." : "No picture yet.";
  const shown = (state === "shown" || state === "stale") && picture !== null && fault === null;
  const img = <img ref={box} class={`image ${fit}`} alt={alt} hidden={!shown} decoding="sync" draggable={false} />;
  return (
    <Card
      errors={state === "stale" ? { ...errors, source: errors.source ?? "the newest could not be read" } : errors}
      ready
    >
      {clickable ? (
        <button
          type="button"
          class="image-box"
          hidden={!shown}
          aria-label={alt || widget.name}
          onClick={() => emit("click", null)}
        >
          {img}
        </button>
      ) : (
        <div class="image-box" hidden={!shown}>
          {img}
        </div>
      )}
      {!shown &&
        (!ready || (picture?.blob && state === "none") ? (
          <Skeleton />
        ) : fault ? (
          <EmptyState tone="fail" icon={ImageOff} text={fault} />
        ) : (
          <EmptyState text={isFailing(errors) ? NOTHING : empty} />
        ))}
    </Card>
  );
}
