/** Where the stream comes from and who shares it: address, parameters, handshake, trust. */
import { Plus } from "lucide";
import { useState } from "preact/hooks";
import type { StreamQuery } from "../../../document";
import { Button, Field, Select } from "../../../ui";
import { TemplateInput } from "../../code/template";
import { faultAt, faultsWithin } from "../../draft/faults";
import { TextList } from "../../inspector/text-list";
import { UsedBy } from "../../shell/used-by";
import { useStudio } from "../../studio";
import { DeleteItem, ItemName } from "../item-head";
import { LiveStatus, Reason } from "../live-status";
import type { TabProps } from "../tab-props";
import { AuthFields, AuthSelect } from "./auth";
import { Pairs } from "./pairs";
import { addParameter, Parameters } from "./parameters";
import { Trust } from "./trust";

type Scope = StreamQuery["scope"];

const SCOPES: readonly { value: Scope; label: string; meaning: string }[] = [
  {
    value: "session",
    label: "One connection per viewer session",
    meaning: "Every opened tab has an upstream of its own; nobody else sees its messages.",
  },
  {
    value: "user",
    label: "One connection per signed-in user",
    meaning: "All tabs and devices of one person share an upstream. Viewers must sign in.",
  },
  {
    value: "shared",
    label: "One connection for all viewers",
    meaning: "Whoever opens the app follows the same upstream, so it can't depend on who they are.",
  },
];
const SUBPROTOCOLS_MAX = 10; // the definition's

/** The parts that most queries do without: each begins as one quiet button. */
type Part = "parameters" | "query_parameters" | "headers" | "cookies" | "origin" | "subprotocols" | "tls";

const ADDS: readonly {
  part: Part;
  label: string;
  testId: string;
  add?: (query: StreamQuery) => Partial<StreamQuery>;
}[] = [
  { part: "parameters", label: "Parameter", testId: "declare-add", add: addParameter },
  {
    part: "query_parameters",
    label: "Query parameter",
    testId: "parameter-add",
    add: () => ({ query_parameters: [{ name: "", value: "" }] }),
  },
  { part: "headers", label: "Header", testId: "header-add", add: () => ({ headers: [{ name: "", value: "" }] }) },
  { part: "cookies", label: "Cookie", testId: "cookie-add", add: () => ({ cookies: [{ name: "", value: "" }] }) },
  { part: "origin", label: "Origin", testId: "origin-add" },
  { part: "subprotocols", label: "Subprotocol", testId: "subprotocol-add", add: () => ({ subprotocols: [""] }) },
  { part: "tls", label: "TLS", testId: "tls-add" },
];

function isUsed(query: StreamQuery, part: Part): boolean {
  if (part === "origin") return query.origin !== "";
  if (part === "tls") return query.tls.ca !== "" || !query.tls.verify;
  if (part === "parameters" && query.arguments.length > 0) return true;
  return query[part].length > 0;
}

export function General({ query, path, onChange }: TabProps) {
  const studio = useStudio();
  const faults = studio.draft.faults.value;
  const urlFault = faultAt(faults, `${path}.url`);
  const scopeFault = faultAt(faults, `${path}.scope`);
  const [opened, setOpened] = useState<ReadonlySet<Part>>(new Set());
  const shown = (part: Part) =>
    isUsed(query, part) || opened.has(part) || faultsWithin(faults, `${path}.${part}`).length > 0;
  const add = (one: (typeof ADDS)[number]) => {
    if (one.add) onChange(one.add(query), `Add a ${one.label.toLowerCase()}`);
    else setOpened(new Set([...opened, one.part]));
  };
  return (
    <div class="form">
      <Field label="URL" wide error={urlFault}>
        {(id) => (
          <TemplateInput
            id={id}
            value={query.url}
            placeholder="wss://"
            wrong={urlFault !== null}
            testId="query-url"
            path={`${path}.url`}
            preview={<LiveStatus query={query} />}
            onInput={(url) => onChange({ url: url.trim() }, "Change the URL")}
          />
        )}
      </Field>
      <Reason query={query} />
      <div class="thirds wide">
        <Field label="Share" error={scopeFault} hint={SCOPES.find((scope) => scope.value === query.scope)?.meaning}>
          {(id) => (
            <Select
              id={id}
              value={query.scope}
              options={SCOPES}
              onChange={(scope) => onChange({ scope }, "Change the sharing")}
            />
          )}
        </Field>
        <AuthSelect query={query} path={path} onChange={onChange} />
        <Field label="Name" error={faultAt(faults, `${path}.name`)} hint={<UsedBy name={query.name} />}>
          {(id) => <ItemName id={id} what="Query" name={query.name} hook="query" />}
        </Field>
      </div>
      <AuthFields query={query} path={path} onChange={onChange} />
      {shown("parameters") && <Parameters query={query} path={path} onChange={onChange} />}
      {shown("query_parameters") && (
        <Pairs
          label="Query parameters"
          addLabel="Add a query parameter"
          pairs={query.query_parameters}
          path={`${path}.query_parameters`}
          namePlaceholder="token"
          testId="parameter"
          sent
          onChange={(query_parameters) => onChange({ query_parameters }, "Change the query parameters")}
        />
      )}
      {shown("headers") && (
        <Pairs
          label="Headers"
          addLabel="Add a header"
          pairs={query.headers}
          path={`${path}.headers`}
          namePlaceholder="X-Api-Key"
          testId="header"
          sent
          onChange={(headers) => onChange({ headers }, "Change the headers")}
        />
      )}
      {shown("cookies") && (
        <Pairs
          label="Cookies"
          addLabel="Add a cookie"
          pairs={query.cookies}
          path={`${path}.cookies`}
          namePlaceholder="sid"
          testId="cookie"
          sent
          onChange={(cookies) => onChange({ cookies }, "Change the cookies")}
        />
      )}
      {shown("origin") && (
        <Field
          label="Origin"
          error={faultAt(faults, `${path}.origin`)}
          hint="The page the server is to believe the connection comes from."
        >
          {(id) => (
            <TemplateInput
              id={id}
              value={query.origin}
              placeholder="https://example.com"
              testId="origin"
              onInput={(origin) => onChange({ origin }, "Change the origin")}
            />
          )}
        </Field>
      )}
      {shown("subprotocols") && (
        <TextList
          label="Subprotocols"
          addLabel="Add a subprotocol"
          items={query.subprotocols}
          path={`${path}.subprotocols`}
          placeholder="graphql-transport-ws"
          max={SUBPROTOCOLS_MAX}
          onChange={(subprotocols) => onChange({ subprotocols }, "Change the subprotocols")}
        />
      )}
      {shown("tls") && <Trust query={query} path={path} onChange={onChange} />}
      <fieldset class="adds wide" aria-label="Add to the connection">
        {ADDS.filter((one) => !shown(one.part)).map((one) => (
          <Button key={one.part} variant="ghost" icon={Plus} data-testid={one.testId} onClick={() => add(one)}>
            {one.label}
          </Button>
        ))}
        <DeleteItem name={query.name} hook="query" />
      </fieldset>
    </div>
  );
}
