import { expect, it } from "vitest";
import { pictureOf } from "../../src/widgets/image/source";

const text = async (source: unknown) => {
  const picture = pictureOf(source, "image/jpeg");
  return picture?.blob ? `${picture.blob.type} ${await picture.blob.text()}` : (picture?.fault ?? null);
};

it("reads base64 of the set type, and data URLs of their own", async () => {
  expect(await text(btoa("jpeg"))).toBe("image/jpeg jpeg");
  expect(await text({ base64: btoa("jpeg"), size: 4 })).toBe("image/jpeg jpeg"); // a message of a binary query
  expect(await text("-_-_")).toContain("image/jpeg"); // the alphabet of URLs too
  expect(await text(`data:image/png;base64,${btoa("png")}`)).toBe("image/png png");
  expect(await text("data:image/svg+xml,%3Csvg/%3E")).toBe("image/svg+xml <svg/>");
});

it("is nothing while nothing is bound", async () => {
  expect([await text(undefined), await text(null), await text("")]).toEqual([null, null, null]);
});

it("never loads another address, and says what is wrong", async () => {
  for (const source of ["https://x.org/a.png", "//x.org/a.png", "blob:https://x.org/1", "file:///etc/passwd"]) {
    expect(await text(source)).toContain("Pictures of other addresses are not loaded");
  }
  expect(await text("data:text/html,<b>")).toContain("not loaded");
  expect(await text("no picture!")).toContain("This is not base64");
  expect(await text({})).toContain("A picture is text");
  expect(await text("A".repeat(16 * 1024 * 1024 + 4))).toContain("at most");
});
