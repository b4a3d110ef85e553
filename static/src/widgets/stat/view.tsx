/** One figure with its unit, its change (sign and colour) and a sparkline. */
import { Card } from "../card";
import { decimalsOf, formatNumber, formatSigned, toNumber } from "../data/number";
import { asText } from "../data/rows";
import { useHeld } from "../held";
import { Hit } from "../hit";
import type { ViewProps } from "../view";
import { besideWidth, figureWidth } from "./fit";
import { Spark } from "./spark";

const DIGITS = 7; // noughts are added to no more than so many figures

export default function Stat({ widget, values, errors, ready, emit }: ViewProps<"stat">) {
  const { decimals } = widget.properties;
  const number = toNumber(values.value);
  // With as many decimals as it had a moment ago, so that the point stands still.
  const held = useHeld(Number.isFinite(number) ? decimalsOf([number]) : 0);
  const least = Math.min(held, Math.max(0, DIGITS - Math.trunc(Math.abs(number)).toString().length));
  const shown = (Number.isFinite(number) ? formatNumber(number, decimals, least) : asText(values.value)) || "–";
  const delta = toNumber(values.delta);
  const deltaUnit = asText(values.delta_unit);
  const change = Number.isFinite(delta)
    ? formatSigned(delta, deltaUnit === "%" ? 2 : decimals) + (deltaUnit && ` ${deltaUnit}`)
    : "";
  const unit = asText(values.unit);
  const spark = Array.isArray(values.spark) ? values.spark.map(toNumber).filter(Number.isFinite) : [];
  const sizes = {
    "--value": useHeld(figureWidth(shown)),
    "--unit": useHeld(besideWidth(unit)),
    "--beside": useHeld(besideWidth(unit, change)),
  };
  const label = asText(values.label);
  const empty = widget.properties.value.trim() === "" ? "Bind its value, such as {{ query.data.price }}." : null;
  return (
    <Card errors={errors} ready={ready} empty={empty}>
      {label && <div class="muted w-label">{label}</div>}
      <div class="stat" style={sizes}>
        <span class="stat-value" title={shown}>
          {shown}
        </span>
        {unit && <span class="stat-unit">{unit}</span>}
        {change && <span class={`stat-delta ${toneOf(change)}`}>{change}</span>}
      </div>
      {spark.length > 1 && <Spark numbers={spark} colour={widget.layout.x} />}
      <Hit
        widget={widget}
        label={[label || widget.name, [shown, unit, change].filter((part) => part !== "").join(" ")].join(": ")}
        click={() => emit("click", values.value ?? null)}
      />
    </Card>
  );
}

/** By the sign that is shown: what rounds to zero went neither up nor down. */
const toneOf = (change: string): string => (change.startsWith("+") ? "up" : change.startsWith("−") ? "down" : "faint");
