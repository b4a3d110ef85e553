// @vitest-environment happy-dom
/** Secrets where credentials are typed: chosen by a button, suggested while typing, and recommended. */
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { blankQuery } from "../../src/studio/draft/blank";
import { AuthFields } from "../../src/studio/queries/general/auth";
import { Pairs } from "../../src/studio/queries/general/pairs";
import { looksSecret } from "../../src/studio/secrets";
import { stage, studioOf } from "./rig";

const SECRETS = [{ name: "KRAKEN_KEY", hosts: ["ws.kraken.com"], used_by: [] }];

describe("a secret for a credential", () => {
  beforeEach(() => {
    HTMLElement.prototype.showPopover ??= () => undefined;
    HTMLElement.prototype.hidePopover ??= () => undefined;
    vi.stubGlobal(
      "fetch",
      vi.fn(async () => new Response(JSON.stringify(SECRETS))),
    );
  });
  afterEach(() => vi.unstubAllGlobals());

  const choose = async (page: ReturnType<typeof stage>, label: string) => {
    await act(async () => page.labelled<HTMLButtonElement>(label).click());
    await vi.waitFor(() => expect(page.root.querySelector('[role="menuitem"]')).not.toBeNull());
    const items = [...page.root.querySelectorAll<HTMLButtonElement>('[role="menuitem"]')];
    expect(items.map((item) => item.textContent)).toEqual(["KRAKEN_KEY", "Manage secrets"]);
    page.click(items[0] as HTMLButtonElement);
  };

  it("is put in the place of a bearer token", async () => {
    const query = { ...blankQuery("ticker", "wss://a.example/"), auth: { type: "bearer" as const, token: "" } };
    const studio = studioOf(query);
    const page = stage(studio);
    const change = vi.fn();
    page.show(<AuthFields query={query} path="queries[0]" onChange={change} />);
    await choose(page, "Use a secret for the token");
    expect(change).toHaveBeenCalledWith(
      { auth: { type: "bearer", token: "{{ secrets.KRAKEN_KEY }}" } },
      "Change the authentication",
    );
    expect(studio.secrets.names.value).toEqual(["KRAKEN_KEY"]);
    page.close();
  });

  it("keeps the scheme before it in a header", async () => {
    const page = stage(studioOf());
    const change = vi.fn();
    const header = { name: "Authorization", value: "Bearer abc" };
    page.show(
      <Pairs
        label="Headers"
        addLabel="Add"
        pairs={[header]}
        path="queries[0].headers"
        namePlaceholder=""
        testId="header"
        sent
        onChange={change}
      />,
    );
    expect(page.root.textContent).toContain("A secret is safer");
    await choose(page, "Use a secret for Authorization");
    expect(change).toHaveBeenCalledWith([{ name: "Authorization", value: "Bearer {{ secrets.KRAKEN_KEY }}" }]);
    page.close();
  });

  it("is recommended for what looks like a credential only", () => {
    expect(looksSecret("X-Api-Key", "abc")).toBe(true);
    expect(looksSecret("X-Api-Key", "{{ secrets.KEY }}")).toBe(false);
    expect(looksSecret("X-Api-Key", "")).toBe(false);
    expect(looksSecret("Accept-Language", "en")).toBe(false);
  });
});
