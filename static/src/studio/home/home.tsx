/** The start page: the apps a person can build on, and every way to a new one. */
import { LogOut, Moon, Settings, Sun } from "lucide";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import {
  type AppItem,
  copyApp,
  createApp,
  createFromSample,
  exportApp,
  listApps,
  listSamples,
  type Sample,
} from "../../api/apps";
import type { User } from "../../protocol";
import { createToasts, Icon, IconButton, Mark, Toasts } from "../../ui";
import type { WorkspaceItem } from "../page";
import { saveFile } from "../shell/download";
import { signOut } from "../sign-out";
import { theme, toggleTheme } from "../theme";
import { Apps } from "./apps";
import { DropZone } from "./drop-zone";
import { ImportDialog } from "./import-app";
import { NewAppDialog } from "./new-app";
import { Templates } from "./templates";

const toasts = createToasts();
const tell = (what: string) => (error: Error) => void toasts.show(`${what} ${error.message}`, "error", null);
const open = (app: AppItem) => location.assign(`/apps/${app.id}/`);

interface HomeProps {
  user: User | null;
  workspaces: readonly WorkspaceItem[];
}

export function Home({ user, workspaces }: HomeProps) {
  const [apps, setApps] = useState<AppItem[] | null>(null);
  const [templates, setTemplates] = useState<Sample[]>([]);
  const [fault, setFault] = useState<string | null>(null);
  const [creating, setCreating] = useState(false);
  const [importing, setImporting] = useState<File | null>(null);
  const [busyTemplate, setBusyTemplate] = useState<string | null>(null);
  const chooser = useRef<HTMLInputElement>(null);

  const load = useCallback(() => {
    setFault(null);
    listApps().then(setApps, (error: Error) => setFault(error.message));
  }, []);
  useEffect(() => {
    load();
    listSamples().then(setTemplates, () => setTemplates([])); // without them the list does very well
    // Back from the studio or another tab: names, pictures and releases may be others by now.
    const back = () => {
      if (!document.hidden) listApps().then(setApps, () => undefined);
    };
    document.addEventListener("visibilitychange", back);
    addEventListener("pageshow", back);
    return () => {
      document.removeEventListener("visibilitychange", back);
      removeEventListener("pageshow", back);
    };
  }, [load]);

  const fromTemplate = (template: Sample) => {
    setBusyTemplate(template.slug);
    createFromSample(template.slug).then(open, (error: Error) => {
      setBusyTemplate(null);
      tell("The template was not opened.")(error);
    });
  };
  const take = useCallback((files: readonly File[]) => {
    const [first] = files;
    if (files.length > 1) toasts.show("One file at a time: the first is imported.", "info", 6_000);
    if (first) setImporting(first);
  }, []);
  const choose = () => chooser.current?.click();
  const dark = theme.value === "dark";

  return (
    <div class="home">
      <header class="top">
        <a class="top-mark" href="/" aria-label="All apps">
          <Mark />
        </a>
        <span class="strong">Lowstream</span>
        <span class="spacer" />
        {user && (
          <a class="faint home-user" href="/account/" title="Your account">
            {user.email}
          </a>
        )}
        <a class="btn ghost only-icon" href="/settings/" title="Settings" aria-label="Settings" data-testid="settings">
          <Icon of={Settings} />
        </a>
        <IconButton
          icon={dark ? Sun : Moon}
          label={dark ? "Light theme" : "Dark theme"}
          data-testid="theme"
          onClick={toggleTheme}
        />
        <IconButton icon={LogOut} label="Sign out" data-testid="sign-out" onClick={signOut} />
      </header>
      <main class="home-main" tabIndex={-1}>
        <Apps
          apps={apps}
          fault={fault}
          onRetry={load}
          onNew={() => setCreating(true)}
          onImport={choose}
          onChanged={(app) => setApps((before) => before?.map((one) => (one.id === app.id ? app : one)) ?? null)}
          onDeleted={(app) => setApps((before) => before?.filter((one) => one.id !== app.id) ?? null)}
          onCopy={(app) =>
            void copyApp(app.id).then(
              (made) => setApps((before) => [made, ...(before ?? [])]),
              tell(`${app.name} was not copied.`),
            )
          }
          onExport={(app) =>
            void exportApp(app.id).then(
              (file) => saveFile(file, `${app.slug}.json`),
              tell(`${app.name} was not exported.`),
            )
          }
        />
        {apps !== null && templates.length > 0 && (
          <Templates templates={templates} busy={busyTemplate} onPick={fromTemplate} />
        )}
      </main>
      <input
        ref={chooser}
        type="file"
        accept=".json,application/json"
        hidden
        aria-label="File of an app"
        data-testid="import-file"
        onChange={(event) => {
          take([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = ""; // the same file can be chosen again, once it is mended
        }}
      />
      <DropZone onFile={take} />
      <ImportDialog file={importing} onClose={() => setImporting(null)} onChoose={choose} onOpen={open} />
      <NewAppDialog
        open={creating}
        onClose={() => setCreating(false)}
        workspaces={workspaces.filter(({ role }) => role !== "viewer")}
        onCreate={(name, workspace) => createApp(name, workspace).then(open)}
      />
      <Toasts store={toasts} />
    </div>
  );
}
