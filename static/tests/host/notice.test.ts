// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from "vitest";
import { createReleaseNotice } from "../../src/host/notice";

const shown = () => document.querySelector<HTMLElement>("[data-notice=release]");
const press = (label: string) =>
  [...(shown()?.querySelectorAll("button") ?? [])].find((button) => button.textContent === label)?.click();

beforeEach(() => document.body.replaceChildren());

it("says that another release is live, and reloads when asked to", () => {
  const reload = vi.fn();
  const notice = createReleaseNotice(document.body, reload);
  notice.showing(1);
  notice.live(2);
  notice.live(3);
  expect(document.querySelectorAll("[data-notice=release]")).toHaveLength(1);
  expect(shown()?.textContent).toBe("A new version is ready.ReloadDismiss");
  press("Reload");
  expect(reload).toHaveBeenCalledTimes(1);
});

it("goes when it is dismissed", () => {
  const notice = createReleaseNotice(document.body);
  notice.showing(1);
  notice.live(2);
  press("Dismiss");
  expect(shown()).toBeNull();
});

it("goes when the page shows that release, or the old one is live again", () => {
  const notice = createReleaseNotice(document.body);
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
  const notice = createReleaseNotice(document.body);
  notice.showing(1);
  notice.live(null);
  expect(shown()?.textContent).toBe("This app was unpublished.Dismiss");
});
