import { expect, it } from "vitest";
import { openKept } from "../../src/host/kept";

/** Locks of one browser: a name is held by one page at a time; the others wait until their signal gives up. */
function fakeLocks() {
  const held = new Set<string>();
  const request = async (name: string, options: LockOptions, work: () => Promise<void>) => {
    if (held.has(name)) {
      await new Promise<void>((resolve, reject) => {
        const poll = setInterval(() => {
          if (held.has(name)) return;
          clearInterval(poll);
          resolve();
        }, 5);
        options.signal?.addEventListener("abort", () => {
          clearInterval(poll);
          reject(options.signal?.reason);
        });
      });
    }
    held.add(name);
    await work();
    held.delete(name);
  };
  return { held, request: request as unknown as LockManager["request"] };
}

function fakeStorage(entries: Record<string, string> = {}) {
  return {
    entries,
    getItem: (key: string) => entries[key] ?? null,
    setItem: (key: string, value: string) => {
      entries[key] = value;
    },
  };
}

const ids = () => {
  let last = 0;
  return () => `tab-${++last}`;
};

it("goes on with the session and the positions after a reload", async () => {
  const [storage, locks, randomId] = [fakeStorage(), fakeLocks(), ids()];
  const before = await openKept("app", { storage, locks, randomId });
  expect(before.session).toBeNull();
  before.keepSession("signed");
  before.keepSeen({ ticker: { epoch: "e", offset: 7, connection: 1 } });
  before.release();
  const after = await openKept("app", { storage, locks, randomId });
  expect(after.session).toBe("signed");
  expect(after.seen).toEqual({ ticker: { epoch: "e", offset: 7, connection: 1 } });
});

it("waits for a page that is just going away, as it is in a reload", async () => {
  const [storage, locks, randomId] = [fakeStorage(), fakeLocks(), ids()];
  const before = await openKept("app", { storage, locks, randomId });
  before.keepSession("signed");
  const reloaded = openKept("app", { storage, locks, randomId });
  before.release();
  expect((await reloaded).session).toBe("signed");
});

it("starts a session of its own in a duplicated tab, and leaves the original's alone", async () => {
  const [storage, locks, randomId] = [fakeStorage(), fakeLocks(), ids()];
  const original = await openKept("app", { storage, locks, randomId });
  original.keepSession("signed");
  const copy = fakeStorage({ ...storage.entries });
  const duplicate = await openKept("app", { storage: copy, locks, randomId });
  expect(duplicate.session).toBeNull();
  duplicate.keepSession("other");
  expect(JSON.parse(storage.entries.app as string).session).toBe("signed");
  expect(locks.held.size).toBe(2);
});

it("merges positions of single queries into those it has", async () => {
  const kept = await openKept("app", { storage: fakeStorage(), locks: undefined, randomId: ids() });
  kept.keepSeen({ a: { epoch: "e", offset: 1, connection: 1 } });
  kept.keepSeen({ b: { epoch: "f", offset: 2, connection: 1 } });
  expect(Object.keys(kept.seen)).toEqual(["a", "b"]);
});

it("starts anew on what it can't read, and works with a storage that refuses", async () => {
  const broken = fakeStorage({ app: "{" });
  expect((await openKept("app", { storage: broken, locks: undefined, randomId: ids() })).session).toBeNull();
  const full = {
    getItem: () => null,
    setItem: () => {
      throw new Error("quota");
    },
  };
  const kept = await openKept("app", { storage: full, locks: undefined, randomId: ids() });
  kept.keepSession("signed");
  expect(kept.session).toBe("signed");
});
