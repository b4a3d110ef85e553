/** The list of apps with what finds and makes them; loading, failed, empty, nothing found, or full. */
import { FileUp, Plus, Search } from "lucide";
import { useEffect, useRef, useState } from "preact/hooks";
import type { AppItem } from "../../api/apps";
import { Button, EmptyState, Icon, Select, Skeleton, TextInput } from "../../ui";
import { AppList } from "./app-list";
import { find, ORDERS, type Order } from "./finding";
import { useStreams } from "./streams";

interface AppsProps {
  /** Null: not here yet. */
  apps: readonly AppItem[] | null;
  /** Why they aren't. */
  fault: string | null;
  onRetry: () => void;
  onNew: () => void;
  onImport: () => void;
  onChanged: (app: AppItem) => void;
  onCopy: (app: AppItem) => void;
  onExport: (app: AppItem) => void;
  onDeleted: (app: AppItem) => void;
}

export function Apps({ apps, fault, onRetry, onNew, onImport, ...rest }: AppsProps) {
  const [search, setSearch] = useState("");
  const [order, setOrder] = useState<Order>("changed");
  const streams = useStreams();
  const shown = find(apps ?? [], search, order);
  const ways = (
    <>
      <Button icon={FileUp} data-testid="import-app" onClick={onImport}>
        Import
      </Button>
      <Button variant="primary" icon={Plus} data-testid="new-app" onClick={onNew}>
        New app
      </Button>
    </>
  );
  return (
    <section class="apps" aria-labelledby="apps">
      <div class="home-head">
        <h1 id="apps">Apps</h1>
        {apps !== null && apps.length > 0 && (
          <>
            <SearchField value={search} onInput={setSearch} />
            <Select label="Order" value={order} options={ORDERS} onChange={setOrder} />
            {ways}
          </>
        )}
      </div>
      {fault ? (
        <EmptyState
          tone="fail"
          title="The apps could not be loaded"
          text={fault}
          action={<Button onClick={onRetry}>Try again</Button>}
        />
      ) : apps === null ? (
        <LoadingCards />
      ) : apps.length === 0 ? (
        <EmptyState
          title="Make the first live app"
          text="An app takes a WebSocket stream, puts its messages on a canvas of widgets, and gets a link viewers can open. Begin with a blank one, with a file, or with a template below."
          action={<div class="home-ways">{ways}</div>}
        />
      ) : shown.length === 0 ? (
        <EmptyState
          text={`No app has “${search.trim()}” in its name.`}
          action={<Button onClick={() => setSearch("")}>Show all apps</Button>}
        />
      ) : (
        <AppList apps={shown} streams={streams} {...rest} />
      )}
      <p class="visually-hidden" role="status">
        {search.trim() && `${shown.length} found`}
      </p>
    </section>
  );
}

/** `/` leads here from anywhere; Escape empties it. */
function SearchField({ value, onInput }: { value: string; onInput: (value: string) => void }) {
  const field = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const typing = event.target instanceof Element && event.target.closest("input, textarea, select");
      if (event.key !== "/" || typing || event.metaKey || event.ctrlKey || document.querySelector("dialog[open]"))
        return;
      event.preventDefault();
      field.current?.querySelector("input")?.focus();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, []);
  return (
    <div class="search" ref={field}>
      <Icon of={Search} />
      <TextInput
        type="search"
        aria-label="Search apps"
        placeholder="Search"
        data-testid="search"
        value={value}
        onInput={onInput}
        onKeyDown={(event: KeyboardEvent) => {
          if (event.key === "Escape") onInput("");
        }}
      />
      {value === "" && <span class="kbd">/</span>}
    </div>
  );
}

function LoadingCards() {
  return (
    <div class="cards" role="status" aria-label="Loading">
      {Array.from({ length: 4 }, (_, index) => (
        <div key={index} class="card">
          <div class="look" />
          <div class="card-text">
            <Skeleton lines={2} />
          </div>
        </div>
      ))}
    </div>
  );
}
