/** A log of up to 10,000 lines; only those in sight are in the document. */
import { ArrowDown } from "lucide";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { IconButton } from "../../ui";
import { Card } from "../card";
import { asRows, asText } from "../data/rows";
import type { ViewProps } from "../view";
import { lineOf } from "./lines";

const LINE_PX = 20; // as in controls: the height of a mono line
const AHEAD = 8; // lines kept on either side, so that scrolling shows no hole

export default function Log({ widget, values, errors, ready }: ViewProps<"log">) {
  const { rows, fault } = asRows(values.data);
  const lines = rows.slice(-widget.properties.limit);
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 200 });
  const [follows, setFollows] = useState(widget.properties.follow);

  const measure = () => {
    const element = box.current;
    if (!element) return;
    setView({ top: element.scrollTop, height: element.clientHeight });
  };
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [ready, lines.length > 0]);
  useLayoutEffect(() => {
    const element = box.current;
    if (follows && element) element.scrollTop = element.scrollHeight;
  }, [rows, follows, view.height]);
  useLayoutEffect(() => setFollows(widget.properties.follow), [widget.properties.follow]);

  // Scrolling up lets go of the newest line; coming back down takes hold of it again.
  const scrolled = () => {
    const element = box.current;
    if (!element) return;
    measure();
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < LINE_PX;
    if (widget.properties.follow) setFollows(atEnd);
  };

  const top = follows ? Math.max(0, lines.length * LINE_PX - view.height) : view.top;
  const first = Math.max(0, Math.floor(top / LINE_PX) - AHEAD);
  const last = Math.min(lines.length, Math.ceil((top + view.height) / LINE_PX) + AHEAD);
  const empty =
    lines.length > 0
      ? null
      : widget.properties.data.trim() === ""
        ? "Bind its lines, such as {{ query.messages }}."
        : "No lines yet. They appear here as they come.";
  return (
    <Card title={asText(values.title)} errors={errors} ready={ready} empty={empty} fault={fault}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <div class="log" ref={box} onScroll={scrolled} role="log" tabIndex={0}>
        <div style={{ height: `${lines.length * LINE_PX}px`, paddingTop: `${first * LINE_PX}px` }}>
          {lines.slice(first, last).map((entry, index) => {
            const line = lineOf(entry);
            return (
              <div key={first + index} class={`log-line ${line.level}`}>
                {line.at && <span class="at">{line.at}</span>}
                <span class="log-text">{line.text}</span>
              </div>
            );
          })}
        </div>
      </div>
      {widget.properties.follow && !follows && (
        <div class="log-down">
          <IconButton
            icon={ArrowDown}
            label="Follow the newest line"
            variant="default"
            onClick={() => setFollows(true)}
          />
        </div>
      )}
    </Card>
  );
}
