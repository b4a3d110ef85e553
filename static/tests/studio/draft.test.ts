/** The draft's saving, against a scripted server and fake timers. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../../src/api/http";
import type { AppDocument } from "../../src/document";
import { blankState } from "../../src/studio/draft/blank";
import { Draft, type Stored } from "../../src/studio/draft/draft";
import { add as addTo } from "../../src/studio/draft/edits";
import { documentOf } from "../documents";
import { studioWith } from "./rig";

const EMPTY: AppDocument = documentOf();

/** Holds the writes until the test answers them. */
class Server {
  writes: { draft: Stored; answer: (revision: number) => void; refuse: (error: ApiError) => void }[] = [];
  stored: Stored = { document: EMPTY, revision: 1 };

  read = async (): Promise<Stored> => this.stored;
  write = (draft: Stored): Promise<{ revision: number }> =>
    new Promise((resolve, reject) => {
      this.writes.push({ draft, answer: (revision) => resolve({ revision }), refuse: reject });
    });

  get last() {
    const write = this.writes.at(-1);
    if (!write) throw new Error("nothing was written");
    return write;
  }
}

const stale = (revision: number) => new ApiError(409, { code: "stale", message: "changed elsewhere", revision });
const invalid = (path: string) =>
  new ApiError(422, { code: "invalid_document", message: "1 fault", errors: [{ path, message: "is wrong" }] });
const away = () => new ApiError(0, { code: "unreachable" });

let server: Server;
let draft: Draft;
const add = (name: string) => draft.edit(`Add ${name}`, (document) => addTo(document, "states", blankState(name)));
const names = (document: AppDocument) => document.states.map((state) => state.name);

beforeEach(() => {
  vi.useFakeTimers();
  server = new Server();
  draft = new Draft({ document: EMPTY, revision: 1 }, server);
});

afterEach(() => {
  draft.dispose();
  vi.useRealTimers();
});

describe("autosave", () => {
  it("gathers edits for 600 ms and sends them in one write with the revision they are based on", async () => {
    add("a");
    await vi.advanceTimersByTimeAsync(400);
    add("b");
    await vi.advanceTimersByTimeAsync(599);
    expect(server.writes).toHaveLength(0);
    expect(draft.state.value.kind).toBe("unsaved");
    await vi.advanceTimersByTimeAsync(1);
    expect(server.writes).toHaveLength(1);
    expect(server.last.draft.revision).toBe(1);
    expect(names(server.last.draft.document)).toEqual(["a", "b"]);
    expect(draft.state.value.kind).toBe("saving");
    server.last.answer(2);
    await vi.advanceTimersByTimeAsync(0);
    expect(draft.state.value.kind).toBe("saved");
    expect(draft.unsaved.value).toBe(false);
  });

  it("sends an edit made during a save afterwards, with the revision that save returned", async () => {
    add("a");
    await vi.advanceTimersByTimeAsync(600);
    add("b");
    await vi.advanceTimersByTimeAsync(5_000);
    expect(server.writes).toHaveLength(1);
    server.last.answer(2);
    await vi.advanceTimersByTimeAsync(600);
    expect(server.writes).toHaveLength(2);
    expect(server.last.draft.revision).toBe(2);
    expect(names(server.last.draft.document)).toEqual(["a", "b"]);
  });

  it("does nothing for a recipe that returns the document it was given", async () => {
    draft.edit("Nothing", (document) => document);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(server.writes).toHaveLength(0);
    expect(draft.state.value.kind).toBe("saved");
  });
});

it("an edit whose outcome is the same changes nothing, and what it leaves alone stays the same object", () => {
  draft.edit("Nothing", (document) => JSON.parse(JSON.stringify(document)));
  expect(draft.document.value).toBe(EMPTY);
  expect(draft.history.last.value).toBeNull();
  draft.edit("Change", (document) => ({ ...JSON.parse(JSON.stringify(document)), states: [blankState("a")] }));
  expect(draft.document.value.queries).toBe(EMPTY.queries);
});

