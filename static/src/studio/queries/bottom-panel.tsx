/** The panel under the canvas: the queries, states and other logic; the chosen one; what its stream says. */
import { Database } from "lucide";
import type { DataResponder, JavaScriptQuery, StreamQuery, TemporaryState, Transformer } from "../../document";
import { EmptyState } from "../../ui";
import { Messages } from "../messages/messages";
import { ITEM_GROUPS, useStudio } from "../studio";
import { ItemList } from "./item-list";
import { JavaScriptEditor } from "./javascript/javascript-editor";
import { NewQuery } from "./new-query";
import { QueryEditor } from "./query-editor";
import { ResponderEditor } from "./responder-editor";
import { StartupEditor } from "./startup-editor";
import { StateEditor } from "./state-editor";
import { TransformerEditor } from "./transformer-editor";

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
  const document = studio.document.value;
  if (item?.kind === "new_query") return <NewQuery />;
  if (item?.kind === "startup") return <StartupEditor />;
  const group = item && ITEM_GROUPS[item.kind];
  const index = group ? document[group].findIndex((one) => one.name === item.name) : -1;
  if (item && index >= 0) {
    const path = `${group}[${index}]`;
    switch (item.kind) {
      case "query":
        return <QueryEditor query={document.queries[index] as StreamQuery} path={path} />;
      case "javascript":
        return <JavaScriptEditor query={document.javascript_queries[index] as JavaScriptQuery} path={path} />;
      case "transformer":
        return (
          <TransformerEditor key={item.name} transformer={document.transformers[index] as Transformer} path={path} />
        );
      case "state":
        return <StateEditor key={item.name} state={document.states[index] as TemporaryState} path={path} />;
      case "responder":
        return <ResponderEditor key={item.name} responder={document.responders[index] as DataResponder} path={path} />;
    }
  }
  if (document.queries.length === 0) return <NewQuery first />;
  return <EmptyState icon={Database} text="Choose a query, a state or a script in the list to work on it." />;
}
