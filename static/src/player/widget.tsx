/** One widget on the grid: its root element, its view, and the card that takes its place when it fails. */
import { RefreshCw, TriangleAlert, Unplug } from "lucide";
import { Component, type ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import type { Widget } from "../document";
import { Button } from "../ui/button";
import { EmptyState, Skeleton } from "../ui/empty";
import { asBoolean } from "../widgets/data/rows";
import "../widgets/widgets.css";
import type { ViewState } from "../widgets/view";
import { BARE } from "../widgets/views";
import { reloadView, viewOf } from "./lazy-view";
import type { Run } from "./methods";
import type { Player } from "./player";
import { wordsOf } from "./words";

interface WidgetProps {
  widget: Widget;
  player: Player;
  /** The grid of the widgets that stand in this one; of tabs, in the tab of that key. */
  grid: (slot: string) => ComponentChildren;
}

export function isHidden(player: Player, widget: Widget): boolean {
  return widget.hidden !== "" && asBoolean(player.store.live(widget.name).value.values.hidden);
}

export function WidgetRoot(props: WidgetProps) {
  const { widget, player } = props;
  return (
    <section
      class={BARE.has(widget.type) ? "w bare" : "w"}
      data-widget={widget.name}
      data-type={widget.type}
      aria-label={widget.name}
    >
      <Boundary name={widget.name} player={player} key={JSON.stringify(widget.properties)}>
        <WidgetBody {...props} />
      </Boundary>
    </section>
  );
}

function WidgetBody({ widget, player, grid }: WidgetProps) {
  const { store } = player;
  const { values, errors, origins } = store.live(widget.name).value;
  const loaded = viewOf(widget.type).value;
  const { name } = widget;
  const act = useMemo(
    () => ({
      emit: (event: string, data?: unknown) => player.emit(name, event, data ?? null),
      set: (field: string, value: unknown) => player.enter(name, field, value),
      reset: (field: string) => player.enter(name, field, undefined),
      on: (method: string, run: Run) => player.methods.on(name, method, run),
      openUrl: (url: string) => player.openUrl(url),
      notify: (text: string) => void store.toasts.show(text, "info", 6_000),
    }),
    [name],
  );
  const ready = store.ready.value;
  if (loaded === null) return <Skeleton />;
  if ("error" in loaded) {
    return (
      <EmptyState
        tone="fail"
        icon={Unplug}
        text={`This ${widget.type.replaceAll("_", " ")} could not be loaded. Check the connection, then try again.`}
        action={
          <Button icon={RefreshCw} onClick={() => reloadView(widget.type)}>
            Try again
          </Button>
        }
      />
    );
  }
  const { view: View } = loaded;
  const entered = store.state(name).value;
  const state: ViewState = { get: (field) => entered[field], set: act.set, reset: act.reset };
  return (
    <View
      widget={widget}
      values={ready ? values : { ...wordsOf(widget), ...values }}
      origins={origins}
      errors={errors}
      ready={ready}
      mode={store.mode.value}
      theme={store.theme.value}
      queries={widget.type === "connection" ? store.queries.value : {}}
      emit={act.emit}
      state={state}
      on={act.on}
      children={(slot = "") => grid(slot)}
      openUrl={act.openUrl}
      notify={act.notify}
    />
  );
}

interface BoundaryProps {
  name: string;
  player: Player;
  children: ComponentChildren;
}

/** A view that throws takes down nothing but itself. */
class Boundary extends Component<BoundaryProps, { error: string | null }> {
  override state = { error: null };

  static override getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error.message : String(error) };
  }

  override componentDidCatch(error: unknown) {
    console.error(error);
    const message = `The widget could not be drawn: ${error instanceof Error ? error.message : String(error)}`;
    const { name, player } = this.props;
    player.tell({ type: "report", report: { level: "error", where: name, message, line: null, at: Date.now() } });
  }

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <EmptyState
        tone="fail"
        icon={TriangleAlert}
        text={`${this.props.name} could not be drawn: ${error}`}
        action={
          <Button icon={RefreshCw} onClick={() => this.setState({ error: null })}>
            Try again
          </Button>
        }
      />
    );
  }
}