describe("save", () => {
  it("resolves only when the server has the document shown, also when it changes meanwhile", async () => {
    add("a");
    const saving = draft.save();
    await vi.advanceTimersByTimeAsync(0);
    add("b");
    server.last.answer(2);
    await vi.advanceTimersByTimeAsync(0);
    expect(server.writes).toHaveLength(2);
    server.last.answer(3);
    expect(await saving).toBe("saved");
    expect(draft.revision).toBe(3);
  });

  it("waits for the write on its way and sends nothing more when that was all", async () => {
    add("a");
    await vi.advanceTimersByTimeAsync(600);
    const saving = draft.save();
    server.last.answer(2);
    expect(await saving).toBe("saved");
    expect(server.writes).toHaveLength(1);
  });
});

describe("a stale save", () => {
  beforeEach(async () => {
    add("mine");
    await vi.advanceTimersByTimeAsync(600);
    server.last.refuse(stale(12));
    await vi.advanceTimersByTimeAsync(0);
  });

  it("keeps the edits, says which revision is there and writes nothing by itself", async () => {
    expect(draft.state.value).toEqual({ kind: "stale", theirs: 12 });
    add("more");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await draft.save()).toBe("stale");
    expect(server.writes).toHaveLength(1);
    expect(names(draft.document.value)).toEqual(["mine", "more"]);
  });

  it("overwrites the revision it was told of when asked", async () => {
    const saving = draft.overwriteTheirs();
    await vi.advanceTimersByTimeAsync(0);
    expect(server.last.draft.revision).toBe(12);
    server.last.answer(13);
    expect(await saving).toBe("saved");
  });

  it("asks again when the document changed once more before it was overwritten", async () => {
    const saving = draft.overwriteTheirs();
    await vi.advanceTimersByTimeAsync(0);
    server.last.refuse(stale(13));
    expect(await saving).toBe("stale");
    expect(draft.state.value).toEqual({ kind: "stale", theirs: 13 });
  });

  it("takes the server's document when asked, and saves on top of it", async () => {
    server.stored = { document: addTo(EMPTY, "states", blankState("theirs")), revision: 12 };
    await draft.takeTheirs();
    expect(names(draft.document.value)).toEqual(["theirs"]);
    expect(draft.state.value.kind).toBe("saved");
    add("next");
    await vi.advanceTimersByTimeAsync(600);
    expect(server.last.draft.revision).toBe(12);
  });
});

it("a draft found stale by publishing is overwritten although nothing was edited", async () => {
  draft.noticeStale(7);
  const saving = draft.overwriteTheirs();
  await vi.advanceTimersByTimeAsync(0);
  expect(server.last.draft).toEqual({ document: EMPTY, revision: 7 });
  server.last.answer(8);
  expect(await saving).toBe("saved");
});

it("an edit that is taken back needs no write", async () => {
  draft.edit("There", (document) => addTo(document, "states", blankState("a")));
  draft.edit("And back", () => EMPTY);
  expect(await draft.save()).toBe("saved");
  expect(draft.unsaved.value).toBe(false);
  expect(server.writes).toHaveLength(0);
});

describe("an invalid document", () => {
  it("keeps the edits and the faults, and is sent again with the next change", async () => {
    add("a");
    await vi.advanceTimersByTimeAsync(600);
    server.last.refuse(invalid("states[0].name"));
    await vi.advanceTimersByTimeAsync(0);
    expect(draft.state.value.kind).toBe("invalid");
    expect(draft.faults.value).toEqual([{ path: "states[0].name", message: "is wrong" }]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.writes).toHaveLength(1);
    add("b");
    await vi.advanceTimersByTimeAsync(600);
    expect(server.last.draft.revision).toBe(1);
    server.last.answer(2);
    await vi.advanceTimersByTimeAsync(0);
    expect(draft.faults.value).toEqual([]);
    expect(draft.state.value.kind).toBe("saved");
  });

  it("makes save say so", async () => {
    add("a");
    const saving = draft.save();
    await vi.advanceTimersByTimeAsync(0);
    server.last.refuse(invalid("states[0].name"));
    expect(await saving).toBe("invalid");
  });
});

