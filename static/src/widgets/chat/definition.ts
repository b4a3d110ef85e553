/** Chat: messages and a composer. */
import { MessagesSquare } from "lucide";
import type { WidgetDefinition } from "../definition";

export const chat: WidgetDefinition<"chat"> = {
  type: "chat",
  label: "Chat",
  icon: MessagesSquare,
  help: "Messages and a composer",
  size: { w: 4, h: 8, min: { w: 2, h: 4 } },
  properties: {
    title: "",
    source: null,
    data: "",
    limit: 200,
    text: "text",
    author: "author",
    time: "",
    own: "",
    composer: true,
    placeholder: "Write a message",
    disabled: "",
  },
  inspector: [],
  events: [],
  methods: [],
};
