/** Markdown, sanitised. Links don't leave the sandbox by themselves: a click shows where they lead. */
import { useMemo } from "preact/hooks";
import { Card } from "../card";
import { asText } from "../data/rows";
import type { ViewProps } from "../view";
import { renderMarkdown } from "./markdown";

export default function Text({ widget, values, errors, ready, notify }: ViewProps<"text">) {
  const content = asText(values.content);
  const html = useMemo(() => renderMarkdown(content), [content]);
  const empty = widget.properties.content.trim() === "" ? "Write its Markdown; {{ }} parts follow your data." : null;
  const follow = (event: MouseEvent) => {
    const link = (event.target as Element).closest?.("a[href]");
    if (!link) return;
    event.preventDefault();
    notify(`This link leads to ${link.getAttribute("href")}. Copy its address to open it.`);
  };
  return (
    <Card errors={errors} ready={ready} empty={empty}>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Enter on a link is a click; nothing else here is clicked */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it only watches the links within */}
      <div class="prose" onClick={follow} dangerouslySetInnerHTML={{ __html: html }} />
    </Card>
  );
}
