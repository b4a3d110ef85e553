// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from "vitest";
import { createReleaseNotice } from "../../src/host/notice";

const shown = () => document.querySelector<HTMLElement>("[data-notice=release]");
const press = (label: string) =>
  [...(shown()?.querySelectorAll("button") ?? [])].find((button) => button.textContent === label)?.click();

beforeEach(() => document.body.replaceChildren());

it("says that another release is live, and shows it when asked to", () => {
  const update = vi.fn(async () => {});
  const notice = createReleaseNotice(document.body, update);
  notice.showing(1);
  notice.live(2);
  notice.live(3);
  expect(document.querySelectorAll("[data-notice=release]")).toHaveLength(1);
  expect(shown()?.textContent).toBe("A new version is ready.Show itDismiss");
  press("Show it");
  press("Show it"); // once is enough
  expect(update).toHaveBeenCalledTimes(1);
  notice.showing(3);
  expect(shown()).toBeNull();
});

it("says why it could not be shown, and tries again when asked to", async () => {
  const update = vi.fn(async () => {});
  update.mockRejectedValueOnce(new Error("The server is not reachable."));
  const notice = createReleaseNotice(document.body, update);
  notice.live(2);
  press("Show it");
  await vi.waitFor(() => expect(shown()?.textContent).toContain("The server is not reachable."));
  press("Try again");
  expect(update).toHaveBeenCalledTimes(2);
});

it("goes when it is dismissed", () => {
  const notice = createReleaseNotice(document.body, async () => {});
  notice.showing(1);
  notice.live(2);
  press("Dismiss");
  expect(shown()).toBeNull();
});

it("goes when the page shows that release, or the old one is live again", () => {
  const notice = createReleaseNotice(document.body, async () => {});
  notice.showing(1);
  notice.live(2);
  notice.live(1);
  expect(shown()).toBeNull();
  notice.live(2);
  notice.showing(1); // a new token, the same release
  expect(shown()).not.toBeNull();
  notice.showing(2); // the socket was cut, and the session came back with the new document
  expect(shown()).toBeNull();
});

it("says that the app was unpublished, without a reload that would lead nowhere", () => {
  const notice = createReleaseNotice(document.body, async () => {});
  notice.showing(1);
  notice.live(null);
  expect(shown()?.textContent).toBe("This app was unpublished.Dismiss");
});
