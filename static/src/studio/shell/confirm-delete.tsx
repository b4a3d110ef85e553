/** Asks before a part of the app is deleted, saying what goes with it. */
import { Button, Dialog } from "../../ui";
import { type Consequences, consequences } from "../draft/removing";
import { count } from "../format";
import { language } from "../language/lazy";
import { useStudio } from "../studio";
import { UseList } from "./used-by";

export function ConfirmDelete() {
  const studio = useStudio();
  const names = studio.deleting.value;
  const close = () => {
    studio.deleting.value = null;
  };
  const what = names?.length === 1 ? names[0] : `${names?.length} widgets`;
  return (
    <Dialog
      open={names !== null}
      title={`Delete ${what}`}
      onClose={close}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button
            variant="danger"
            data-testid="delete-confirm"
            onClick={() => {
              close();
              if (names) studio.remove(names);
            }}
          >
            Delete
          </Button>
        </>
      }
    >
      <Words names={names ?? []} onLead={close} />
    </Dialog>
  );
}

function Words({ names, onLead }: { names: readonly string[]; onLead: () => void }) {
  const document = useStudio().document.value;
  const along = inWords(consequences(document, names));
  const uses = language.value?.readersOf(document, names);
  const said = names.length === 1 ? <span class="mono">{names[0]}</span> : "the names of what is deleted";
  if (uses?.length === 0) {
    return (
      <p>
        {along && `${along} `}No binding or script says {said}.
      </p>
    );
  }
  return (
    <>
      <p>
        {along && `${along} `}
        {uses ? "These say" : "Bindings and scripts that say"} {said}
        {uses ? "; they" : ""} stay as they are and will fail{uses ? ":" : "."}
      </p>
      {uses && <UseList uses={uses} onLead={onLead} />}
    </>
  );
}

/** What goes with it, in sentences; empty when nothing does. */
export function inWords({ handlers, triggers, sources, inside }: Consequences): string {
  const sentences = [];
  if (inside > 0) sentences.push(`${count(inside, "widget")} inside ${inside === 1 ? "goes" : "go"} with it.`);
  if (handlers > 0) {
    const [acts, goes] = handlers === 1 ? ["acts", "goes"] : ["act", "go"];
    sentences.push(`${count(handlers, "handler")} that ${acts} on it ${goes} with it.`);
  }
  if (triggers > 0)
    sentences.push(`${count(triggers, "query", "queries")} no longer ${triggers === 1 ? "runs" : "run"} after it.`);
  if (sources > 0) sentences.push(`${count(sources, "widget")} no longer ${sources === 1 ? "has" : "have"} its rows.`);
  return sentences.join(" ");
}
