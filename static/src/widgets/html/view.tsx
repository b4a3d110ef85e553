/**
 * Custom HTML: a page of the builder's own in a frame without an origin, a network or a way to the player. It is given
 * `model` and what the app posts, and sends messages back, all over one port. A page that doesn't answer is stopped.
 */
import "./html.css";
import { CodeXml, RefreshCw, TriangleAlert } from "lucide";
import { useEffect, useRef, useState } from "preact/hooks";
import { FLOOD, frameHolding, Pace } from "../../floods";
import { SILENCE_MS, Watchdog } from "../../player/watchdog";
import { Button } from "../../ui/button";
import { EmptyState } from "../../ui/empty";
import { Card, isFailing, NOTHING } from "../card";
import { asText } from "../data/rows";
import type { ViewProps } from "../view";
import { PagePort, sizeOf } from "./port";

const PAGE = "/frame/html/";
const HTML_MAX_BYTES = 1024 * 1024;
const MODEL_MAX_BYTES = 1024 * 1024;
const REWRITE_MS = 250; // a changed text is a new page: no more often than a person could follow
const MODEL_MS = 50; // between two models; the newest is always given
const LOADS_MAX = 20; // a page that loads itself again and again is stopped
const FLOODED = "sent more than the app can take and was stopped.";

export default function HtmlView(props: ViewProps<"html">) {
  const { values, ready, mode } = props;
  const title = asText(values.title);
  const html = useSettled(asText(values.html), REWRITE_MS);
  const [stopped, setStopped] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  const [dropped, setDropped] = useState<Record<string, string>>({});
  const errors = { ...props.errors, ...dropped };
  useEffect(() => setStopped(null), [html]);

  if (stopped !== null) {
    const again = (
      <Button
        icon={RefreshCw}
        onClick={() => {
          setStopped(null);
          setAttempt(attempt + 1);
        }}
      >
        Start it again
      </Button>
    );
    return <EmptyState tone="fail" icon={TriangleAlert} text={stopped} action={again} />;
  }
  if (ready && html.trim() === "") {
    const empty = mode === "edit" ? "Write the page's HTML in the inspector." : "This page is empty.";
    return (
      <Card title={title} errors={errors} ready>
        <EmptyState icon={CodeXml} text={isFailing(errors) ? NOTHING : empty} />
      </Card>
    );
  }
  const size = new TextEncoder().encode(html).byteLength;
  const fault =
    size > HTML_MAX_BYTES ? `The HTML has ${size.toLocaleString("en")} bytes; 1 MiB is the most. Shorten it.` : null;
  return (
    <Card title={title} errors={errors} ready={ready} fault={fault}>
      <Page
        {...props}
        key={`${attempt} ${html}`}
        html={html}
        stop={setStopped}
        drop={(way, why) => setDropped((before) => ({ ...before, [way]: `Messages were dropped: ${why}.` }))}
      />
    </Card>
  );
}

interface PageProps extends ViewProps<"html"> {
  html: string;
  stop: (why: string) => void;
  drop: (way: string, why: string) => void;
}

function Page({ widget, values, html, theme, emit, on, stop, drop }: PageProps) {
  const frame = useRef<HTMLIFrameElement>(null);
  const page = useRef<PagePort | null>(null);
  const given = useRef<unknown>(undefined);
  const { name } = widget;
  const model = useSettled(values.model, MODEL_MS);
  const now = useRef({ model, theme });
  now.current = { model, theme };

  useEffect(() => {
    let watchdog: Watchdog | null = null;
    let loads = 0;
    const beside = new Pace(); // what it, or a frame within it, says past its port to this window
    const end = () => {
      watchdog?.stop();
      page.current?.close();
      page.current = null;
    };
    const fail = (why: string) => {
      end();
      stop(`${name} ${why}`);
    };
    // Each load of the page says that it is ready. Any other window could say so too, hence the look at its source.
    const onReady = (event: MessageEvent<{ type?: unknown } | null>) => {
      const to = frame.current?.contentWindow;
      if (!to || frameHolding(window, event.source) !== to) return;
      if (beside.next() > FLOOD) return fail(FLOODED);
      if (event.source !== to || event.data?.type !== "lowstream.html.ready") return;
      end();
      if (++loads > LOADS_MAX) return fail(`loaded itself ${LOADS_MAX} times and was stopped.`);
      const channel = new MessageChannel();
      const port = new PagePort(channel.port1, {
        onMessage: (data) => emit("message", data),
        onPong: (n) => watchdog?.pong(n),
        onStarted: () => {
          watchdog?.stop();
          watchdog = new Watchdog({
            ping: (n) => port.tell({ type: "ping", n }),
            onSilent: () => fail(`did not answer for ${SILENCE_MS / 1_000} s and was stopped.`),
            now: Date.now,
          });
        },
        onDropped: (way, why) => drop(way === "sent" ? "lowstream.send" : "post", why),
        onFlood: () => fail(FLOODED),
      });
      page.current = port;
      const { model: first, theme: look } = now.current;
      given.current = first;
      // Its origin is opaque and can't be named; the port goes to this one window.
      to.postMessage({ type: "lowstream.html", html, model: fitting(first, drop), theme: look }, "*", [channel.port2]);
    };
    const onFlood = () => fail(FLOODED); // the page around the player says so: it was posted to
    const element = frame.current;
    addEventListener("message", onReady);
    element?.addEventListener("flood", onFlood);
    return () => {
      removeEventListener("message", onReady);
      element?.removeEventListener("flood", onFlood);
      end();
    };
  }, []);

  useEffect(() => on("post", (data) => page.current?.post(data)), [on]);
  useEffect(() => page.current?.tell({ type: "theme", theme }), [theme]);
  useEffect(() => {
    if (!page.current || Object.is(given.current, model)) return;
    given.current = model;
    page.current.tell({ type: "model", model: fitting(model, drop) });
  }, [model]);

  return (
    <iframe class="html-page" ref={frame} title={asText(values.title) || name} sandbox="allow-scripts" src={PAGE} />
  );
}

/** A model the page can be given; one that is too large is none. */
function fitting(model: unknown, drop: (way: string, why: string) => void): unknown {
  if (sizeOf(model, MODEL_MAX_BYTES) <= MODEL_MAX_BYTES) return model;
  drop("model", "it is larger than 1 MiB, or not plain data");
  return undefined;
}

/** The newest value, at most once in so many ms: the first at once. */
function useSettled<T>(value: T, ms: number): T {
  const [shown, setShown] = useState(value);
  const newest = useRef(value);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const last = useRef(Number.NEGATIVE_INFINITY);
  newest.current = value;
  useEffect(() => {
    if (Object.is(value, shown) || timer.current !== null) return;
    const wait = Math.max(0, last.current + ms - performance.now());
    timer.current = setTimeout(() => {
      timer.current = null;
      last.current = performance.now();
      setShown(newest.current);
    }, wait);
  });
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );
  return shown;
}
