/** What sections are made of: a heading with buttons, and a list that is loading, failed, empty or here. */
import type { ComponentChildren } from "preact";
import { Button, EmptyState, Skeleton } from "../../ui";
import type { Loaded } from "./loaded";
import "./parts.css";

interface HeadProps {
  title: string;
  /** What it is about, in a line. */
  text?: ComponentChildren;
  /** Smaller: a part of a section. */
  part?: boolean;
  children?: ComponentChildren;
}

export function Head({ title, text, part, children }: HeadProps) {
  return (
    <header class="section-head">
      {part ? <h3>{title}</h3> : <h2>{title}</h2>}
      {children && <div class="section-ways">{children}</div>}
      {text && <p class="faint">{text}</p>}
    </header>
  );
}

interface ListProps<T> {
  loaded: Pick<Loaded<readonly T[]>, "value" | "fault" | "retry">;
  /** "The members": what could not be loaded. */
  what: string;
  empty: ComponentChildren;
  children: (items: readonly T[]) => ComponentChildren;
}

export function List<T>({ loaded, what, empty, children }: ListProps<T>) {
  const { value, fault, retry } = loaded;
  if (fault !== null) {
    return (
      <div class="section-box">
        <EmptyState
          tone="fail"
          title={`${what} could not be loaded`}
          text={fault}
          action={<Button onClick={retry}>Try again</Button>}
        />
      </div>
    );
  }
  if (value === null) {
    return (
      <div class="section-box padded">
        <Skeleton />
      </div>
    );
  }
  return <div class="section-box">{value.length === 0 ? empty : children(value)}</div>;
}
