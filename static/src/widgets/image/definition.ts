/** Image: a picture, also one that streams. */
import { Image } from "lucide";
import type { WidgetDefinition } from "../definition";

export const image: WidgetDefinition<"image"> = {
  type: "image",
  label: "Image",
  icon: Image,
  help: "A picture, also one that streams",
  size: { w: 4, h: 5, min: { w: 1, h: 1 } },
  properties: { source: "", media_type: "image/jpeg", alt: "", fit: "contain" },
  inspector: [
    {
      key: "source",
      label: "Picture",
      kind: "template",
      group: "Data",
      placeholder: "{{ camera.data }}",
      help: "A data URL, or base64 as a binary query delivers it",
    },
    {
      key: "media_type",
      label: "Type of base64",
      kind: "select",
      group: "Data",
      options: [
        { value: "image/jpeg", label: "JPEG" },
        { value: "image/png", label: "PNG" },
        { value: "image/webp", label: "WebP" },
        { value: "image/gif", label: "GIF" },
        { value: "image/svg+xml", label: "SVG" },
      ],
    },
    { key: "alt", label: "Description", kind: "template", group: "Text", help: "Spoken in its place" },
    {
      key: "fit",
      label: "Fit",
      kind: "select",
      group: "Text",
      options: [
        { value: "contain", label: "Whole picture" },
        { value: "cover", label: "Fill, cut off" },
        { value: "fill", label: "Stretch" },
        { value: "none", label: "Own size" },
      ],
    },
  ],
  events: [{ name: "click", label: "Click", help: "event.data is null" }],
  methods: [],
};
