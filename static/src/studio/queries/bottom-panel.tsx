/** The panel under the canvas: the queries, states and script; the chosen one; what its stream says. */
import { Database } from "lucide";
import { Button, EmptyState } from "../../ui";
import { Messages } from "../messages/messages";
import { useStudio } from "../studio";
import { ItemList } from "./item-list";
import { NewQuery } from "./new-query";
import { QueryEditor } from "./query-editor";
import { StartupEditor } from "./startup-editor";
import { StateEditor } from "./state-editor";

export function BottomPanel() {
  return (
    <section class="bottom" aria-label="Queries and states">
      <ItemList />
      <div class="bottom-editor">
        <Chosen />
      </div>
      <Messages />
    </section>
  );
}

function Chosen() {
  const studio = useStudio();
  const item = studio.item.value;
  const { queries, states } = studio.document.value;
  if (item?.kind === "new_query") return <NewQuery />;
  if (item?.kind === "startup") return <StartupEditor />;
  if (item?.kind === "query") {
    const index = queries.findIndex((query) => query.name === item.name);
    const query = queries[index];
    if (query) return <QueryEditor query={query} path={`queries[${index}]`} />;
  }
  if (item?.kind === "state") {
    const index = states.findIndex((state) => state.name === item.name);
    const state = states[index];
    if (state) return <StateEditor key={state.name} state={state} path={`states[${index}]`} />;
  }
  return (
    <EmptyState
      icon={Database}
      text="A stream query is a connection to a WebSocket server. Its messages drive the widgets."
      action={
        <Button
          onClick={() => {
            studio.item.value = { kind: "new_query" };
          }}
        >
          New stream query
        </Button>
      }
    />
  );
}
