/** Files of exported data: shapes, quoting, formulas, types and bounds. */
import { strFromU8, unzipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { toCsv } from "../../src/player/export/csv";
import { fileName, fileOf } from "../../src/player/export/file";
import { tableOf } from "../../src/player/export/table";

const textOf = async (format: "txt" | "json" | "csv", data: unknown): Promise<string> =>
  new TextDecoder("utf-8", { ignoreBOM: true }).decode(await fileOf(format, data));
const csv = (data: unknown): string[] => toCsv(tableOf(data)).split("\r\n").slice(0, -1);

describe("a table", () => {
  it("has the union of all keys, in the order they first appear", () => {
    expect(csv([{ b: 1, a: 2 }, { c: 3, a: 4 }, null, 5])).toEqual(["b,a,c,value", "1,2,,", ",4,3,", ",,,", ",,,5"]);
  });

  it("is made of lists as they are, of single values, of one object, of nothing", () => {
    expect(csv([[1, "x"], [2], []])).toEqual(["1,x", "2", ""]);
    expect(csv([1, "two", true])).toEqual(["value", "1", "two", "true"]);
    expect(csv({ a: 1 })).toEqual(["a", "1"]);
    expect(csv("text")).toEqual(["value", "text"]);
    for (const nothing of [[], null, undefined]) expect(csv(nothing)).toEqual([]);
  });

  it("takes only what a row has itself", () => {
    expect(csv([JSON.parse('{"__proto__": 1, "constructor": 2}'), { toString: 3 }])).toEqual([
      "__proto__,constructor,toString",
      "1,2,",
      ",,3",
    ]);
  });

  it("says when it is too large instead of stopping the page", () => {
    expect(() => tableOf(Array(100_001).fill(1))).toThrow("100001 rows are too many for a file; at most 100000");
    const wide = Object.fromEntries(Array.from({ length: 1_001 }, (_, i) => [`k${i}`, 1]));
    expect(() => tableOf([wide])).toThrow("more than 1000 columns");
    const rows = Array.from({ length: 60_000 }, (_, i) => ({ [`k${i % 100}`]: 1 }));
    expect(() => tableOf(rows)).toThrow("60000 rows of 100 columns are too many");
    expect(() => tableOf(Array.from({ length: 60_000 }, () => Array(100).fill(1)))).toThrow("are too many");
  });
});

describe("a CSV file", () => {
  it("quotes what has to be quoted", () => {
    expect(csv([{ 'a "b"': 'x,y "z"', lines: "1\r\n2", edge: " x ", plain: "x y" }])).toEqual([
      '"a ""b""",lines,edge,plain',
      '"x,y ""z""","1',
      '2"," x ",x y',
    ]);
  });

  it("defuses what a spreadsheet would run, and leaves numbers alone", () => {
    const cells = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "-5", "+1.5e-3", ".5", "-", "a=1"];
    expect(tableOf(cells).rows.map(([cell]) => toCsv({ header: null, rows: [[cell]] }).trimEnd())).toEqual([
      "'=1+1",
      "'+cmd|' /C calc'!A0",
      "'-2+3",
      "'@SUM(A1)",
      `"'\t'=1"`,
      `"'\r'=1"`,
      "-5",
      "+1.5e-3",
      ".5",
      "'-",
      "a=1",
    ]);
    // Where lists are parted by semicolons, a comma's quotes are none, and a cell begins behind each of those.
    expect(csv([["a", "x;=1+1", "y\n@SUM(A1)", "z\t+cmd", "＝1+1", "5;-1;+.5", "5;-1+cmd"]])).toEqual([
      `\ufeffa,"x;'=1+1","y\n'@SUM(A1)","z\t'+cmd",'＝1+1,"5;-1;+.5","5;'-1+cmd"`,
    ]);
    expect(csv([{ "=HYPERLINK(1)": -1 }])).toEqual(["'=HYPERLINK(1)", "-1"]);
    expect(csv([-1, Number.NaN, -Infinity])).toEqual(["value", "-1", "NaN", "-Infinity"]);
  });

  it("writes objects as JSON and times as ISO 8601", () => {
    expect(csv([{ o: { a: [1] }, t: new Date(0), none: null, bad: new Date(Number.NaN), big: 12n }])).toEqual([
      "o,t,none,bad,big",
      '"{""a"":[1]}",1970-01-01T00:00:00.000Z,,,12',
    ]);
  });

  it("starts with a byte order mark where letters need one", async () => {
    expect(await textOf("csv", ["a"])).toBe("value\r\na\r\n");
    expect(await textOf("csv", ["ä"])).toBe("\ufeffvalue\r\nä\r\n");
  });
});

