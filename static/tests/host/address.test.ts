/** Where an app may lead, and under which names it may save: tried with what a hostile one would give. */
import { describe, expect, it } from "vitest";
import { addressOf, appAddress } from "../../src/host/address";
import { safeFile } from "../../src/host/file-name";
import { Refusal } from "../../src/host/refusal";

const HERE = "https://apps.example.com/a/ticker/?pair=XBT#x";
const BIDI = "\u202e"; // what follows is written from right to left

function codeOf(run: () => unknown): string {
  try {
    return `allowed: ${JSON.stringify(run())}`;
  } catch (error) {
    return error instanceof Refusal ? error.code : `thrown: ${String(error)}`;
  }
}

describe("an address", () => {
  it.each([
    ["/a/other/", "here", "https://apps.example.com/a/other/", "apps.example.com"],
    ["?pair=ETH", "here", "https://apps.example.com/a/ticker/?pair=ETH", "apps.example.com"],
    ["https://APPS.example.com:443/x", "here", "https://apps.example.com/x", "apps.example.com"],
    ["http://apps.example.com/x", "site", "http://apps.example.com/x", "apps.example.com"], // not the same origin
    ["https://apps.example.com:8443/", "site", "https://apps.example.com:8443/", "apps.example.com:8443"],
    [
      "https://apps.example.com.evil.test/",
      "site",
      "https://apps.example.com.evil.test/",
      "apps.example.com.evil.test",
    ],
    ["//evil.test/x", "site", "https://evil.test/x", "evil.test"],
    ["\\\\evil.test\\x", "site", "https://evil.test/x", "evil.test"],
    ["/\\evil.test", "site", "https://evil.test/", "evil.test"],
    ["/\t/evil.test", "site", "https://evil.test/", "evil.test"],
    ["  https://evil.test  ", "site", "https://evil.test/", "evil.test"],
    ["https://аpps.example.com/", "site", "https://xn--pps-5cd.example.com/", "xn--pps-5cd.example.com"], // a Cyrillic а
    ["mailto:ada@example.com?subject=x", "mail", "mailto:ada@example.com?subject=x", "ada@example.com"],
    ["mailto:%E0%A4%A", "mail", "mailto:%E0%A4%A", "%E0%A4%A"],
    ["mailto:%E2%80%AEx", "mail", "mailto:%E2%80%AEx", "%E2%80%AEx"], // turns the direction of writing
    ["mailto:a@good.test%0A%0A", "mail", "mailto:a@good.test%0A%0A", "a@good.test%0A%0A"],
    ["/sign-in/?next=/a/x/", "here", "https://apps.example.com/sign-in/?next=/a/x/", "apps.example.com"],
  ])("%s leads to %s", (text, kind, href, to) => {
    expect(addressOf(text, HERE)).toEqual({ href, kind, to });
  });

  it.each([
    "javascript:alert(1)",
    " JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "\u0001javascript:alert(1)",
    "javascript://apps.example.com/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "blob:https://apps.example.com/1234",
    "file:///etc/passwd",
    "filesystem:https://apps.example.com/x",
    "view-source:https://apps.example.com/",
    "ftp://evil.test/",
    "ws://evil.test/",
    "intent://evil#Intent;end",
    "ms-settings:x",
    "https://user@evil.test/",
    "https://apps.example.com:secret@evil.test/",
    "//apps.example.com@evil.test/",
    "/sign-in/token/", // the viewer would go on as somebody else
    "/x/../sign%2Din/token/",
    "/%73ign-in%2Ftoken/",
    "http://",
    "https://[::1",
    "",
    "   ",
    `/${"x".repeat(8_192)}`,
    null,
    undefined,
    7,
    { toString: () => "https://evil.test/" },
    ["https://evil.test/"],
  ])("%s is refused", (text) => {
    expect(codeOf(() => addressOf(text, HERE))).toBe("bad_url");
  });
});

describe("another app", () => {
  it("is named by its slug and given parameters", () => {
    const { href } = appAddress("market-2", { pair: "XBT/EUR", "a&b": "c d", __proto__: null }, HERE);
    expect(href).toBe("https://apps.example.com/a/market-2/?pair=XBT%2FEUR&a%26b=c+d");
    expect(appAddress("market", undefined, HERE).href).toBe("https://apps.example.com/a/market/");
  });

  it("gets a parameter called __proto__ like any other", () => {
    const { href } = appAddress("market", JSON.parse('{"__proto__": "x", "constructor": "y"}'), HERE);
    expect(href).toBe("https://apps.example.com/a/market/?__proto__=x&constructor=y");
  });

  it.each([
    "",
    "..",
    "../apps/1",
    "a/b",
    "a%2fb",
    "a?draft=1",
    "a#x",
    "//evil.test",
    "\\evil",
    "a b",
    "ä",
    "x".repeat(81),
  ])("%s is no slug", (slug) => {
    expect(codeOf(() => appAddress(slug, {}, HERE))).toBe("bad_name");
  });

  it("takes no draft, and not too much", () => {
    expect(codeOf(() => appAddress("a", { draft: "1" }, HERE))).toBe("bad_name");
    expect(codeOf(() => appAddress(null, {}, HERE))).toBe("bad_name");
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`p${i}`, "x"]));
    expect(codeOf(() => appAddress("a", many, HERE))).toBe("too_large");
    expect(codeOf(() => appAddress("a", { x: "y".repeat(9_000) }, HERE))).toBe("bad_url");
  });
});

describe("a file's name", () => {
  it.each([
    ["prices.csv", "prices.csv"],
    ["März 2026.XLSX", "März 2026.xlsx"],
    ["../../etc/passwd.txt", "_.._etc_passwd.txt"],
    ["C:\\Windows\\x.txt", "C__Windows_x.txt"],
    [".bashrc.txt", "bashrc.txt"],
    ["...txt", "data.txt"],
    [".csv", "data.csv"],
    ["a\nb\0c.csv", "a_b_c.csv"],
    [`report${BIDI}vsc.exe.csv`, "report_vsc.exe.csv"],
    ["con.csv", "_con.csv"],
    ["NUL.csv", "_NUL.csv"],
    ['<img src=x onerror="x">.csv', "_img src=x onerror=_x__.csv"],
    [`${"x".repeat(5_000)}.csv`, `${"x".repeat(100)}.csv`],
    [`${"💥".repeat(200)}.csv`, `${"💥".repeat(100)}.csv`], // no half of a pair
    ["a. .csv", "a.csv"],
  ])("%s is saved as %s", (given, name) => {
    expect(safeFile(given).name).toBe(name);
  });

  it.each(["x.exe", "x.html", "x.svg", "x.csv.exe", "x.csv ", "x", "", null, 3, "x.constructor", "x.__proto__"])(
    "%s is refused",
    (given) => {
      expect(codeOf(() => safeFile(given))).toBe("bad_name");
    },
  );

  it("says its type by its ending, whatever the app calls it", () => {
    expect(safeFile("x.csv").type).toBe("text/csv;charset=utf-8");
    expect(safeFile("x.json").type).toBe("application/json");
  });
});
