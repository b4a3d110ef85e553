/** The first two things a stream query needs. It joins the document once both are given, so that the draft stays valid. */
import { useEffect, useRef, useState } from "preact/hooks";
import { Button, Field, TextInput } from "../../ui";
import { faultOfName, uniqueName } from "../draft/naming";
import { useStudio } from "../studio";
import { faultOfUrl } from "./url";

export function NewQuery() {
  const studio = useStudio();
  const [name, setName] = useState(() => uniqueName("query", studio.names.peek()));
  const [url, setUrl] = useState("");
  const [tried, setTried] = useState(false);
  // Set here: `autofocus` is for what the page came with.
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLInputElement>('[data-testid="new-query-url"]')?.focus(), []);
  const nameFault = faultOfName(name.trim(), null, studio.names.value);
  const urlFault = faultOfUrl(url.trim());
  const create = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (nameFault || urlFault) return;
    const chosen = name.trim();
    studio.addQuery(chosen, url.trim());
    const refusal = await studio.run(chosen);
    if (refusal) studio.toasts.show(refusal, "warning", 6_000);
  };
  return (
    <form class="new-query" ref={form} onSubmit={create} noValidate>
      <div class="panel-h">
        <h2>New stream query</h2>
      </div>
      <div class="form">
        <Field label="Name" error={nameFault} hint="App code says it: name.broadcast(…)">
          {(id) => <TextInput id={id} mono value={name} onInput={setName} data-testid="new-query-name" />}
        </Field>
        <Field
          label="URL"
          wide
          error={tried ? urlFault : null}
          hint="The server opens it, not the viewer's browser. Keys and headers stay there."
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
        <div class="form-end wide">
          <Button variant="primary" type="submit" data-testid="new-query-create">
            Create and run
          </Button>
          <Button onClick={() => studio.showNeighbour()}>Cancel</Button>
        </div>
      </div>
    </form>
  );
}
