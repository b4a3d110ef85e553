import { describe, expect, it } from "vitest";
import { widthOf } from "../../src/widgets/data/width";
import { breadthOf, cellText, columnsOf, directionOf } from "../../src/widgets/table/cells";
import { FLASH_MS, flash, shiftOf } from "../../src/widgets/table/flash";
import { measure, widthsOf } from "../../src/widgets/table/widths";

const row = (price: number, side = "b") => ({ time: 1_700_000_000, side, price });
const spec = (field: string, more = {}) => ({
  field,
  title: "",
  format: "auto" as const,
  decimals: null,
  unit: "",
  coloured: false,
  align: "auto" as const,
  width: null,
  sortable: true,
  hidden: false,
  ...more,
});

describe("columns", () => {
  it("are those of the first row when none are named, each in the format its values have", () => {
    const columns = columnsOf([], [{ time: 1_700_000_000, side: "b", price: "1.50", tags: [1] }]);
    expect(columns.map(({ title, format }) => [title, format])).toEqual([
      ["time", "time"],
      ["side", "text"],
      ["price", "number"],
      ["tags", "json"],
    ]);
    const [, , price] = columns;
    expect(price && cellText(price, price.read({ price: "2" }), 0)).toBe("2.00");
  });

  it("of rows that are arrays are their positions", () => {
    expect(columnsOf([], [["5541.2", "s"]]).map((column) => column.read(["1", "b"]))).toEqual(["1", "b"]);
  });

  it("take up as much as what stands in them", () => {
    const [time, side, price] = columnsOf([], [row(67412.5)]);
    if (!time || !side || !price) throw new Error("no columns");
    expect(breadthOf(time, [row(1)], 1_700_000_000_000)).toBe(widthOf("22:13:20.000"));
    expect(breadthOf(side, [row(1)], 0)).toBe(2.6);
    expect(breadthOf(price, [row(67412.5)], 0)).toBe(widthOf("67,412.5"));
    expect(breadthOf(side, [row(1, "x".repeat(99))], 0)).toBe(24);
  });

  it("show numbers, times and JSON as asked, and a value of another kind as it is", () => {
    const [price] = columnsOf([spec("price", { format: "number", decimals: 1 })], []);
    if (!price) throw new Error("no column");
    expect(cellText(price, "67412.55", 0)).toBe("67,412.6");
    expect(cellText(price, "n/a", 0)).toBe("n/a");
    expect(cellText(price, null, 0)).toBe("");
    expect(cellText({ ...price, format: "json" }, { a: [1] }, 0)).toBe('{"a":[1]}');
  });
});

describe("widths", () => {
  const now = 1_700_000_000_000;
  const rows = [{ ...row(67412.5), volume: "0.0313" }];
  const columns = columnsOf([], rows);
  const widths = (room: number) => widthsOf(columns, measure(columns, rows, now), room);

  it("have room for whole times and figures", () => {
    const { fraction, columns: wide } = widths(500);
    expect(fraction).toBe(true);
    expect(wide.reduce((sum, { least }) => sum + least, 0)).toBeLessThanOrEqual(500);
  });

  it("give up thousandths of seconds first, and nothing of a figure ever", () => {
    const [full, short] = [widths(330), widths(240)];
    expect([full.fraction, short.fraction]).toEqual([true, false]);
    expect(short.columns[0]?.least).toBeLessThan(full.columns[0]?.least ?? 0);
    expect(widths(100)).toEqual(short);
  });

  it("of a long text are no more than its beginning needs", () => {
    const texts = [row(1, "x".repeat(99))];
    const named = columnsOf([], texts);
    expect(widthsOf(named, measure(named, texts, now), 600).columns[1]?.least).toBeLessThan(120);
  });

  it("grow with the rows and never shrink", () => {
    const before = measure(columns, rows, now);
    const grown = measure(columns, [{ ...row(1_067_412.5), volume: "0.0313" }], now, before);
    expect(grown[2]?.fine).toBeGreaterThan(before[2]?.fine ?? 0);
    expect(measure(columns, rows, now, grown)).toBe(grown);
  });
});

it("colours by sign, and by words for buying and selling", () => {
  expect([1, "0.5", -2, 0, "buy", "S", "hold", null].map(directionOf)).toEqual([
    "up",
    "up",
    "down",
    null,
    "up",
    "down",
    null,
    null,
  ]);
});

describe("flashes", () => {
  const columns = columnsOf([spec("side"), spec("price")], [row(1)]);
  const [, price] = columns;
  const key = price?.key ?? "";

  it("light up a new row by how its number moved, and go on while rows push it down", () => {
    const before = [row(10), row(9)];
    const first = flash([row(12), ...before], before, [], columns, 1_000);
    expect(first[0]).toEqual({ [key]: { direction: "up", at: 1_000 } });
    expect(first[1]).toBeNull();
    const rows = [row(11), row(12), ...before];
    const second = flash(rows, rows.slice(1), first, columns, 1_200);
    expect(second[0]).toEqual({ [key]: { direction: "down", at: 1_200 } });
    expect(second[1]).toEqual({ [key]: { direction: "up", at: 1_000 } });
    expect(flash(rows, rows, second, columns, 1_200 + FLASH_MS)).toEqual([]);
  });

  it("light up the cells that changed when rows change in place", () => {
    const lit = flash([row(10), row(8)], [row(11), row(8)], [], columns, 5);
    expect(lit).toEqual([{ [key]: { direction: "down", at: 5 } }, null]);
  });

  it("stay dark for the first rows", () => {
    expect(flash([row(10)], [], [], columns, 5)).toEqual([]);
  });

  it("find the new rows by where the formerly newest one stands", () => {
    expect(shiftOf([row(3), row(2), row(1)], [row(2), row(1)])).toBe(1);
    expect(shiftOf([row(2), row(1)], [row(2), row(1)])).toBe(0);
    expect(shiftOf([row(5), row(1)], [row(2), row(1)])).toBeNull();
  });
});
