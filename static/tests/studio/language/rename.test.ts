/** Renaming by syntax: every way to say a name, and every way to say something else with the same letters. */
import { describe, expect, it } from "vitest";
import { isTaken, renameInCode, renameInTemplate } from "../../../src/studio/language/rename";

describe("in code, a name is followed", () => {
  it.each([
    ["price.value", "cost.value"],
    ["f(...price.messages)", "f(...cost.messages)"],
    ["a ? price : b", "a ? cost : b"],
    ["x[price]", "x[cost]"],
    ["x?.[price.value]", "x?.[cost.value]"],
    ["`\u0024{price.rate} price`", "`\u0024{cost.rate} price`"],
    ["`\u0024{{ a: price }.a} \u0024{`\u0024{price}`}`", "`\u0024{{ a: cost }.a} \u0024{`\u0024{cost}`}`"],
    ["({ price })", "({ price: cost })"],
    ["({ price: price, [price]: 1 })", "({ price: cost, [cost]: 1 })"],
    ["({ price } = x)", "({ price: cost } = x)"],
    ["await price.run(); new price(); typeof price", "await cost.run(); new cost(); typeof cost"],
    ["const f = (x = price) => x", "const f = (x = cost) => x"],
    ["class A extends price { m() { return price } }", "class A extends cost { m() { return cost } }"],
    ["label: for (;;) { price.setValue(1); break label }", "label: for (;;) { cost.setValue(1); break label }"],
    ["a / price / b; /price/.test(price)", "a / cost / b; /price/.test(cost)"],
    ["x\n  .price\nprice", "x\n  .price\ncost"],
    ["price.setValue(price.value +", "cost.setValue(cost.value +"],
  ])("%j", (code, expected) => {
    expect(renameInCode(code, "price", "cost")).toBe(expected);
  });
});

describe("in code, what only looks like it stays", () => {
  it.each([
    ["x.price + x?.price"],
    ["x.price.price()"],
    ["({ price: 1, price() {}, get price() { return 1 } })"],
    ["\"price\" + 'price' + `price`"],
    ["// price\n/* price */ 1"],
    ["class A { price = 1; #price = 2; m() { return this.price } }"],
    ["prices + myprice + price1 + $price"],
    ['"price'],
    ["price: for (;;) break price"],
  ])("%j", (code) => {
    expect(renameInCode(code, "price", "cost")).toBe(code);
  });
});

describe("in code, a local of that name stays", () => {
  it.each([
    ["rows.map((price) => price.a)"],
    ["rows.map(price => price.a)"],
    ["rows.map(({ price }) => price)"],
    ["rows.map(({ a: price = 1 }, ...rest) => price)"],
    ["function f(price) { return price }"],
    ["function price() {} price()"],
    ["(function price() { price() })"],
    ["class price {} new price()"],
    ["const price = 1; f(price)"],
    ["{ let price = 1; price++ }"],
    ["if (a) { var price = 1 } price"],
    ["for (const price of rows) f(price)"],
    ["for (let price = 0; price < 5; price++) f(price)"],
    ["try {} catch (price) { f(price) }"],
    ["const { price } = event.data; f(price)"],
    ["const [price] = rows; f(() => price)"],
  ])("%j", (code) => {
    expect(renameInCode(code, "price", "cost")).toBe(code);
  });

  it.each([
    ["rows.map((price) => price.a).concat(price)", "rows.map((price) => price.a).concat(cost)"],
    ["{ let price = 1; price } price", "{ let price = 1; price } cost"],
    ["for (const price of price.messages) f(price)", "for (const price of price.messages) f(price)"],
    ["const f = function price() {}; price", "const f = function price() {}; cost"],
    ["try {} catch (price) {} price", "try {} catch (price) {} cost"],
  ])("but not beyond where it counts: %j", (code, expected) => {
    expect(renameInCode(code, "price", "cost")).toBe(expected);
  });
});

describe("in a template", () => {
  it.each([
    ["price {{ price.value }} price", "price {{ cost.value }} price"],
    ["{{ { price } }}", "{{ { price: cost } }}"],
    ["{{ { a: price.value } }}", "{{ { a: cost.value } }}"],
    ["{{ '}}' + price }} {{price}}", "{{ '}}' + cost }} {{cost}}"],
    ["{{ x.price }} {{ 'price' }}", "{{ x.price }} {{ 'price' }}"],
    ["{{ price.value // price\n}}", "{{ cost.value // price\n}}"],
    ["{{ price.val", "{{ cost.val"],
  ])("%j", (text, expected) => {
    expect(renameInTemplate(text, "price", "cost")).toBe(expected);
  });

  it("what the template is given is no name of the app", () => {
    expect(renameInTemplate("{{ item.a + index }}", "item", "row", ["item", "index"])).toBe("{{ item.a + index }}");
  });
});

describe("a new name that is a local's already", () => {
  it.each([
    ["rows.map((cost) => cost + price.value)", true],
    ["const cost = price.value", true],
    ["rows.map((cost) => cost); price.value", false],
    ["x.cost = price.value", false],
  ])("in %j is taken: %s", (code, expected) => {
    expect(isTaken(code, "price", "cost", false, [])).toBe(expected);
    expect(isTaken(`{{ (() => { ${code} })() }}`, "price", "cost", true, [])).toBe(expected);
  });

  it("is taken where the template is given it", () => {
    expect(isTaken("{{ price.value }}", "price", "item", true, ["item", "index"])).toBe(true);
    expect(isTaken("{{ cost.value }}", "price", "item", true, ["item", "index"])).toBe(false);
  });
});
