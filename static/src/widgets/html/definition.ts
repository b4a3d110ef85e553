/** Custom HTML: a page of your own, sandboxed. */
import { CodeXml } from "lucide";
import type { WidgetDefinition } from "../definition";

export const html: WidgetDefinition<"html"> = {
  type: "html",
  label: "Custom HTML",
  icon: CodeXml,
  help: "A page of your own, sandboxed",
  size: { w: 6, h: 6, min: { w: 2, h: 2 } },
  properties: { title: "", html: "", model: "" },
  inspector: [
    { key: "title", label: "Title", kind: "template", group: "Text", placeholder: "Floor plan" },
    {
      key: "html",
      label: "HTML",
      kind: "template",
      group: "Page",
      multiline: true,
      placeholder: "<p id=p></p>\n<script>\n  lowstream.onModel((m) => { p.textContent = m })\n</script>",
      help: "With styles and scripts in it; it reaches no network. A change loads the page anew: put what moves into the model.",
    },
    {
      key: "model",
      label: "Model",
      kind: "template",
      group: "Page",
      placeholder: "{{ query.data }}",
      help: "What lowstream.onModel is given, at each change.",
    },
  ],
  events: [{ name: "message", label: "Message from the page", help: "what the page gave lowstream.send" }],
  methods: [{ name: "post", label: "Post to the page" }],
};