describe("a server out of reach", () => {
  it("is tried again after 4 s, then 8 s, and gets everything edited meanwhile", async () => {
    add("a");
    await vi.advanceTimersByTimeAsync(600);
    server.last.refuse(away());
    await vi.advanceTimersByTimeAsync(0);
    expect(draft.state.value).toEqual({ kind: "offline", retryAt: Date.now() + 4_000 });
    add("b");
    expect(draft.state.value.kind).toBe("offline");
    await vi.advanceTimersByTimeAsync(3_999);
    expect(server.writes).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(server.writes).toHaveLength(2);
    server.last.refuse(away());
    await vi.advanceTimersByTimeAsync(0);
    expect(draft.state.value).toEqual({ kind: "offline", retryAt: Date.now() + 8_000 });
    await vi.advanceTimersByTimeAsync(8_000);
    server.last.answer(2);
    await vi.advanceTimersByTimeAsync(0);
    expect(draft.state.value.kind).toBe("saved");
    expect(names(server.last.draft.document)).toEqual(["a", "b"]);
  });

  it("is tried at once when saving is asked for", async () => {
    add("a");
    await vi.advanceTimersByTimeAsync(600);
    server.last.refuse(away());
    await vi.advanceTimersByTimeAsync(0);
    const saving = draft.save();
    await vi.advanceTimersByTimeAsync(0);
    server.last.answer(2);
    expect(await saving).toBe("saved");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.writes).toHaveLength(2);
  });
});

it("a refused save names the reason and keeps the edits", async () => {
  add("a");
  await vi.advanceTimersByTimeAsync(600);
  server.last.refuse(new ApiError(413, { code: "too_large", message: "The document is 1.2 MiB; 1 MiB is the most." }));
  await vi.advanceTimersByTimeAsync(0);
  expect(draft.state.value).toEqual({ kind: "refused", message: "The document is 1.2 MiB; 1 MiB is the most." });
  expect(names(draft.document.value)).toEqual(["a"]);
  expect(draft.unsaved.value).toBe(true);
});

describe("undo", () => {
  it("back to what the server has is saved, with nothing sent", async () => {
    add("a");
    draft.undo();
    expect(draft.document.value).toBe(EMPTY);
    expect(draft.state.value.kind).toBe("saved");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.writes).toHaveLength(0);
  });

  it("of what is saved is saved in turn, and so is redo", async () => {
    add("a");
    await vi.advanceTimersByTimeAsync(600);
    server.last.answer(2);
    await vi.advanceTimersByTimeAsync(0);
    draft.undo();
    expect(draft.state.value.kind).toBe("unsaved");
    await vi.advanceTimersByTimeAsync(600);
    expect(server.last.draft).toEqual({ document: EMPTY, revision: 2 });
    draft.redo(); // while it is being saved
    server.last.answer(3);
    await vi.advanceTimersByTimeAsync(600);
    expect(names(server.last.draft.document)).toEqual(["a"]);
    expect(server.last.draft.revision).toBe(3);
  });

  it("of the faulty edit leaves no problem behind", async () => {
    add("a");
    await vi.advanceTimersByTimeAsync(600);
    server.last.refuse(invalid("states[0].name"));
    await vi.advanceTimersByTimeAsync(0);
    draft.undo();
    expect(draft.state.value.kind).toBe("saved");
    expect(draft.faults.value).toEqual([]);
  });
});

