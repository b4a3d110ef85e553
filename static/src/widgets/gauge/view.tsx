/** A value on an arc between two bounds, with the tone of the threshold it has reached. */
import { Card } from "../card";
import { formatNumber, toNumber } from "../data/number";
import { asText } from "../data/rows";
import { widthOf } from "../data/width";
import { useHeld } from "../held";
import { Hit } from "../hit";
import { ToneSign, wordOfTone } from "../tone";
import type { ViewProps } from "../view";
import { arc, at, BOX, shareOf } from "./arc";
import { toneAt, zonesOf } from "./thresholds";
import "./gauge.css";

const RADIUS = 84; // of the value's arc
const OUTER = 94; // of the thresholds' ring
const INNER = 118; // room for the figure between the arc's sides
const FIGURE_MAX = 34; // in the box's units

export default function Gauge({ widget, values, errors, ready, emit }: ViewProps<"gauge">) {
  const { value: bound, decimals, thresholds } = widget.properties;
  const value = toNumber(values.value);
  const min = toNumber(values.min);
  const max = toNumber(values.max);
  const fault = faultOf(values.value, value, min, max);
  const unit = asText(values.unit);
  const label = asText(values.label);
  const known = Number.isFinite(value);
  const shown = formatNumber(value, decimals);
  const width = useHeld(Math.max(widthOf(shown), decimals === null ? 0 : widthOf(formatNumber(max, decimals))));
  const size = Math.min(FIGURE_MAX, INNER / Math.max(1, width));
  const tone = known ? toneAt(value, thresholds) : "neutral";
  const spoken = [known ? shown : "no value", unit, wordOfTone(tone)].filter((part) => part !== "").join(" ");
  const empty = bound.trim() === "" ? "Bind its value, such as {{ query.data.heat }}." : null;
  return (
    <Card errors={errors} ready={ready} empty={empty} fault={fault}>
      {label && <div class="muted w-label">{label}</div>}
      {/* biome-ignore lint/a11y/useSemanticElements: a <meter> can't hold an arc */}
      <div
        class={`gauge ${tone}`}
        role="meter"
        aria-label={label || widget.name}
        aria-valuemin={min}
        aria-valuemax={max}
        aria-valuenow={known ? Math.min(max, Math.max(min, value)) : min}
        aria-valuetext={spoken}
      >
        <svg viewBox={`0 0 ${BOX.width} ${BOX.height}`} aria-hidden="true">
          {zonesOf(thresholds, min, max).map((zone) => (
            <path
              key={zone.from}
              class={`gauge-zone ${zone.tone}`}
              d={arc(shareOf(zone.from, min, max), shareOf(zone.to, min, max), OUTER)}
            />
          ))}
          <path class="gauge-track" d={arc(0, 1, RADIUS)} />
          {known && value > min && <path class="gauge-value" d={arc(0, shareOf(value, min, max), RADIUS)} />}
          <text class="gauge-figure" x="100" y="112" style={{ fontSize: `${size}px` }}>
            {shown}
          </text>
          {unit && (
            <text class="gauge-unit" x="100" y="130">
              {unit}
            </text>
          )}
          <text class="gauge-end" {...at(0, RADIUS)} dy="16" text-anchor="middle">
            {formatNumber(min)}
          </text>
          <text class="gauge-end" {...at(1, RADIUS)} dy="16" text-anchor="middle">
            {formatNumber(max)}
          </text>
        </svg>
      </div>
      <div class="gauge-tone">{thresholds.length > 0 && <ToneSign tone={tone} />}</div>
      <Hit
        widget={widget}
        label={`${label || widget.name}: ${spoken}`}
        click={() => emit("click", known ? value : null)}
      />
    </Card>
  );
}

function faultOf(given: unknown, value: number, min: number, max: number): string | null {
  if (!Number.isFinite(min) || !Number.isFinite(max))
    return "Min and max must be numbers. Set them, such as 0 and 100.";
  if (min >= max) return `Max must be above min, which is ${min}, but is ${max}.`;
  if (Number.isFinite(value) || given === undefined || given === null || given === "") return null;
  return `Value must be a number, but is ${JSON.stringify(given)?.slice(0, 60)}.`;
}
