import { beforeEach, describe, expect, it } from "vitest";
import { Entries } from "../../src/player/entries";
import { Store } from "../../src/player/store";

let store: Store;
let entries: Entries;
let told: unknown[][];
let now = 0;

const come = (value: unknown) => {
  entries.follow({ w: { value } });
  store.apply({ type: "props", props: { w: { value } }, errors: {}, rows: {} });
};
const value = () => store.state("w").peek().value;

beforeEach(() => {
  store = new Store();
  told = [];
  now = 0;
  entries = new Entries(
    store,
    (...message) => told.push(message),
    () => now,
  );
  come("bound");
});

describe("what is entered over a bound value", () => {
  it("is replaced by a change of it, and app code is told", () => {
    entries.enter("w", "value", "typed");
    come("other");
    expect(value()).toBeUndefined();
    expect(told).toEqual([
      ["w", "value", "typed"],
      ["w", "value", undefined],
    ]);
  });

  it("is not replaced by the first value, nor by an equal list made anew, nor by other properties", () => {
    entries.set("late", "value", "by a script");
    entries.follow({ late: { value: "" } });
    expect(store.state("late").peek().value).toBe("by a script");
    come(["a"]);
    entries.enter("w", "value", ["b"]);
    come(["a"]);
    entries.follow({ w: { label: "new" } });
    expect(value()).toEqual(["b"]);
  });

  it("stays when a change is the echo of what was typed, however late the echoes come", () => {
    for (const text of ["a", "ab", "abc"]) entries.enter("w", "value", text);
    come("a");
    expect(value()).toBe("abc");
    expect(told.at(-1)).toEqual(["w", "value", "abc"]); // it stands over "a" now
    come("abc");
    expect(value()).toBe("abc");
    come("ab"); // no echo: they come in order
    expect(value()).toBeUndefined();
  });

  it("is replaced by a value typed long ago", () => {
    entries.enter("w", "value", "a");
    entries.enter("w", "value", "ab");
    now = 3_001;
    come("a");
    expect(value()).toBeUndefined();
  });

  it("takes with it what the view keeps for itself, of which app code never hears", () => {
    entries.enter("w", "#text", "12x");
    expect(store.state("w").peek()["#text"]).toBe("12x");
    expect(told).toEqual([]);
    entries.set("w", "value", null);
    expect(store.state("w").peek()).toEqual({ value: null });
  });
});
