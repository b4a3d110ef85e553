/** What differs between two versions: parts with their fields, old beside new, and code line by line. */
import { EmptyState } from "../../ui";
import { count, oneLine } from "../format";
import type { FieldChange, PartChange } from "./difference";
import { diffLines, type Line } from "./lines";

const AROUND = 2; // lines of code that show where a change is
const PARTS_MAX = 300; // an app has more at most if all of it is another; the rest is counted

const SIGNS = { added: "+", removed: "−", changed: "±", renamed: "±" } as const;

export function DifferenceView({ changes }: { changes: readonly PartChange[] }) {
  if (changes.length === 0) return <EmptyState text="No difference." />;
  return (
    <ul class="diff" data-testid="difference">
      {changes.slice(0, PARTS_MAX).map((change) => (
        <li key={`${change.what} ${change.kind} ${change.name}`} data-part={change.name} data-kind={change.kind}>
          <div class="diff-part">
            <span class={`diff-sign ${change.kind}`} aria-hidden="true">
              {SIGNS[change.kind]}
            </span>
            <span class="mono strong">{change.name}</span>
            <span class="faint">
              {change.what} {change.kind === "renamed" ? `renamed, was ${change.was}` : change.kind}
            </span>
          </div>
          {change.fields.length > 0 && (
            <dl>
              {change.fields.map((field) => (
                <Field key={field.place} field={field} />
              ))}
            </dl>
          )}
        </li>
      ))}
      {changes.length > PARTS_MAX && <li class="faint">{count(changes.length - PARTS_MAX, "more part")}</li>}
    </ul>
  );
}

function Field({ field: { place, from, to } }: { field: FieldChange }) {
  return (
    <>
      <dt>{place}</dt>
      <dd class="mono">
        {typeof from === "string" && typeof to === "string" && (from.includes("\n") || to.includes("\n")) ? (
          <Code lines={diffLines(from, to)} />
        ) : (
          <>
            {from === undefined ? null : <del title="Before">{shortOf(from)}</del>}
            {from !== undefined && to !== undefined && <span class="diff-to"> → </span>}
            {to === undefined ? null : <ins title="After">{shortOf(to)}</ins>}
          </>
        )}
      </dd>
    </>
  );
}

const shortOf = (value: unknown): string =>
  value === "" ? "empty" : typeof value === "string" ? value : oneLine(value, 3);

function Code({ lines }: { lines: readonly Line[] }) {
  const near = (index: number) =>
    lines.slice(Math.max(0, index - AROUND), index + AROUND + 1).some((line) => line.kind !== "same");
  return (
    <pre class="diff-code">
      {lines.map((line, index) => {
        if (line.kind === "gone") return <del key={index}>{`− ${line.text}\n`}</del>;
        if (line.kind === "new") return <ins key={index}>{`+ ${line.text}\n`}</ins>;
        if (near(index)) return <span key={index}>{`  ${line.text}\n`}</span>;
        return index > 0 && near(index - 1) ? (
          <span key={index} class="faint">
            {"  …\n"}
          </span>
        ) : null;
      })}
    </pre>
  );
}
