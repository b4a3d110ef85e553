/** The list of apps: one row each. */
import { Copy, Ellipsis, ExternalLink, Pencil, Trash2 } from "lucide";
import { useState } from "preact/hooks";
import { type AppItem, changeApp, deleteApp } from "../../api/apps";
import { Button, Dialog, Menu } from "../../ui";
import { dateTime } from "../format";
import { visibilityLabel } from "../shell/visibility";
import { NameDialog } from "./new-app";

interface AppTableProps {
  apps: readonly AppItem[];
  onChanged: (app: AppItem) => void;
  onCopy: (app: AppItem) => void;
  onDeleted: (app: AppItem) => void;
}

export function AppTable({ apps, onChanged, onCopy, onDeleted }: AppTableProps) {
  const [renaming, setRenaming] = useState<AppItem | null>(null);
  const [deleting, setDeleting] = useState<AppItem | null>(null);
  return (
    <>
      <table class="apps">
        <thead>
          <tr>
            <th>Name</th>
            <th>Release</th>
            <th>Who can open it</th>
            <th>Updated</th>
            <th>
              <span class="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {apps.map((app) => (
            <tr key={app.id} data-testid={`app-${app.slug}`}>
              <td>
                <a class="apps-name" href={`/apps/${app.id}/`}>
                  {app.name}
                </a>
              </td>
              <td>
                {app.release === null ? (
                  <span class="faint">Not published</span>
                ) : (
                  <span class="apps-release">
                    <i class="dot open" aria-hidden="true" />
                    <span class="num">Release {app.release}</span>
                  </span>
                )}
              </td>
              <td class="muted">{app.release === null ? "–" : visibilityLabel(app.visibility)}</td>
              <td class="muted num">{dateTime(app.updated_at)}</td>
              <td class="apps-actions">
                {app.release !== null && (
                  <a class="btn ghost" href={`/a/${app.slug}/`} target="_blank" rel="noopener">
                    Viewer link
                  </a>
                )}
                <a class="btn" href={`/apps/${app.id}/`}>
                  Open studio
                </a>
                <Menu
                  label={`More about ${app.name}`}
                  icon={Ellipsis}
                  items={[
                    {
                      label: "Preview the draft",
                      icon: ExternalLink,
                      onSelect: () => window.open(`/a/${app.slug}/?draft=1`, "_blank", "noopener"),
                    },
                    { label: "Rename", icon: Pencil, onSelect: () => setRenaming(app) },
                    { label: "Copy", icon: Copy, onSelect: () => onCopy(app) },
                    { label: "Delete", icon: Trash2, danger: true, onSelect: () => setDeleting(app) },
                  ]}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
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

interface DeleteDialogProps {
  app: AppItem | null;
  onClose: () => void;
  onDeleted: (app: AppItem) => void;
}

function DeleteDialog({ app, onClose, onDeleted }: DeleteDialogProps) {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const close = () => {
    setFault(null);
    onClose();
  };
  const confirm = async () => {
    if (!app) return;
    setBusy(true);
    try {
      await deleteApp(app.id);
      onDeleted(app);
      close();
    } catch (error) {
      setFault((error as Error).message);
    }
    setBusy(false);
  };
  return (
    <Dialog
      open={app !== null}
      title={`Delete ${app?.name ?? ""}`}
      onClose={close}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button variant="danger" busy={busy} data-testid="delete-app-confirm" onClick={confirm}>
            Delete app
          </Button>
        </>
      }
    >
      <p>
        {app?.release === null
          ? "Its draft is deleted for good."
          : "Its draft and all its releases are deleted for good. The viewer link stops working at once."}
      </p>
      {fault && (
        <p class="field-error" role="alert">
          {fault}
        </p>
      )}
    </Dialog>
  );
}
