import { describe, expect, it } from "vitest";
import type { AppItem } from "../../src/api/apps";
import { find } from "../../src/studio/home/finding";
import { streamsText } from "../../src/studio/home/streams";

const app = (name: string, updated_at: string, slug = "x"): AppItem => ({
  id: name,
  workspace: 1,
  slug,
  name,
  visibility: "private",
  draft_revision: 1,
  release: null,
  updated_at,
  released_at: null,
  updated_by: null,
  thumbnail: null,
});

describe("the apps of the start page", () => {
  const apps = [
    app("Zähler 10", "2026-01-02T10:00:00Z"),
    app("Zähler 9", "2026-01-02T09:00:00+00:00", "counter-of-nine"),
    app("crème brûlée", "2026-01-03T09:00:00Z"),
  ];
  const names = (search: string, order: "changed" | "name" = "changed") =>
    find(apps, search, order).map(({ name }) => name);

  it("come last changed first, or by name with numbers as numbers", () => {
    expect(names("")).toEqual(["crème brûlée", "Zähler 10", "Zähler 9"]);
    expect(names("", "name")).toEqual(["crème brûlée", "Zähler 9", "Zähler 10"]);
    expect(apps[0]?.name).toBe("Zähler 10"); // the list given is left alone
  });

  it("are found by every word, whatever its case and accents, also in the address", () => {
    expect(names("  BRULEE  creme ")).toEqual(["crème brûlée"]);
    expect(names("zahler 9")).toEqual(["Zähler 9"]);
    expect(names("nine")).toEqual(["Zähler 9"]);
    expect(names("zahler nothing")).toEqual([]);
  });
});

describe("streams in words", () => {
  it.each([
    [{ open: 0, busy: 0, failed: 0 }, "No stream open"],
    [{ open: 2, busy: 0, failed: 1 }, "2 streams open · 1 failed"],
    [{ open: 1, busy: 2, failed: 0 }, "1 stream open · 2 connecting"],
    [{ open: 0, busy: 1, failed: 1 }, "1 stream connecting · 1 failed"],
    [{ open: 0, busy: 0, failed: 3 }, "3 streams failed"],
  ])("%j", (streams, text) => expect(streamsText(streams)).toBe(text));
});
