/** Steps of the draft: what belongs together, how many are kept, what follows undo and redo. */
import { beforeEach, describe, expect, it } from "vitest";
import type { AppDocument } from "../../src/document";
import { changedParts, changedPlace } from "../../src/studio/draft/changed";
import { change, changeProperty } from "../../src/studio/draft/edits";
import { History, STEPS_MAX } from "../../src/studio/draft/history";
import { isSame, share } from "../../src/studio/draft/shared";
import { rename } from "../../src/studio/language/renaming";
import { documentOf, stateOf, widgetOf } from "../documents";

const START = documentOf({ states: [stateOf("a", ""), stateOf("b", "")], widgets: [widgetOf("text1", "text")] });
const text = (document: AppDocument, value: unknown) => changeProperty(document, "text1", "content", value);

let now = 0;
let document = START;
let history: History;

function edit(description: string, after: AppDocument, merge?: string): void {
  history.add({ description, before: document, after }, merge);
  document = after;
}

function undoAll(): string[] {
  const done: string[] = [];
  for (let step = history.undo(); step; step = history.undo()) {
    done.push(step.description);
    document = step.before;
  }
  return done;
}

beforeEach(() => {
  now = 0;
  document = START;
  history = new History(() => now);
});

describe("what belongs together", () => {
  it("joins letters typed into one field within a second of one another", () => {
    for (const value of ["h", "he", "hel", "hell", "hello"]) {
      edit("Change Text of text1", text(document, value));
      now += 900;
    }
    expect(history.last.value?.before).toBe(START);
    expect(undoAll()).toEqual(["Change Text of text1"]);
    expect(document).toBe(START);
  });

  it("keeps typing after a pause, in another field, and what isn't typed apart", () => {
    edit("Change Text of text1", text(document, "a"));
    now += 1_000;
    edit("Change Text of text1", text(document, "ab"));
    edit("Change a", change(document, "states", "a", { initial: "x" }));
    edit("Change a", change(document, "states", "b", { initial: "x" })); // the words are the same, the field isn't
    edit("Hide", changeProperty(document, "text1", "markdown", true));
    edit("Hide", changeProperty(document, "text1", "markdown", false));
    expect(undoAll()).toHaveLength(6);
    expect(document).toBe(START);
  });

  it("joins what says that it belongs together, and nothing after an undo", () => {
    edit("Move", text(document, [1]), "arrows");
    edit("Move", text(document, [2]), "arrows");
    edit("Move", text(document, [3]), "other arrows");
    document = history.undo()?.before as AppDocument;
    edit("Move", text(document, [4]), "arrows");
    expect(undoAll()).toHaveLength(2);
    expect(document).toBe(START);
  });

  it("leaves no step of what was typed and taken back", () => {
    edit("Change Text of text1", text(document, "a"));
    edit("Change Text of text1", text(document, ""));
    expect(history.last.value).toBeNull();
  });

  it("adds nothing to a step that was undone and done again", () => {
    edit("Change Text of text1", text(document, "a"));
    history.undo();
    history.redo();
    edit("Change Text of text1", text(document, "ab"));
    expect(undoAll()).toHaveLength(2);
  });
});

it(`keeps ${STEPS_MAX} steps and forgets the oldest`, () => {
  for (let number = 1; number <= STEPS_MAX + 5; number += 1) edit(`Step ${number}`, text(document, [number]));
  const done = undoAll();
  expect(done).toHaveLength(STEPS_MAX);
  expect(done.at(-1)).toBe("Step 6");
});

it("does again what was undone, until something else is done", () => {
  edit("One", text(document, [1]));
  const one = document;
  edit("Two", text(document, [2]));
  const two = document;
  undoAll();
  expect(history.next.value?.description).toBe("One");
  expect(history.redo()?.after).toBe(one);
  expect(history.redo()?.after).toBe(two);
  expect(history.redo()).toBeNull();
  history.undo();
  document = one;
  edit("Three", text(document, [3]));
  expect(history.next.value).toBeNull();
  expect(undoAll()).toEqual(["Three", "One"]);
});

it("finds the innermost place of a change", () => {
  expect(changedPlace(START, text(START, "new"))).toEqual({
    path: ["widgets", 0, "properties", "content"],
    from: "",
    to: "new",
  });
  expect(changedPlace(START, { ...text(START, "new"), states: [] }).path).toEqual([]);
});

it("tells what was added, removed, changed and renamed", () => {
  expect(changedParts(START, { ...START, states: [stateOf("c")] })).toMatchObject({
    added: ["c"],
    removed: ["a", "b"],
    renamed: null,
  });
  expect(changedParts(START, text(START, "new"))).toMatchObject({ added: [], removed: [], changed: ["text1"] });
  expect(changedParts(START, rename(START, "b", "c")).renamed).toEqual(["b", "c"]);
});

describe("a document of the server's", () => {
  const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value));

  it("is the one at hand when it is equal, in whatever order its keys stand", () => {
    const other = { ...copy(START), format: START.format };
    expect(share<unknown>(START, Object.fromEntries(Object.entries(other).reverse()))).toBe(START);
    expect(isSame(START, text(START, "new"))).toBe(false);
  });

  it("shares what is equal, wherever it stands in its list, and has its own of the rest", () => {
    const next = copy(text(START, "new"));
    next.states.reverse();
    const shared = share(START, next);
    expect(JSON.stringify(shared)).toBe(JSON.stringify(next));
    expect(shared.states).toEqual([START.states[1], START.states[0]]);
    expect(shared.states[0]).toBe(START.states[1]);
    expect(shared.queries).toBe(START.queries);
    expect(shared.widgets[0]?.layout).toBe(START.widgets[0]?.layout);
  });
});

it("takes what went and what came for one only when they are the same but for the name", () => {
  const other = { ...START, widgets: [widgetOf("text2", "text", { content: "other" })] };
  expect(changedParts(START, other)).toMatchObject({ added: ["text2"], removed: ["text1"], renamed: null });
  const talking = documentOf({ widgets: [widgetOf("text1", "text", { content: "{{ text1.content }}" })] });
  expect(changedParts(talking, rename(talking, "text1", "title")).renamed).toEqual(["text1", "title"]);
});
