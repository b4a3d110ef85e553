/** The frame most widgets stand in: heading, body, and a property's error in red at the bottom. */
import { ChevronRight } from "lucide";
import type { ComponentChildren } from "preact";
import { EmptyState, Skeleton } from "../ui/empty";
import { Icon } from "../ui/icon";
import { useScrollStop } from "./scrolls";

/** Where there is nothing to show because of an error, which stands below. */
export const NOTHING = "Nothing to show.";

export interface CardProps {
  title?: string;
  /** At the right end of the heading, quiet. */
  aside?: ComponentChildren;
  /** Controls at the right end of the heading; under it where room is short. */
  tools?: ComponentChildren;
  /** A small button at the very end, which stays in its line however narrow the card is. */
  action?: ComponentChildren;
  errors: Readonly<Record<string, string>>;
  ready: boolean;
  /** Instead of the body, one line: what to do so that something shows. */
  empty?: string | null;
  /** Instead of the body: what is wrong with the value itself, such as rows that are no list. */
  fault?: string | null;
  children?: ComponentChildren;
}

/** Whether what a widget shows, beside its heading, can't be evaluated: nothing will come, however long one waits. */
export const isFailing = (errors: Readonly<Record<string, string>>): boolean =>
  Object.keys(errors).some((property) => property !== "title" && property !== "label");

/** Loading, failed, empty or full: one of the four, under the heading. A failed property's last good value stays. */
export function Card({ title, aside, tools, action, errors, ready, empty, fault, children }: CardProps) {
  return (
    <>
      {(title || aside || tools || action) && (
        <div class={tools ? "h with-tools" : "h"}>
          <span class="w-title">{title}</span>
          {aside && <span class="faint r num">{aside}</span>}
          {tools && <span class="w-tools">{tools}</span>}
          {action}
        </div>
      )}
      {!ready ? (
        <Skeleton />
      ) : fault ? (
        <EmptyState tone="fail" text={fault} />
      ) : empty ? (
        <EmptyState text={isFailing(errors) ? NOTHING : empty} />
      ) : (
        children
      )}
      <Faults errors={errors} />
    </>
  );
}

/** Property errors, small, at the bottom of the widget they belong to. */
export function Faults({ errors }: { errors: Readonly<Record<string, string>> }) {
  const box = useScrollStop<HTMLDivElement>();
  const lines = Object.entries(errors);
  if (lines.length === 0) return null;
  return (
    <div ref={box} class={lines.length > 1 ? "w-faults several" : "w-faults"} role="alert">
      {lines.map(([property, message]) => (
        <p key={property} title={message}>
          <span class="mono">{property}</span> <Icon of={ChevronRight} size={12} /> {message}
        </p>
      ))}
    </div>
  );
}
