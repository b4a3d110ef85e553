/**
 * What a tab keeps of its session over a reload: the signed session string and the positions it has been shown.
 *
 * A duplicated tab gets a copy of the whole sessionStorage; a lock that is held for the page's life tells the copy from
 * the original, and the copy starts a session of its own.
 */
import type { Seen } from "../bridge";

// A reload's new page may ask before the old page's lock is gone; a duplicated tab waits this long once.
const LOCK_WAIT_MS = 500;

interface Entry {
  tab: string;
  session: string | null;
  seen: Record<string, Seen>;
}

export interface Kept {
  readonly session: string | null;
  readonly seen: Record<string, Seen>;
  keepSession(session: string): void;
  keepSeen(seen: Record<string, Seen>): void;
  /** Lets go of the lock. What was kept stays, for the next page of this tab. */
  release(): void;
}

export interface Surroundings {
  storage: Pick<Storage, "getItem" | "setItem">;
  /** Missing where the page isn't a secure context; then the server tells duplicates apart (close code 4509). */
  locks: Pick<LockManager, "request"> | undefined;
  randomId: () => string;
}

/** Read what this tab kept under `key`, or start anew when another page of the browser holds it. */
export async function openKept(key: string, { storage, locks, randomId }: Surroundings): Promise<Kept> {
  let entry = read(storage, key);
  let release = entry ? await hold(locks, entry.tab) : null;
  if (!entry || !release) {
    entry = { tab: randomId(), session: null, seen: {} };
    const held = hold(locks, entry.tab); // which nobody else can have: the name is new
    release = () => void held.then((letGo) => letGo?.());
  }
  const kept = entry;
  const letGo = release;
  const write = () => {
    try {
      storage.setItem(key, JSON.stringify(kept));
    } catch {
      // Full or switched off: the session then doesn't outlive a reload, nothing else is lost.
    }
  };
  write();
  return {
    get session() {
      return kept.session;
    },
    get seen() {
      return kept.seen;
    },
    keepSession(session) {
      if (session === kept.session) return;
      kept.session = session;
      write();
    },
    keepSeen(seen) {
      kept.seen = { ...kept.seen, ...seen };
      write();
    },
    release: letGo,
  };
}

function read(storage: Surroundings["storage"], key: string): Entry | null {
  try {
    const entry = JSON.parse(storage.getItem(key) ?? "null") as Partial<Entry> | null;
    if (typeof entry?.tab !== "string") return null;
    return { tab: entry.tab, session: entry.session ?? null, seen: entry.seen ?? {} };
  } catch {
    return null;
  }
}

/** Take the tab's lock: how to let go of it, or null when another page has it. */
async function hold(locks: Surroundings["locks"], tab: string): Promise<(() => void) | null> {
  if (!locks) return () => {};
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(LOCK_WAIT_MS);
    locks
      .request(`lowstream.tab.${tab}`, { signal }, () => new Promise<void>((done) => resolve(() => done())))
      .catch(() => resolve(null));
  });
}
