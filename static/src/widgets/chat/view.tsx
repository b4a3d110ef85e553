/** Chat: messages, newest at the bottom, and a composer. */
import { ArrowDown } from "lucide";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { Button } from "../../ui/button";
import { EmptyState } from "../../ui/empty";
import { Card, isFailing, NOTHING } from "../card";
import { asRows, asText } from "../data/rows";
import type { ViewProps } from "../view";
import "./chat.css";
import { Composer } from "./composer";
import { Message } from "./message";
import { asMessages } from "./messages";

const END_PX = 24; // so near the end counts as there
const SHOWN = 1_000; // messages in the page at once; earlier ones on request

export default function Chat(props: ViewProps<"chat">) {
  const { widget, values, origins, errors, ready, on, openUrl } = props;
  const { text, author, time, limit, composer, source, data } = widget.properties;
  const { rows, fault } = asRows(values.data);
  const own = asText(values.own);
  const all = useMemo(
    () => asMessages(rows.slice(-limit), origins?.slice(-limit) ?? null, { text, author, time }, own, Date.now()),
    [rows, origins, limit, text, author, time, own],
  );
  const box = useRef<HTMLDivElement>(null);
  const [follows, setFollows] = useState(true);
  const [pages, setPages] = useState(1);
  const messages = all.slice(-SHOWN * pages);
  const newest = all.at(-1)?.key;
  const [read, setRead] = useState(newest); // the newest message when the end was last in sight

  const toEnd = () => {
    setFollows(true);
    setPages(1);
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  };
  useEffect(() => on("scrollToEnd", toEnd), [on]);
  useLayoutEffect(() => {
    if (!follows) return;
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
    setRead(newest);
  }, [newest, follows, ready]);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || !follows) return;
    const observer = new ResizeObserver(() => {
      element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [follows, ready]);

  // Scrolling up lets go of the newest message; coming back down takes hold of it again.
  const scrolled = () => {
    const element = box.current;
    if (element) setFollows(element.scrollHeight - element.scrollTop - element.clientHeight < END_PX);
  };
  const unbound = source === null && data.trim() === "";
  const empty = unbound ? "Bind its messages, such as {{ room.messages }}." : "No messages yet.";
  return (
    <Card title={asText(values.title)} errors={errors} ready={ready} fault={fault}>
      <div class="chat-box">
        <div
          class="chat"
          ref={box}
          role="log"
          aria-live="polite"
          aria-label={asText(values.title) || "Messages"}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
          tabIndex={0}
          onScroll={scrolled}
        >
          {all.length > messages.length && (
            <Button variant="ghost" class="chat-earlier" onClick={() => setPages(pages + 1)}>
              Show earlier messages
            </Button>
          )}
          {messages.length === 0 && <EmptyState text={isFailing(errors) ? NOTHING : empty} />}
          {messages.map((message) => (
            <Message key={message.key} message={message} openUrl={openUrl} />
          ))}
        </div>
        {!follows && newest !== read && (
          <Button class="chat-new" icon={ArrowDown} onClick={toEnd}>
            New messages
          </Button>
        )}
      </div>
      {composer && <Composer {...props} onSent={toEnd} />}
    </Card>
  );
}
