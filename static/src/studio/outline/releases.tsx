/** The app's releases, newest first. */
import { useEffect, useState } from "preact/hooks";
import { listReleases, type Release } from "../../api/apps";
import { Button, EmptyState, Skeleton } from "../../ui";
import { dateTime } from "../format";
import { useStudio } from "../studio";

const author = (release: Release): string =>
  typeof release.author === "string" ? release.author : (release.author?.name ?? release.author?.email ?? "");

export function Releases() {
  const studio = useStudio();
  const { id, release: live } = studio.app.value;
  const [releases, setReleases] = useState<Release[] | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
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
    <ol class="releases">
      {releases.map((release) => (
        <li key={release.number}>
          <span class="releases-head">
            <span class="strong">Release {release.number}</span>
            {release.number === live && <span class="pill open">live</span>}
          </span>
          {release.note && <span>{release.note}</span>}
          <span class="faint">{[dateTime(release.created_at), author(release)].filter(Boolean).join(" · ")}</span>
        </li>
      ))}
    </ol>
  );
}
