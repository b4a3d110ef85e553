/** One icon of the set: lucide's nodes at 16 px with a 1.4 px stroke. Import the node from "lucide", pass it as `of`. */
import type { IconNode } from "lucide";
import { h } from "preact";

export type { IconNode };

const STROKE_PX = 1.4; // on screen, whatever the size
const VIEW_BOX = 24; // lucide's own

export interface IconProps {
  of: IconNode;
  /** Pixels; 16 unless told. */
  size?: number;
  /** Spoken name; without one the icon is decoration and hidden from assistive technology. */
  label?: string;
  class?: string;
}

export function Icon({ of, size = 16, label, class: className = "" }: IconProps) {
  return (
    <svg
      class={`icon ${className}`}
      width={size}
      height={size}
      viewBox={`0 0 ${VIEW_BOX} ${VIEW_BOX}`}
      fill="none"
      stroke="currentColor"
      stroke-width={(STROKE_PX * VIEW_BOX) / size}
      stroke-linecap="round"
      stroke-linejoin="round"
      role={label ? "img" : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : "true"}
    >
      {of.map(([tag, attributes], index) => h(tag, { ...attributes, key: index }))}
    </svg>
  );
}

/** The product's mark: two waves on the accent. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg class="mark" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <rect width="24" height="24" rx="6" fill="var(--accent)" />
      <path
        d="M4 9c3-3 5 3 8 0s5 3 8 0M4 15c3-3 5 3 8 0s5 3 8 0"
        stroke="var(--ink-inv)"
        stroke-width="2"
        fill="none"
        stroke-linecap="round"
      />
    </svg>
  );
}
