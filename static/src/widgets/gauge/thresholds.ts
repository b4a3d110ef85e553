/** Which tone a value has, and where along the scale each tone reigns. */
import type { GaugeWidget } from "../../document";
import type { FigureTone } from "../tone";

type Thresholds = GaugeWidget["properties"]["thresholds"];

export interface Zone {
  tone: FigureTone;
  from: number;
  to: number;
}

const rising = (thresholds: Thresholds): Thresholds[number][] => [...thresholds].sort((a, b) => a.at - b.at);

/** That of the last threshold it has reached; neutral below the first. */
export function toneAt(value: number, thresholds: Thresholds): FigureTone {
  return rising(thresholds).findLast(({ at }) => value >= at)?.tone ?? "neutral";
}

/** Between `min` and `max`; what is neutral has no zone. */
export function zonesOf(thresholds: Thresholds, min: number, max: number): Zone[] {
  return rising(thresholds)
    .map(({ at, tone }, index, all) => ({
      tone,
      from: Math.max(min, at),
      to: Math.min(max, all[index + 1]?.at ?? max),
    }))
    .filter(({ tone, from, to }) => tone !== "neutral" && to > from);
}
