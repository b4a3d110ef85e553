/**
 * What a stream query needs to run: a built-in source, or an address and perhaps a subscription. It joins the document
 * once that is given, so that the draft stays valid.
 */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { StreamQuery } from "../../document";
import { Button, Field, TextInput } from "../../ui";
import { CodeEditor } from "../code/editor";
import { blankMessage, blankQuery } from "../draft/blank";
import { faultOfName, freeName } from "../draft/naming";
import { useStudio } from "../studio";
import { builtInSources } from "./sources";
import { faultOfUrl, nameOfUrl } from "./url";

/** `first`: the app has none yet. */
export function NewQuery({ first }: { first?: boolean }) {
  const studio = useStudio();
  const sources = useMemo(() => builtInSources(), []);
  const [typed, setTyped] = useState<string | null>(null);
  const [url, setUrl] = useState("");
  const [message, setMessage] = useState("");
  const [tried, setTried] = useState(false);
  const taken = studio.names.value;
  const name = typed ?? nameOfUrl(url.trim(), taken);
  // Set here: `autofocus` is for what the page came with. Of an app that has just been opened nobody has asked for it.
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (!first) form.current?.querySelector<HTMLInputElement>('[data-testid="new-query-url"]')?.focus();
  }, []);
  const nameFault = faultOfName(name.trim(), null, taken);
  const urlFault = faultOfUrl(url.trim());
  const start = async (query: StreamQuery) => {
    studio.addQuery(query);
    const refusal = await studio.run(query.name);
    if (refusal) studio.toasts.show(refusal, "warning", 6_000);
  };
  const create = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (nameFault || urlFault) return;
    const query = blankQuery(name.trim(), url.trim());
    await start(message.trim() === "" ? query : { ...query, on_connect: [messageOf(message.trim())] });
  };
  return (
    <form class="new-query" ref={form} onSubmit={create} noValidate>
      <div class="panel-h">
        <h2>New stream query</h2>
        <span class="panel-end">
          {!first && <Button onClick={() => studio.showNeighbour()}>Cancel</Button>}
          <Button variant="primary" type="submit" data-testid="new-query-create">
            Create and run
          </Button>
        </span>
      </div>
      <div class="form">
        {first && (
          <p class="field-hint wide">
            A stream query is a connection to a WebSocket server, held by this one. Its messages drive the widgets.
          </p>
        )}
        {sources.length > 0 && (
          <fieldset class="field wide sources" aria-label="Built-in sources">
            <span class="label">Try a built-in source</span>
            <div class="source-list">
              {sources.map((source) => (
                <Button
                  key={source.id}
                  title={source.help}
                  data-testid={`source-${source.id}`}
                  onClick={() => void start(source.query(freeName(source.name, studio.names.peek())))}
                >
                  {source.label}
                </Button>
              ))}
            </div>
          </fieldset>
        )}
        <Field
          label={sources.length > 0 ? "Or your own: URL" : "URL"}
          error={tried ? urlFault : null}
          hint="This server opens it, not the viewer's browser."
        >
          {(id) => (
            <TextInput
              id={id}
              mono
              value={url}
              placeholder="wss://ws.kraken.com"
              onInput={setUrl}
              data-testid="new-query-url"
            />
          )}
        </Field>
        <Field label="Name" error={nameFault} hint="App code says it: name.broadcast(…)">
          {(id) => <TextInput id={id} mono value={name} onInput={setTyped} data-testid="new-query-name" />}
        </Field>
        <Field
          label="Send when connected"
          wide
          hint="A subscription, if the server asks for one. It is sent again after every reconnect."
        >
          {() => (
            <CodeEditor
              value={message}
              language="json"
              label="Send when connected"
              hint='{ "event": "subscribe", … }'
              testId="new-query-message"
              onChange={setMessage}
            />
          )}
        </Field>
      </div>
    </form>
  );
}

/** JSON as such, so that a slip in it shows later on; all else as text. */
function messageOf(text: string): StreamQuery["on_connect"][number] {
  try {
    JSON.parse(text);
    return { ...blankMessage("json"), text };
  } catch {
    return { ...blankMessage("text"), text };
  }
}
