/** Container: a card around other widgets, or just their common place. */
import "../containers.css";
import { Faults } from "../card";
import { asText } from "../data/rows";
import { useScrollStop } from "../scrolls";
import type { ViewProps } from "../view";

export default function ContainerView({ widget, values, errors, children }: ViewProps<"container">) {
  const title = asText(values.title);
  const held = useScrollStop<HTMLDivElement>();
  return (
    <>
      {title && <div class="held-title w-title">{title}</div>}
      <div ref={held} class={`held ${widget.properties.plain ? "plain" : ""}`}>
        {children()}
      </div>
      <Faults errors={errors} />
    </>
  );
}
