/** The settings page: the sections at the left, the chosen one beside them. Its address names both. */
import { LogOut, Moon, Sun } from "lucide";
import { useEffect, useState } from "preact/hooks";
import type { User } from "../../protocol";
import { EmptyState, IconButton, Mark, Select } from "../../ui";
import type { WorkspaceItem } from "../page";
import { signOut } from "../sign-out";
import { theme, toggleTheme } from "../theme";
import { sectionsFor } from "./sections";

interface SettingsProps {
  user: User | null;
  workspaces: readonly WorkspaceItem[];
}

export function Settings({ user, workspaces }: SettingsProps) {
  const [chosen, setChosen] = useState(() => new URL(location.href).searchParams.get("workspace"));
  const [hash, setHash] = useState(location.hash.slice(1));
  useEffect(() => {
    const follow = () => setHash(location.hash.slice(1));
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  const workspace = workspaces.find((one) => String(one.id) === chosen) ?? workspaces[0];
  const sections = workspace ? sectionsFor(workspace.role) : [];
  const section = sections.find((one) => one.id === hash) ?? sections[0];
  const dark = theme.value === "dark";
  const choose = (id: string) => {
    setChosen(id);
    history.replaceState(null, "", `?workspace=${id}${location.hash}`);
  };
  return (
    <div class="settings">
      <header class="top">
        <a class="top-mark" href="/" aria-label="All apps">
          <Mark />
        </a>
        <h1 class="top-name strong">Settings</h1>
        <span class="spacer" />
        {user && <span class="faint">{user.email}</span>}
        <IconButton icon={dark ? Sun : Moon} label={dark ? "Light theme" : "Dark theme"} onClick={toggleTheme} />
        <IconButton icon={LogOut} label="Sign out" onClick={signOut} />
      </header>
      <nav class="settings-nav" aria-label="Settings">
        {workspaces.length > 1 && workspace && (
          <Select
            label="Workspace"
            value={String(workspace.id)}
            options={workspaces.map((one) => ({ value: String(one.id), label: one.name }))}
            onChange={choose}
          />
        )}
        {workspaces.length === 1 && <p class="faint">{workspace?.name}</p>}
        {sections.map((one) => (
          <a key={one.id} href={`#${one.id}`} aria-current={one === section ? "page" : undefined}>
            {one.title}
          </a>
        ))}
        <a href="/account/">Your account</a>
      </nav>
      <main class="settings-main" tabIndex={-1}>
        {workspace && section ? (
          <section.view key={`${workspace.id} ${section.id}`} workspace={workspace} user={user} />
        ) : (
          <EmptyState text="You are in no workspace. Ask somebody who is an owner of one to invite you." />
        )}
      </main>
    </div>
  );
}
