/** The test of a query as it is typed: a real dial, told step by step. */
import { CircleAlert, CircleCheck, CircleDashed, CircleX, RotateCcw, X } from "lucide";
import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError, type Fault } from "../../../api/http";
import { definitionPart, type ProbeResult, probe } from "../../../api/probes";
import type { StreamQuery } from "../../../document";
import { Button, Icon, IconButton, useNow } from "../../../ui";
import { useStudio } from "../../studio";
import { boundParams } from "../arguments";
import { headersOf, messageText, type StepLine, type StepState, stepLines, time, verdict } from "./steps";

type State =
  | { kind: "running"; since: number }
  | { kind: "done"; result: ProbeResult }
  | { kind: "refused"; message: string; faults: Fault[] }
  | { kind: "cancelled" };

export function Probe({ query, onClose }: { query: StreamQuery; onClose: () => void }) {
  const studio = useStudio();
  const [state, setState] = useState<State>({ kind: "cancelled" });
  const running = useRef<AbortController | null>(null);

  const run = async () => {
    running.current?.abort();
    const control = new AbortController();
    running.current = control;
    setState({ kind: "running", since: Date.now() });
    let outcome: State;
    try {
      const params = await boundParams(query, (template) => studio.evaluate(template));
      const result = await probe(studio.app.peek().id, definitionPart(query), params, control.signal);
      outcome = { kind: "done", result };
    } catch (error) {
      outcome = {
        kind: "refused",
        message: (error as Error).message,
        faults: error instanceof ApiError ? error.faults : [],
      };
    }
    if (running.current === control) setState(control.signal.aborted ? { kind: "cancelled" } : outcome);
  };
  // It runs once on opening, and is given up when the panel goes.
  useEffect(() => {
    void run();
    return () => {
      running.current?.abort();
      running.current = null;
    };
  }, []);

  return (
    <section class="probe" aria-label={`Test of ${query.name}`} data-testid="probe" data-state={state.kind}>
      <header class="probe-head">
        <Headline state={state} query={query} />
        {state.kind === "running" ? (
          <Button data-testid="probe-cancel" onClick={() => running.current?.abort()}>
            Cancel
          </Button>
        ) : (
          <Button icon={RotateCcw} data-testid="probe-again" onClick={() => void run()}>
            Test again
          </Button>
        )}
        <IconButton icon={X} label="Close the test" data-testid="probe-close" onClick={onClose} />
      </header>
      {state.kind === "done" && <Result result={state.result} query={query} />}
      {state.kind === "refused" && state.faults.length > 0 && (
        <ul class="probe-faults">
          {state.faults.map((fault) => (
            <li key={fault.path}>
              <span class="mono">{fault.path.replace(/^definition\./, "")}</span> {fault.message}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const asksOf = (query: StreamQuery) => ({
  tls: !/^ws:/i.test(query.url),
  onConnect: query.on_connect.length > 0,
});

function Headline({ state, query }: { state: State; query: StreamQuery }) {
  const now = useNow(state.kind === "running");
  switch (state.kind) {
    case "running": {
      const seconds = Math.max(0, Math.floor((now - state.since) / 1_000));
      return (
        <p role="status">
          <i class="dot busy" aria-hidden="true" /> Dialling <span class="mono">{query.url}</span>
          {seconds > 0 && <span class="num"> · {seconds} s</span>}
        </p>
      );
    }
    case "cancelled":
      return <p role="status">Cancelled. Nothing was changed.</p>;
    case "refused":
      return (
        <p role="alert">
          <i class="dot fail" aria-hidden="true" /> {state.message}
        </p>
      );
    case "done": {
      const text = verdict(state.result, stepLines(state.result, asksOf(query)));
      return (
        <p role="status">
          <i class={`dot ${state.result.ok ? "open" : "fail"}`} aria-hidden="true" /> {text}
        </p>
      );
    }
  }
}

const ICONS = { ok: CircleCheck, remark: CircleAlert, failed: CircleX, not_reached: CircleDashed };
const WORDS: Record<StepState, string> = {
  ok: "Passed",
  remark: "Passed with a remark",
  failed: "Failed",
  not_reached: "Not reached",
};

function Result({ result, query }: { result: ProbeResult; query: StreamQuery }) {
  const headers = headersOf(result);
  const message = messageText(result.message);
  return (
    <div class="probe-result">
      <ol class="steps">
        {stepLines(result, asksOf(query)).map((line) => (
          <Step key={line.name} line={line} />
        ))}
      </ol>
      <div class="group">
        {headers.length > 0 && (
          <div class="group tight">
            <h3 class="sect">The handshake's headers</h3>
            <dl class="headers mono">
              {headers.map((header, index) => (
                <div key={index}>
                  <dt>{header.name}</dt>
                  <dd>{header.value}</dd>
                </div>
              ))}
            </dl>
          </div>
        )}
        {message !== null && (
          <div class="group tight">
            <h3 class="sect">The first message</h3>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must get there */}
            <pre class="sample mono" tabIndex={0}>
              {message}
            </pre>
          </div>
        )}
      </div>
    </div>
  );
}

function Step({ line }: { line: StepLine }) {
  return (
    <li class={`step ${line.state}`} data-step={line.name} data-state={line.state}>
      <Icon of={ICONS[line.state]} label={WORDS[line.state]} />
      <div>
        <p class="step-line">
          <span>{line.label}</span>
          <span class="num faint">{line.ms === null ? "" : time(line.ms)}</span>
        </p>
        {line.detail && <p class="step-detail">{line.detail}</p>}
        {line.facts.length > 0 && (
          <p class="step-facts">
            {line.facts.map((fact) => (
              <span key={fact.name}>
                <span class="faint">{fact.name}</span> <span class="mono">{fact.value}</span>{" "}
              </span>
            ))}
          </p>
        )}
        {line.advice && <p class="step-advice">{line.advice}</p>}
      </div>
    </li>
  );
}
