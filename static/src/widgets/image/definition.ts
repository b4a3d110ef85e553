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
  inspector: [],
  events: [],
  methods: [],
};
