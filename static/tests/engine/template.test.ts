/** Templates: where expressions end, what keeps its type, and errors with their line. */
import { expect, test } from "vitest";
import { Compiler } from "../../src/engine/compile";
import { parseTemplate } from "../../src/engine/template";

const compiler = new Compiler({ price: 42, rows: [1, 2], none: null, user: { name: "Ada" } });
const value = (text: string): unknown => compiler.template(text, "test · value").evaluate();

test("a lone template keeps its type", () => {
  expect(value("{{ price }}")).toBe(42);
  expect(value(" {{ rows }}\n")).toEqual([1, 2]);
  expect(value("{{ {a: {b: 1}} }}")).toEqual({ a: { b: 1 } });
  expect(value("{{ {a:{b:{}}}}}")).toEqual({ a: { b: {} } });
  expect(value("{{ none }}")).toBeNull();
});

test("mixed text is joined: objects as JSON, null and undefined as nothing", () => {
  expect(value("{{ price }} USD")).toBe("42 USD");
  expect(value("{{ price }}{{ price }}")).toBe("4242");
  expect(value("[{{ rows }}] {{ none }}{{ undefined }}!")).toBe("[[1,2]] !");
  expect(value('{"event":"subscribe","name":"{{ user.name }}"}')).toBe('{"event":"subscribe","name":"Ada"}');
});

test("text without an expression is itself, also with braces", () => {
  expect(value("")).toBe("");
  expect(value("{a} }} }")).toBe("{a} }} }");
  expect(compiler.template("plain", "x").constant).toBe(true);
});

test.each([
  ["strings", "{{ '}}' + \"}}\" }}", "}}}}"],
  ["escaped quotes", "{{ 'it\\'s }}' }}", "it's }}"],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is app code
  ["template literals", "{{ `}} ${`${price}}}`} {{` }}", "}} 42}} {{"],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is app code
  ["braces in a template literal's expression", "{{ `${[{a: {b: 7}}].map((x) => { return x.a.b })}` }}", "7"],
  ["block comments", "{{ /* }} */ price }}", 42],
  ["line comments", "{{ price // }} not yet\n + 1 }}", 43],
  ["a line comment before the closing braces", "{{ price // note }}", 42],
  ["regular expressions", "{{ 'a}}b'.replace(/}}/, '-') }}", "a-b"],
  ["classes in regular expressions", '{{ /[/}\'"]{2}/.test("/\'") }}', true],
  ["division", "{{ price / 2 / 3 }}", 7],
  ["a semicolon at the end", "{{ price; }}", 42],
  ["functions", "{{ (() => { if (price) { return { a: 1 } } })() }}", { a: 1 }],
])("the closing braces are found past %s", (_, text, expected) => {
  expect(value(text)).toEqual(expected);
});

test("a template that is never closed says in which line it opens", () => {
  expect(() => parseTemplate("a\nb {{ price")).toThrow("the {{ in line 2 is not closed; add }}");
  expect(() => parseTemplate("{{ '}} ")).toThrow("line 1");
});

test("an error in an expression is found at its line within the template", () => {
  const template = compiler.template("first\n{{ 1 }}\n{{\n  price.missing.deep\n}}", "stat · value");
  try {
    template.evaluate();
    expect.unreachable();
  } catch (error) {
    expect(compiler.locate((error as Error).stack)).toEqual({ where: "stat · value", line: 4 });
  }
});

test("code that only parses together with what stands around it is refused", () => {
  expect(() => compiler.handler("} function f() {", "x")).toThrow(SyntaxError);
  expect(() => compiler.expression("if (1) 2", "x")).toThrow(SyntaxError);
});

test("only names and paths count as plain", () => {
  expect(compiler.template("{{ user.name }} {{ rows[0] }}", "x").plain).toBe(true);
  expect(compiler.template("{{ rows.map((x) => x) }}", "x").plain).toBe(false);
});
