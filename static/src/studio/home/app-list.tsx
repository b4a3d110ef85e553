/** The apps as cards, and the questions before one is renamed or deleted. */
import { useState } from "preact/hooks";
import { type AppItem, changeApp } from "../../api/apps";
import { AppCard } from "./app-card";
import { DeleteDialog } from "./delete-app";
import { NameDialog } from "./new-app";
import type { Streams } from "./streams";

interface AppListProps {
  apps: readonly AppItem[];
  streams: Streams;
  onChanged: (app: AppItem) => void;
  onCopy: (app: AppItem) => void;
  onExport: (app: AppItem) => void;
  onDeleted: (app: AppItem) => void;
}

export function AppList({ apps, streams, onChanged, onCopy, onExport, onDeleted }: AppListProps) {
  const [renaming, setRenaming] = useState<AppItem | null>(null);
  const [deleting, setDeleting] = useState<AppItem | null>(null);
  return (
    <>
      <ul class="cards" aria-label="Apps" onKeyDown={walk}>
        {apps.map((app) => (
          <AppCard
            key={app.id}
            app={app}
            streams={streams}
            onRename={() => setRenaming(app)}
            onCopy={() => onCopy(app)}
            onExport={() => onExport(app)}
            onDelete={() => setDeleting(app)}
          />
        ))}
      </ul>
      <NameDialog
        open={renaming !== null}
        title="Rename"
        label="Rename"
        testId="rename"
        initial={renaming?.name ?? ""}
        onClose={() => setRenaming(null)}
        onConfirm={async (name) => {
          if (renaming) onChanged(await changeApp(renaming.id, { name }));
          setRenaming(null);
        }}
      />
      <DeleteDialog app={deleting} onClose={() => setDeleting(null)} onDeleted={onDeleted} />
    </>
  );
}

/** Arrow keys lead from card to card, as they stand on the screen. */
function walk(event: KeyboardEvent): void {
  const at = event.target;
  if (!(at instanceof HTMLElement) || !at.matches(".card-name")) return;
  const names = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>(".card-name")];
  const [first] = names;
  const top = first?.closest(".card")?.getBoundingClientRect().top;
  const columns = names.filter((name) => name.closest(".card")?.getBoundingClientRect().top === top).length;
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
  const next = step === undefined ? undefined : names[names.indexOf(at) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
