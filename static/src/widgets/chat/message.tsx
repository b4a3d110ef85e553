/** One message: plain text with its links, under its author where a group begins. */
import { Component, type ComponentChildren } from "preact";
import { formatClock } from "../data/time";
import { type ChatMessage, parted } from "./messages";

interface MessageProps {
  message: ChatMessage;
  openUrl: (url: string) => void;
}

/** Drawn again only when it changed: of a thousand messages, the new one. */
export class Message extends Component<MessageProps> {
  override shouldComponentUpdate({ message }: MessageProps): boolean {
    const old = this.props.message;
    return (
      message.own !== old.own || message.first !== old.first || message.day !== old.day || message.text !== old.text
    );
  }

  override render(): ComponentChildren {
    const { message, openUrl } = this.props;
    const { text, author, at, own, first, day } = message;
    const clock = Number.isNaN(at) ? "" : formatClock(at);
    return (
      <>
        {day && <div class="chat-day">{day}</div>}
        <div class={`chat-message ${own ? "own" : ""} ${first ? "first" : ""}`}>
          {first && (author || clock) && (
            <div class="chat-who">
              <b>{own ? "You" : author}</b>{" "}
              {clock && <time dateTime={new Date(at).toISOString()}>{clock.slice(0, 5)}</time>}
            </div>
          )}
          <p class="chat-text" title={clock || undefined}>
            {parted(text).map((part, index) =>
              "url" in part ? (
                <a
                  key={index}
                  href={part.url}
                  rel="noopener noreferrer nofollow"
                  onClick={(event) => {
                    event.preventDefault();
                    openUrl(part.url);
                  }}
                >
                  {part.url}
                </a>
              ) : (
                part.text
              ),
            )}
          </p>
        </div>
      </>
    );
  }
}
