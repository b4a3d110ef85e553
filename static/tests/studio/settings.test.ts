import { describe, expect, it } from "vitest";
import { auditFile } from "../../src/api/workspaces";
import { actionText, auditSearch, detailsText, NOTHING_WANTED, whenText } from "../../src/studio/settings/audit-words";
import { sectionsFor } from "../../src/studio/settings/sections";
import { stateOf } from "../../src/studio/settings/token-state";

describe("the audit log in words", () => {
  it.each([
    ["app.published", "App published"],
    ["app.visibility_changed", "App visibility changed"],
    ["token.created", "API token created"],
    ["sign_in.failed", "Sign in failed"],
    ["audit.exported", "Audit log exported"],
    ["something", "Something"],
  ])("%s", (action, text) => expect(actionText(action)).toBe(text));

  it.each([
    [{}, ""],
    [{ app: 7, release: 3, visibility: "public" }, "release 3 · visibility public"],
    [{ before: "viewer", role: "editor" }, "was viewer · role editor"],
    [{ before: "signed_in", visibility: "public" }, "was signed in · visibility public"],
    [{ scopes: ["read", "write"], release: null, email: "" }, "scopes read, write"],
    [{ copy_of: "A · B", token: "ls_AbCdE" }, "copy of A · B · by token ls_AbCdE"],
  ])("%j", (details, text) => expect(detailsText(details)).toBe(text));

  it("says how often, and when it was last", () => {
    const until = "2026-11-21T14:05:10+00:00";
    expect(detailsText({ app: 1, times: 12, until })).toBe(`12 times · until ${whenText(until)}`);
  });
});

describe("what is looked for", () => {
  it("is nothing by itself", () => expect(auditSearch(NOTHING_WANTED).toString()).toBe(""));

  it("has whole days of the person's own time, both included", () => {
    const search = auditSearch({ ...NOTHING_WANTED, from: "2026-02-28", until: "2026-02-28" });
    expect(search.get("from")).toBe(new Date(2026, 1, 28).toISOString());
    expect(search.get("until")).toBe(new Date(2026, 2, 1).toISOString());
  });

  it.each(["", "2026", "2026-13", "x-y-z"])("knows no day %j", (from) =>
    expect(auditSearch({ ...NOTHING_WANTED, from }).has("from")).toBe(false),
  );

  it("goes into the address of the file as it is typed", () => {
    const search = auditSearch({ ...NOTHING_WANTED, person: " a&b ", thing: "app", target: "é#?" });
    expect(auditFile(3, search, "csv")).toBe(
      "/api/workspaces/3/audit/export/?person=a%26b&action=app&target=%C3%A9%23%3F&as=csv",
    );
  });
});

describe("a token", () => {
  const now = Date.parse("2026-11-21T12:00:00Z");
  it.each([
    ["2026-11-21T12:00:01Z", null, "usable"],
    ["2026-11-21T12:00:00Z", null, "expired"],
    ["2026-11-22T12:00:00Z", "2026-11-20T12:00:00Z", "revoked"],
  ])("until %s, revoked %s, is %s", (expires_at, revoked_at, state) =>
    expect(stateOf({ expires_at, revoked_at }, now)).toBe(state),
  );
});

describe("the sections", () => {
  it("that tell of everybody are the owner's alone", () => {
    const ids = (role: "owner" | "editor" | "viewer") => sectionsFor(role).map(({ id }) => id);
    expect(ids("owner")).toContain("audit");
    expect(ids("editor")).not.toContain("audit");
    expect(ids("viewer")).toEqual(expect.arrayContaining(["members", "tokens"]));
  });
});
