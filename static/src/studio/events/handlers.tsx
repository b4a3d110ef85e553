/** The event handlers of a query or widget: for each event its list, in the order they run. */
import { ArrowDown, ArrowUp, ChevronDown, ChevronRight, Plus, X } from "lucide";
import { useEffect, useLayoutEffect, useMemo, useState } from "preact/hooks";
import type { EventHandler } from "../../document";
import { Button, EmptyState, Icon, IconButton } from "../../ui";
import type { EventSpec } from "../../widgets/definition";
import { CodeScopeProvider } from "../code/world";
import { blankHandler } from "../draft/blank";
import { faultAt, faultsWithin } from "../draft/faults";
import { useLedTo } from "../finder";
import { useStudio } from "../studio";
import { ActionEditor } from "./action-editor";
import { actionSummary, paceSummary } from "./actions";
import { Pace } from "./pace";

const HANDLERS_MAX = 50; // the document's, of one owner

interface HandlersProps {
  /** The query's or widget's name. */
  owner: string;
  path: string;
  events: readonly EventSpec[];
  handlers: readonly EventHandler[];
  onChange: (handlers: EventHandler[], what: string) => void;
}

export function Handlers({ owner, path, events, handlers, onChange }: HandlersProps) {
  const [open, setOpen] = useState<number | null>(handlers.length === 1 ? 0 : null);
  const led = handlerIn(useLedTo(path));
  // Before anybody can press a button: later it would close what they have just added.
  useLayoutEffect(() => setOpen(handlers.length === 1 ? 0 : null), [owner]);
  useEffect(() => {
    if (led !== null) setOpen(led);
  }, [led]);
  if (events.length === 0) return <EmptyState text="This widget has no events." />;

  const add = (event: string) => {
    onChange([...handlers, blankHandler(event)], `Add a handler of ${event}`);
    setOpen(handlers.length);
  };
  const change = (index: number, handler: EventHandler) =>
    onChange(
      handlers.map((one, at) => (at === index ? handler : one)),
      `Change handler ${index + 1}`,
    );
  const remove = (index: number) => {
    onChange(
      handlers.filter((_, at) => at !== index),
      `Delete handler ${index + 1}`,
    );
    setOpen(null);
  };
  /** Change places with the next handler of the same event. */
  const swap = (index: number, other: number) => {
    const moved = [...handlers];
    const [a, b] = [moved[index], moved[other]];
    if (!a || !b) return;
    moved[index] = b;
    moved[other] = a;
    onChange(moved, "Order the handlers");
    setOpen(other);
  };

  return (
    <div class="handlers">
      {events.map((event) => {
        const own = handlers
          .map((handler, index) => ({ handler, index }))
          .filter((one) => one.handler.event === event.name);
        return (
          <section key={event.name} aria-label={`On ${event.label}`}>
            <div class="handlers-head">
              <h3>
                <span class="strong">{event.label}</span> <span class="faint">{event.help}</span>
              </h3>
              <Button
                icon={Plus}
                variant="ghost"
                disabled={handlers.length >= HANDLERS_MAX}
                data-testid={`event-add-${event.name}`}
                onClick={() => add(event.name)}
              >
                Add
              </Button>
            </div>
            {own.map(({ handler, index }, order) => (
              <HandlerRow
                key={index}
                owner={owner}
                path={`${path}.events[${index}]`}
                handler={handler}
                number={order + 1}
                open={open === index}
                onToggle={() => setOpen(open === index ? null : index)}
                onChange={(changed) => change(index, changed)}
                onRemove={() => remove(index)}
                onUp={order > 0 ? () => swap(index, own[order - 1]?.index ?? index) : null}
                onDown={order < own.length - 1 ? () => swap(index, own[order + 1]?.index ?? index) : null}
              />
            ))}
          </section>
        );
      })}
    </div>
  );
}

/** Of `events[2].action.code`: 2. */
function handlerIn(path: string | null): number | null {
  const index = /^events\[(\d+)\]/.exec(path ?? "")?.[1];
  return index === undefined ? null : Number(index);
}

interface HandlerRowProps {
  owner: string;
  path: string;
  handler: EventHandler;
  number: number;
  open: boolean;
  onToggle: () => void;
  onChange: (handler: EventHandler) => void;
  onRemove: () => void;
  onUp: (() => void) | null;
  onDown: (() => void) | null;
}

function HandlerRow(props: HandlerRowProps) {
  const { owner, path, handler, number, open, onToggle, onChange, onRemove, onUp, onDown } = props;
  const studio = useStudio();
  const wrong = faultsWithin(studio.draft.faults.value, path).length > 0;
  const own = faultAt(studio.draft.faults.value, path);
  const pace = paceSummary(handler);
  const scope = useMemo(() => ({ event: { owner, name: handler.event } }), [owner, handler.event]);
  // The engine names the place the same way.
  const where = `${owner} · ${handler.event} · handler ${number}`;
  const report = studio.live.reports.value.findLast((one) => one.where === where && one.level === "error");
  return (
    <div class={open ? "handler on" : "handler"} data-testid={`handler-${handler.event}`}>
      <div class="handler-head">
        <button type="button" class="handler-toggle" aria-expanded={open} onClick={onToggle}>
          <Icon of={open ? ChevronDown : ChevronRight} />
          <span class="handler-words">
            <span class="handler-summary">{actionSummary(handler.action)}</span>
            {!open && pace && <span class="handler-pace">{pace}</span>}
          </span>
          {(wrong || report) && <i class="dot fail" />}
        </button>
        {onUp && <IconButton icon={ArrowUp} label="Run earlier" onClick={onUp} />}
        {onDown && <IconButton icon={ArrowDown} label="Run later" onClick={onDown} />}
        <IconButton icon={X} label="Delete handler" data-testid="handler-delete" onClick={onRemove} />
      </div>
      {open && (
        <div class="form nested">
          <CodeScopeProvider value={scope}>
            <ActionEditor
              action={handler.action}
              path={`${path}.action`}
              onChange={(action) => onChange({ ...handler, action })}
            />
            <Pace handler={handler} path={path} onChange={onChange} />
          </CodeScopeProvider>
          {own && <p class="field-error wide">{own}</p>}
        </div>
      )}
      {report && (
        <p class="field-error handler-error">
          {report.message}
          {report.line !== null && ` (line ${report.line})`}
        </p>
      )}
    </div>
  );
}
