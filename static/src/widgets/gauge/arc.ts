/** The gauge's geometry: an arc of 240° open at the bottom, in a box of 200 × 156. */

export const BOX = { width: 200, height: 156 };
const CENTRE = { x: 100, y: 102 };
const FROM = -120; // degrees from the top, clockwise
const SWEEP = 240;

/** How far along a value lies, from 0 to 1. */
export function shareOf(value: number, min: number, max: number): number {
  return Math.min(1, Math.max(0, (value - min) / (max - min)));
}

/** The path of an arc between two shares, at a radius. */
export function arc(from: number, to: number, radius: number): string {
  const start = at(from, radius);
  const end = at(to, radius);
  const large = (to - from) * SWEEP > 180 ? 1 : 0;
  return `M${start.x},${start.y}A${radius},${radius},0,${large},1,${end.x},${end.y}`;
}

export function at(share: number, radius: number): { x: number; y: number } {
  const angle = ((FROM + share * SWEEP) * Math.PI) / 180;
  return { x: round(CENTRE.x + radius * Math.sin(angle)), y: round(CENTRE.y - radius * Math.cos(angle)) };
}

const round = (number: number): number => Number(number.toFixed(2));