describe("a draft saved elsewhere", () => {
  const theirs = (...added: string[]) => added.reduce((all, name) => addTo(all, "states", blankState(name)), EMPTY);
  const store = (document: AppDocument, revision: number) => {
    server.stored = { document: JSON.parse(JSON.stringify(document)), revision };
  };

  it("is taken over as a step that can be undone, and what is equal in it stays the same object", async () => {
    store(theirs("x"), 2);
    expect(await draft.heed(2)).toBe(true);
    expect(names(draft.document.value)).toEqual(["x"]);
    expect(draft.document.value.queries).toBe(EMPTY.queries);
    expect(draft.state.value.kind).toBe("saved");
    expect(draft.history.last.value?.description).toBe("Edited elsewhere");
    draft.undo();
    await vi.advanceTimersByTimeAsync(600);
    expect(server.last.draft).toEqual({ document: EMPTY, revision: 2 });
  });

  it("again and again is one step", async () => {
    store(theirs("x"), 2);
    await draft.heed(2);
    await vi.advanceTimersByTimeAsync(60_000);
    store(theirs("x", "y"), 3);
    await draft.heed(3);
    draft.undo();
    expect(draft.document.value).toBe(EMPTY);
  });

  it("is no news when it is this one's own save, told before its answer", async () => {
    add("a");
    await vi.advanceTimersByTimeAsync(600);
    const heeding = draft.heed(2);
    server.last.answer(2);
    expect(await heeding).toBe(false);
    expect(draft.state.value.kind).toBe("saved");
    expect(names(draft.document.value)).toEqual(["a"]);
  });

  it("is asked about when something here is unsaved, and overwritten by nothing", async () => {
    store(theirs("x"), 2);
    add("mine");
    expect(await draft.heed(2)).toBe(false);
    expect(draft.state.value).toEqual({ kind: "stale", theirs: 2 });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.writes).toHaveLength(0);
    await draft.takeTheirs();
    expect(names(draft.document.value)).toEqual(["x"]);
    draft.undo(); // what was mine is not lost
    expect(names(draft.document.value)).toEqual(["mine"]);
  });

  it("is asked about when the edit came while it was being read", async () => {
    store(theirs("x"), 2);
    let read = () => {};
    server.read = () =>
      new Promise((resolve) => {
        read = () => resolve(server.stored);
      });
    const heeding = draft.heed(2);
    add("mine");
    read();
    expect(await heeding).toBe(false);
    expect(draft.state.value).toEqual({ kind: "stale", theirs: 2 });
    expect(names(draft.document.value)).toEqual(["mine"]);
  });
});

describe("a write that was taken although its answer was lost", () => {
  beforeEach(async () => {
    add("a");
    await vi.advanceTimersByTimeAsync(600);
    server.stored = { document: JSON.parse(JSON.stringify(server.last.draft.document)), revision: 2 };
    server.last.refuse(away());
    await vi.advanceTimersByTimeAsync(0);
  });

  it("is no edit of somebody else's", async () => {
    add("b");
    await vi.advanceTimersByTimeAsync(4_000);
    server.last.refuse(stale(2));
    await vi.advanceTimersByTimeAsync(0);
    expect(server.last.draft.revision).toBe(2);
    expect(names(server.last.draft.document)).toEqual(["a", "b"]);
    server.last.answer(3);
    await vi.advanceTimersByTimeAsync(0);
    expect(draft.state.value.kind).toBe("saved");
  });

  it("is not taken for mine when it isn't", async () => {
    server.stored = { document: addTo(EMPTY, "states", blankState("theirs")), revision: 2 };
    await vi.advanceTimersByTimeAsync(4_000);
    server.last.refuse(stale(2));
    await vi.advanceTimersByTimeAsync(0);
    expect(draft.state.value).toEqual({ kind: "stale", theirs: 2 });
    expect(names(draft.document.value)).toEqual(["a"]);
  });
});

describe("a notice of another revision", () => {
  it("is a number of one, or nothing", async () => {
    const studio = studioWith({});
    const heed = vi.spyOn(studio.draft, "heed").mockResolvedValue(false);
    for (const said of [Number.NaN, Number.POSITIVE_INFINITY, "7", undefined]) {
      await studio.elsewhere.heard(said as number);
    }
    expect(heed).not.toHaveBeenCalled();
    await studio.elsewhere.heard(7);
    expect(heed).toHaveBeenCalledWith(7);
  });
});
