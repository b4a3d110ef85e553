/** Chat: messages and a composer. */
import { MessagesSquare } from "lucide";
import type { WidgetDefinition } from "../definition";
import { DISABLED, PLACEHOLDER } from "../entry-specs";

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
  inspector: [
    { key: "source", label: "Messages of queries", kind: "source", group: "Data" },
    {
      key: "data",
      label: "Messages",
      kind: "template",
      group: "Data",
      placeholder: "{{ room.messages }}",
      help: "Counts where no query is chosen above",
    },
    { key: "text", label: "Text field", kind: "field", group: "Data", placeholder: "text" },
    { key: "author", label: "Author field", kind: "field", group: "Data", placeholder: "author" },
    {
      key: "time",
      label: "Time field",
      kind: "field",
      group: "Data",
      placeholder: "@at",
      help: "Empty: when it was received",
    },
    { key: "limit", label: "Newest messages", kind: "number", group: "Data", min: 1, max: 10_000 },
    {
      key: "own",
      label: "Own author",
      kind: "template",
      group: "Data",
      placeholder: "{{ currentUser.name }}",
      help: "Whose messages stand at the right",
    },
    { key: "title", label: "Title", kind: "template", group: "Text" },
    { key: "composer", label: "Composer", kind: "boolean", group: "Behaviour" },
    PLACEHOLDER,
    DISABLED,
  ],
  events: [{ name: "send", label: "Send", help: "event.data is the text" }],
  methods: [
    { name: "setValue", label: "Set what is being written" },
    { name: "clear", label: "Clear what is being written" },
    { name: "focus", label: "Focus" },
    { name: "scrollToEnd", label: "Scroll to the end" },
  ],
};
