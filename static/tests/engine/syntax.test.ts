import { expect, test } from "vitest";
import { Compiler } from "../../src/engine/compile";
import { faultLine } from "../../src/engine/syntax";

test.each([
  ["let a = ;", 1],
  ["let a = 1;\nlet b = 2;\nlet = = 3;\nlet c = 4;", 3],
  ["if (a) {\n  b();\n}}\nc();", 4], // a stray brace is noticed by what follows it
  ["if (a) {\n  b();\n}}", 3],
  ["const a = [1, 2;\nb();", 1],
  ["a();\nb('never closed);\nc();", 2],
  ["a();\nlet x = `open;\nb();", 2],
  ["a();\n/* open\nb();", 2],
  ["let a = 1;\nb();\nlet a = 2;\nc();", 3],
  ["f(1,\n  2,\n  3;\ng();", 3],
  ["if (a) {\n  b();\n", 3], // only the end says so
  ["a();\n@\nb();", 2],
  ["a();\n]\nb();", 2],
  ["for (;;) {\n  break;\n}\nbreak;\n", 4],
])("%j fails in line %j", (code, line) => {
  expect(() => new Function("event", code)).toThrow();
  expect(faultLine(Function, code)).toBe(line);
});

test("a long piece of code is searched in a few steps", () => {
  const lines = Array.from({ length: 5_000 }, (_, i) => `const a${i} = { value: ${i} };`);
  lines[3_210] = "const oops = = 1;";
  let compiled = 0;
  const counting = ((...args: string[]) => {
    compiled += 1;
    return new Function(...args);
  }) as unknown as FunctionConstructor;
  expect(faultLine(counting, lines.join("\n"))).toBe(3_211);
  expect(compiled).toBeLessThan(20);
});

test("handlers and templates carry the line of a syntax error", () => {
  const compiler = new Compiler({});
  const placed = (compile: () => unknown): unknown => {
    try {
      compile();
    } catch (error) {
      return compiler.place(error);
    }
    return null;
  };
  expect(placed(() => compiler.handler("await a();\nb(;", "q · open · handler 1"))).toEqual({
    where: "q · open · handler 1",
    line: 2,
  });
  expect(placed(() => compiler.template("First\n{{ a }}\n{{\n b +* 2 }}", "text · content"))).toEqual({
    where: "text · content",
    line: 4,
  });
});
