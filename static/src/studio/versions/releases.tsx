/** The app's releases, newest first: what each was, how it differs from others, back to it, and off the air. */
import { Ellipsis } from "lucide";
import { useEffect, useState } from "preact/hooks";
import { listReleases, type Release } from "../../api/apps";
import { Button, EmptyState, Menu, Skeleton } from "../../ui";
import { dateTime } from "../format";
import { useStudio } from "../studio";
import { CompareDialog, type Compared } from "./compare";
import { RestoreDialog } from "./restore";
import { UnpublishDialog } from "./unpublish";

const KEPT = 200; // the server's

const author = (release: Release): string =>
  typeof release.author === "string" ? release.author : (release.author?.name ?? release.author?.email ?? "");

export function Releases() {
  const studio = useStudio();
  const { id, release: live } = studio.app.value;
  const [releases, setReleases] = useState<Release[] | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  const [compared, setCompared] = useState<Compared | null>(null);
  const [restoring, setRestoring] = useState<number | null>(null);
  const [unpublishing, setUnpublishing] = useState(false);
  useEffect(() => {
    let gone = false;
    setFault(null);
    listReleases(id).then(
      (list) => gone || setReleases(list),
      (error: Error) => gone || setFault(error.message),
    );
    return () => {
      gone = true;
    };
  }, [id, live, attempt]);

  if (fault) {
    return (
      <EmptyState
        tone="fail"
        text={fault}
        action={<Button onClick={() => setAttempt(attempt + 1)}>Try again</Button>}
      />
    );
  }
  if (releases === null) return <Skeleton />;
  if (releases.length === 0) {
    return <EmptyState text="Nothing is published yet. Publish makes a release: a fixed copy that viewers see." />;
  }
  return (
    <>
      {live === null && <p class="strip busy">Not published: viewers see nothing.</p>}
      <ol class="releases">
        {releases.map((release, index) => {
          const { number } = release;
          const before = releases[index + 1]?.number;
          return (
            <li key={number} data-testid={`release-${number}`}>
              <span class="releases-head">
                <span class="strong">Release {number}</span>
                {number === live && <span class="pill open">live</span>}
                <span class="spacer" />
                <Menu
                  label={`Release ${number}`}
                  items={[
                    {
                      label: "Compare with the draft",
                      onSelect: () => setCompared({ from: number, to: "draft" }),
                    },
                    {
                      label: before === undefined ? "There is none before it" : `Compare with release ${before}`,
                      disabled: before === undefined,
                      onSelect: () => setCompared({ from: before ?? number, to: number }),
                    },
                    { label: "Restore into the draft", onSelect: () => setRestoring(number) },
                    ...(number === live
                      ? [{ label: "Unpublish", danger: true, onSelect: () => setUnpublishing(true) }]
                      : []),
                  ]}
                  icon={Ellipsis}
                />
              </span>
              {release.note && <span>{release.note}</span>}
              <span class="faint">{[dateTime(release.created_at), author(release)].filter(Boolean).join(" · ")}</span>
            </li>
          );
        })}
      </ol>
      {releases.length >= KEPT && <p class="releases-kept faint">The newest {KEPT} releases are kept.</p>}
      <CompareDialog
        compared={compared}
        releases={releases.map(({ number }) => number)}
        onChange={setCompared}
        onClose={() => setCompared(null)}
      />
      <RestoreDialog release={restoring} onClose={() => setRestoring(null)} />
      <UnpublishDialog open={unpublishing} onClose={() => setUnpublishing(false)} />
    </>
  );
}
