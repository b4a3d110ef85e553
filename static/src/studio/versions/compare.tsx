/** Two versions side by side: which ones, and what differs. */
import { useEffect, useState } from "preact/hooks";
import type { AppDocument } from "../../document";
import { Button, Dialog, EmptyState, Field, Select, Skeleton } from "../../ui";
import { count } from "../format";
import { useStudio } from "../studio";
import { difference } from "./difference";
import { DifferenceView } from "./difference-view";
import { type Version, versionName } from "./versions";

export interface Compared {
  from: Version;
  to: Version;
}

interface CompareDialogProps {
  compared: Compared | null;
  /** Numbers of the releases, newest first. */
  releases: readonly number[];
  onChange: (compared: Compared) => void;
  onClose: () => void;
}

export function CompareDialog({ compared, releases, onChange, onClose }: CompareDialogProps) {
  const options = (["draft", ...releases] as Version[]).map((version) => ({
    value: String(version),
    label: versionName(version),
  }));
  const choose = (side: keyof Compared) => (value: string) => {
    if (compared) onChange({ ...compared, [side]: value === "draft" ? value : Number(value) });
  };
  return (
    <Dialog
      open={compared !== null}
      title="Compare versions"
      wide
      onClose={onClose}
      footer={<Button onClick={onClose}>Close</Button>}
    >
      {compared && (
        <div class="compare">
          <div class="compare-sides">
            <Field label="From">
              {(id) => <Select id={id} value={String(compared.from)} options={options} onChange={choose("from")} />}
            </Field>
            <Field label="To">
              {(id) => <Select id={id} value={String(compared.to)} options={options} onChange={choose("to")} />}
            </Field>
          </div>
          <Difference {...compared} />
        </div>
      )}
    </Dialog>
  );
}

/** What differs, once both are here. */
export function Difference({ from, to }: Compared) {
  const studio = useStudio();
  const [both, setBoth] = useState<[AppDocument, AppDocument] | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let gone = false;
    setBoth(null);
    setFault(null);
    Promise.all([studio.versions.document(from), studio.versions.document(to)]).then(
      (documents) => gone || setBoth(documents),
      (error: Error) => gone || setFault(error.message),
    );
    return () => {
      gone = true;
    };
  }, [studio, from, to, attempt]);
  if (fault !== null) {
    return (
      <EmptyState
        tone="fail"
        text={fault}
        action={<Button onClick={() => setAttempt(attempt + 1)}>Try again</Button>}
      />
    );
  }
  if (both === null) return <Skeleton />;
  const changes = difference(...both);
  return (
    <>
      {changes.length > 0 && (
        <p class="faint">
          {count(changes.length, "part")} {changes.length === 1 ? "differs" : "differ"}
        </p>
      )}
      <DifferenceView changes={changes} />
    </>
  );
}
