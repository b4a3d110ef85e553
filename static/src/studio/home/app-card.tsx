/** One app: how it looks, who sees which release, its streams, and what can be done with it. */
import { Copy, Download, Ellipsis, ExternalLink, Eye, Pencil, Trash2 } from "lucide";
import type { AppItem } from "../../api/apps";
import { Icon, Menu } from "../../ui";
import { dateTime } from "../format";
import { visibilityLabel } from "../shell/visibility";
import { Look } from "./look";
import { type Streams, StreamsLine } from "./streams";

interface AppCardProps {
  app: AppItem;
  streams: Streams;
  onRename: () => void;
  onCopy: () => void;
  onExport: () => void;
  onDelete: () => void;
}

export function AppCard({ app, streams, onRename, onCopy, onExport, onDelete }: AppCardProps) {
  const published = app.release !== null;
  return (
    <li class="card" data-testid={`app-${app.slug}`}>
      <Look app={app} />
      <div class="card-text">
        <div class="card-head">
          <h2>
            <a class="card-name" href={`/apps/${app.id}/`}>
              {app.name}
            </a>
          </h2>
          {published && (
            <a
              class="btn ghost only-icon"
              href={`/a/${app.slug}/`}
              target="_blank"
              rel="noopener"
              title="Open as viewers see it"
              aria-label={`Open ${app.name} as viewers see it`}
            >
              <Icon of={ExternalLink} />
            </a>
          )}
          <Menu
            label={`More about ${app.name}`}
            icon={Ellipsis}
            items={[
              {
                label: "Preview the draft",
                icon: Eye,
                onSelect: () => window.open(`/a/${app.slug}/?draft=1`, "_blank", "noopener"),
              },
              { label: "Rename", icon: Pencil, onSelect: onRename },
              { label: "Copy", icon: Copy, onSelect: onCopy },
              { label: "Export", icon: Download, onSelect: onExport },
              { label: "Delete", icon: Trash2, danger: true, onSelect: onDelete },
            ]}
          />
        </div>
        <StreamsLine id={app.id} streams={streams} />
        <span class="card-line muted">
          {published ? (
            <>
              <span class="num">Release {app.release}</span> · {visibilityLabel(app.visibility)}
            </>
          ) : (
            <span class="faint">Not published</span>
          )}
        </span>
        <span class="card-line faint num" title={app.updated_by ?? undefined}>
          {dateTime(app.updated_at)}
          {app.updated_by && ` · ${app.updated_by}`}
        </span>
      </div>
    </li>
  );
}
