/** How much is done, as a bar or a ring. */
import { Card } from "../card";
import { formatNumber, toNumber } from "../data/number";
import { asBoolean, asText } from "../data/rows";
import { type FigureTone, isTone, ToneSign, wordOfTone } from "../tone";
import type { ViewProps } from "../view";
import "./progress.css";

const RING = { radius: 42, width: 10 }; // in a box of 100 × 100
const ROUND = 2 * Math.PI * RING.radius;

export default function Progress({ widget, values, errors, ready }: ViewProps<"progress">) {
  const { value: bound, kind, show_value: showValue } = widget.properties;
  const value = toNumber(values.value);
  const max = toNumber(values.max);
  const known = Number.isFinite(value);
  const share = known ? Math.min(1, Math.max(0, value / max)) : 0;
  const percent = known ? `${formatNumber(share * 100, 0)} %` : "–";
  const label = asText(values.label);
  const named = asText(values.tone).trim().toLowerCase();
  const tone: FigureTone = isTone(named) ? named : "neutral";
  const faults =
    named === "" || isTone(named)
      ? errors
      : { ...errors, tone: `must be neutral, ok, busy or fail, but is ${JSON.stringify(named.slice(0, 40))}` };
  const empty = bound.trim() === "" ? "Bind its value, such as {{ done.value }}." : null;
  const bar = {
    role: "progressbar",
    "aria-label": label || widget.name,
    "aria-valuemin": 0,
    "aria-valuemax": max,
    "aria-valuenow": known ? Math.min(max, Math.max(0, value)) : undefined, // without one: nobody knows how much
    "aria-valuetext": [percent, wordOfTone(tone)].filter((part) => part !== "").join(", "),
  } as const;
  const figure = asBoolean(showValue) && <span class="num progress-value">{percent}</span>;
  return (
    <Card errors={faults} ready={ready} empty={empty} fault={faultOf(values.value, value, max)}>
      {kind === "circle" ? (
        <>
          {label && <div class="muted w-label">{label}</div>}
          <div class={`progress ring ${tone}`} {...bar}>
            <svg viewBox="0 0 100 100" aria-hidden="true">
              <circle class="progress-track" cx="50" cy="50" r={RING.radius} stroke-width={RING.width} />
              <circle
                class="progress-done"
                cx="50"
                cy="50"
                r={RING.radius}
                stroke-width={RING.width}
                stroke-dasharray={`${share * ROUND} ${ROUND}`}
                transform="rotate(-90 50 50)"
              />
            </svg>
            <div class="progress-centre">
              {figure}
              <ToneSign tone={tone} brief />
            </div>
          </div>
        </>
      ) : (
        <div class={`progress ${tone}`}>
          <div class="progress-line">
            {label && <span class="muted w-label">{label}</span>}
            <ToneSign tone={tone} brief />
            {figure}
          </div>
          <div class="progress-track" {...bar}>
            <i style={{ width: `${share * 100}%` }} />
          </div>
        </div>
      )}
    </Card>
  );
}

function faultOf(given: unknown, value: number, max: number): string | null {
  if (!(max > 0)) return "Max must be a number above 0. Set it, such as 100.";
  if (Number.isFinite(value) || given === undefined || given === null || given === "") return null;
  return `Value must be a number, but is ${JSON.stringify(given)?.slice(0, 60)}.`;
}
