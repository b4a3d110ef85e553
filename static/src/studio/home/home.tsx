/** The apps a person can build on: open, create, rename, delete. */
import { LogOut, Moon, Plus, Sun } from "lucide";
import { useCallback, useEffect, useState } from "preact/hooks";
import { type AppItem, copyApp, createApp, createFromSample, listApps, listSamples, type Sample } from "../../api/apps";
import type { User } from "../../protocol";
import { Button, createToasts, EmptyState, IconButton, Mark, Skeleton, Toasts } from "../../ui";
import { signOut } from "../sign-out";
import { theme, toggleTheme } from "../theme";
import { AppTable } from "./app-table";
import { NewAppDialog } from "./new-app";
import { Samples } from "./samples";

const toasts = createToasts();

export function Home({ user }: { user: User | null }) {
  const [apps, setApps] = useState<AppItem[] | null>(null);
  const [samples, setSamples] = useState<Sample[]>([]);
  const [fault, setFault] = useState<string | null>(null);
  const [creating, setCreating] = useState(false);
  const [busySample, setBusySample] = useState<string | null>(null);

  const load = useCallback(() => {
    setFault(null);
    listApps().then(setApps, (error: Error) => setFault(error.message));
  }, []);
  useEffect(() => {
    load();
    listSamples().then(setSamples, () => setSamples([])); // without samples the list does very well
  }, [load]);

  const open = (app: AppItem) => location.assign(`/apps/${app.id}/`);
  const fromSample = async (sample: Sample) => {
    setBusySample(sample.slug);
    try {
      open(await createFromSample(sample.slug));
    } catch (error) {
      setBusySample(null);
      toasts.show(`The sample was not created. ${(error as Error).message}`, "error", null);
    }
  };
  const copy = (app: AppItem) =>
    copyApp(app.id).then(
      (made) => setApps((before) => [made, ...(before ?? [])]),
      (error: Error) => toasts.show(`${app.name} was not copied. ${error.message}`, "error", null),
    );
  const dark = theme.value === "dark";
  const newApp = (
    <Button variant="primary" icon={Plus} data-testid="new-app" onClick={() => setCreating(true)}>
      New app
    </Button>
  );

  return (
    <div class="home">
      <header class="top">
        <a class="top-mark" href="/" aria-label="All apps">
          <Mark />
        </a>
        <span class="strong">Lowstream</span>
        <span class="spacer" />
        {user && <span class="faint">{user.email}</span>}
        <IconButton
          icon={dark ? Sun : Moon}
          label={dark ? "Light theme" : "Dark theme"}
          data-testid="theme"
          onClick={toggleTheme}
        />
        <IconButton icon={LogOut} label="Sign out" data-testid="sign-out" onClick={signOut} />
      </header>
      <main class="home-main">
        <div class="home-head">
          <h1>Apps</h1>
          {apps !== null && apps.length > 0 && newApp}
        </div>
        {fault ? (
          <EmptyState
            tone="fail"
            title="The apps could not be loaded"
            text={fault}
            action={<Button onClick={load}>Try again</Button>}
          />
        ) : apps === null ? (
          <Skeleton lines={4} />
        ) : apps.length === 0 ? (
          <EmptyState
            title="Make the first live app"
            text="An app takes a WebSocket stream, puts its messages on a canvas of widgets, and gets a link viewers can open."
            action={newApp}
          />
        ) : (
          <AppTable
            apps={apps}
            onChanged={(app) => setApps(apps.map((one) => (one.id === app.id ? app : one)))}
            onCopy={copy}
            onDeleted={(app) => setApps(apps.filter((one) => one.id !== app.id))}
          />
        )}
        {apps !== null && samples.length > 0 && <Samples samples={samples} busy={busySample} onPick={fromSample} />}
      </main>
      <NewAppDialog
        open={creating}
        onClose={() => setCreating(false)}
        onCreate={(name) => createApp(name).then(open)}
      />
      <Toasts store={toasts} />
    </div>
  );
}
