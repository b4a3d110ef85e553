/** Empty and failed states: one line that teaches the next step, and one button. */
import type { ComponentChildren } from "preact";
import { Icon, type IconNode } from "./icon";

export interface EmptyStateProps {
  icon?: IconNode;
  /** One line: what is missing and what to do. */
  text: ComponentChildren;
  /** A heading over the line, where there is room. */
  title?: string;
  action?: ComponentChildren;
  tone?: "quiet" | "fail";
}

export function EmptyState({ icon, text, title, action, tone = "quiet" }: EmptyStateProps) {
  return (
    <div class={`empty ${tone}`} role={tone === "fail" ? "alert" : undefined}>
      {icon && <Icon of={icon} size={20} />}
      {title && <h2>{title}</h2>}
      <p>{text}</p>
      {action}
    </div>
  );
}

/** Three grey lines in the place of what is still coming. */
export function Skeleton({ lines = 3 }: { lines?: number }) {
  return (
    <div class="skeleton" role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, index) => (
        <i key={index} style={{ "--short": `${[28, 0, 44][index % 3]}%` }} />
      ))}
    </div>
  );
}
