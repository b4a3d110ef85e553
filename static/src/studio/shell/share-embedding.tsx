/** Sites that may show the app in a frame, and the key that signs their embed tokens. */
import { X } from "lucide";
import { useEffect, useState } from "preact/hooks";
import { changeOrigins, type Embedding, makeEmbedKey, readEmbedding, withdrawEmbedKey } from "../../api/sharing";
import { Button, Field, IconButton, Skeleton, TextInput } from "../../ui";
import { useStudio } from "../studio";

export function ShareEmbedding() {
  const app = useStudio().app.value;
  const [embedding, setEmbedding] = useState<Embedding | null>(null);
  const [key, setKey] = useState<string | null>(null);
  const [site, setSite] = useState("");
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);

  const act = async (what: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    setFault(null);
    try {
      await what();
      setEmbedding(await readEmbedding(app.id));
      return true;
    } catch (error) {
      setFault((error as Error).message);
      return false;
    } finally {
      setBusy(false);
    }
  };
  useEffect(() => void act(async () => undefined), [app.id]);

  const origins = embedding?.origins ?? [];
  const add = async (event: Event) => {
    event.preventDefault();
    if (site.trim() && (await act(() => changeOrigins(app.id, [...origins, site.trim()])))) setSite("");
  };
  const make = () => act(async () => setKey((await makeEmbedKey(app.id)).key));
  const withdraw = () =>
    act(async () => {
      await withdrawEmbedKey(app.id);
      setKey(null);
    });

  if (embedding === null) {
    return fault ? (
      <p class="field-error" role="alert">
        {fault}
      </p>
    ) : (
      <Skeleton />
    );
  }
  return (
    <div class="stack">
      <form class="share-add share-sites-add" onSubmit={add}>
        <Field label="Site that may show this app">
          {(id) => (
            <TextInput
              id={id}
              mono
              value={site}
              placeholder="https://portal.example"
              onInput={setSite}
              data-testid="origin"
            />
          )}
        </Field>
        <Button type="submit" busy={busy} disabled={!site.trim()} data-testid="origin-add">
          Add
        </Button>
      </form>
      {fault && (
        <p class="field-error" role="alert">
          {fault}
        </p>
      )}
      {origins.length === 0 ? (
        <p class="faint">No other site may show this app.</p>
      ) : (
        <ul class="share-list share-sites" aria-label="Sites">
          {origins.map((origin) => (
            <li key={origin} data-testid="origin-listed">
              <span class="mono">{origin}</span>
              <IconButton
                icon={X}
                label={`Remove ${origin}`}
                disabled={busy}
                onClick={() =>
                  void act(() =>
                    changeOrigins(
                      app.id,
                      origins.filter((one) => one !== origin),
                    ),
                  )
                }
              />
            </li>
          ))}
        </ul>
      )}
      <div class="field">
        <span class="label">Embed key</span>
        <div class="share-key">
          {key !== null && (
            <input
              class="input mono"
              aria-label="The new embed key"
              readOnly
              value={key}
              data-testid="embed-key"
              onFocus={(event) => event.currentTarget.select()}
            />
          )}
          <Button onClick={make} disabled={busy} data-testid="embed-key-make">
            {embedding.key_made_at === null ? "Make a key" : "Make another key"}
          </Button>
          {embedding.key_made_at !== null && (
            <Button variant="ghost" onClick={withdraw} disabled={busy}>
              Withdraw it
            </Button>
          )}
        </div>
        <p class="field-hint">
          {key !== null
            ? "Copy it now: it is not shown again. Keep it on the other site's server, never in its pages."
            : embedding.key_made_at === null
              ? "With a key, the other site's server opens a private app for its own people, by signed tokens."
              : `Made ${new Date(embedding.key_made_at).toLocaleString()}. Another one ends what was opened with it.`}
        </p>
      </div>
    </div>
  );
}