describe("other files", () => {
  it("are lines, or indented JSON", async () => {
    expect(await textOf("txt", ["a", { b: 1 }, null, 2])).toBe('a\n{"b":1}\n\n2\n');
    expect(await textOf("txt", "as it is")).toBe("as it is");
    expect(await textOf("txt", { a: 1 })).toBe('{\n  "a": 1\n}\n');
    expect(await textOf("json", [{ a: 1 }])).toBe('[\n  {\n    "a": 1\n  }\n]\n');
    expect(await textOf("json", undefined)).toBe("null\n");
    await expect(textOf("json", [1n])).rejects.toThrow("BigInt");
  });

  it("have their ending once", () => {
    expect(fileName("prices", "csv")).toBe("prices.csv");
    expect(fileName(" prices.CSV ", "csv")).toBe("prices.CSV");
    expect(fileName("", "csv")).toBe(".csv"); // the page around gives it a name
  });
});

describe("a workbook", () => {
  async function sheetOf(data: unknown): Promise<{ cells: string[][]; strings: string[]; xml: string }> {
    const files = unzipSync(new Uint8Array(await fileOf("xlsx", data)));
    const xml = strFromU8(files["xl/worksheets/sheet1.xml"]!);
    const strings = files["xl/sharedStrings.xml"]
      ? [...strFromU8(files["xl/sharedStrings.xml"]).matchAll(/<t[^>]*>([^<]*)<\/t>/g)].map(([, text]) => text!)
      : [];
    const cells = [...xml.matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(([, row]) =>
      [...row!.matchAll(/<c r="([A-Z]+)\d+"([^>]*)>.*?<v>(.*?)<\/v>/gs)].map(([, column, attributes, value]) => {
        const type = /t="(\w)"/.exec(attributes!)?.[1] ?? "n";
        return `${column}:${type}:${type === "s" ? strings[Number(value)] : value}`;
      }),
    );
    return { cells, strings, xml };
  }

  it("has typed cells, and texts that are never formulas", async () => {
    const { cells, xml } = await sheetOf([
      { n: -1.5, b: true, at: "1970-01-02T12:00:00Z", text: "=1+1", mixed: "2026-01-01T00:00:00Z", o: { a: 1 } },
      { n: Number.NaN, b: false, at: new Date(0), text: "007", mixed: 5 },
      { at: null, text: "control\u0001 & <tags>" },
    ]);
    expect(cells).toEqual([
      ["A:s:n", "B:s:b", "C:s:at", "D:s:text", "E:s:mixed", "F:s:o"],
      ["A:n:-1.5", "B:b:1", "C:s:1970-01-02T12:00:00Z", "D:s:=1+1", "E:s:2026-01-01T00:00:00Z", 'F:s:{"a":1}'].map(
        (c) => c.replaceAll('"', '"'),
      ),
      ["A:s:NaN", "B:b:0", "C:n:25569", "D:s:007", "E:n:5"],
      ["D:s:control &amp; &lt;tags&gt;"],
    ]);
    expect(xml).not.toContain("<f>");
  });

  it("writes a column of written-down times as times", async () => {
    const { cells } = await sheetOf([
      { at: "1970-01-02T12:00:00Z" },
      { at: null },
      { at: "1970-01-01T00:00:00.000+00:00" },
    ]);
    expect(cells).toEqual([["A:s:at"], ["A:n:25570.5"], ["A:n:25569"]]);
  });

  it("is a file also of nothing, of lists, and of a very long text", async () => {
    expect((await sheetOf([])).cells.flat()).toEqual([]);
    expect((await sheetOf([[1, "a"], [2]])).cells).toEqual([["A:n:1", "B:s:a"], ["A:n:2"]]);
    expect((await sheetOf(["x".repeat(40_000)])).strings[1]).toHaveLength(32_767);
  });

  it("is made of 10,000 rows and 50 columns within seconds", async () => {
    const row = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`c${i}`, i % 3 ? i * 1.5 : `text ${i}`]));
    const data = Array.from({ length: 10_000 }, (_, n) => ({ ...row, n }));
    const begun = performance.now();
    const file = await fileOf("xlsx", data);
    expect(file.byteLength).toBeGreaterThan(100_000);
    expect(performance.now() - begun).toBeLessThan(15_000); // far above what it takes, for a busy machine
  }, 20_000);
});
