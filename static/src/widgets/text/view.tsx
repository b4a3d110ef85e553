/** Markdown, sanitised. A `{{ }}` part that fails says so in its place; the others show. */
import { useMemo } from "preact/hooks";
import { Card } from "../card";
import { asText } from "../data/rows";
import type { ViewProps } from "../view";
import { followLink } from "./links";
import { renderMarkdown } from "./markdown";
import "./prose.css";

export default function Text({ widget, values, errors, ready, openUrl }: ViewProps<"text">) {
  const content = asText(values.content);
  const html = useMemo(() => renderMarkdown(content), [content]);
  const { content: failed, ...others } = errors;
  const isToldInPlace = failed !== undefined && content.includes(`⚠ ${failed}`);
  const empty = widget.properties.content.trim() === "" ? "Write its Markdown; {{ }} parts follow your data." : null;
  return (
    <Card errors={isToldInPlace ? others : errors} ready={ready} empty={empty}>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Enter on a link is a click; nothing else here is clicked */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it only watches the links within */}
      <div
        class="prose"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a long text scrolls, also by keyboard
        tabIndex={0}
        onClick={(event) => followLink(event, openUrl)}
        dangerouslySetInnerHTML={{ __html: html }}
      />
    </Card>
  );
}
