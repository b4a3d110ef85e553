/** Asks before a part of the app is deleted, saying what goes with it. */
import { Button, Dialog } from "../../ui";
import { type Consequences, consequences } from "../draft/removing";
import { count } from "../format";
import { useStudio } from "../studio";

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
      <Words names={names ?? []} />
    </Dialog>
  );
}

function Words({ names }: { names: readonly string[] }) {
  const along = inWords(consequences(useStudio().document.value, names));
  return (
    <p>
      {along && `${along} `}
      Bindings and scripts that say{" "}
      {names.length === 1 ? <span class="mono">{names[0]}</span> : "the names of what is deleted"} stay as they are and
      will fail.
    </p>
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
