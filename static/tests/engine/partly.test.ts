import { expect, it } from "vitest";
import { documentOf, Rig, widgetOf } from "./harness";

const posted = async (content: string) => {
  const rig = new Rig(documentOf({ widgets: [widgetOf("t", "text", { content })] }));
  await rig.clock.advance(50);
  const [props] = rig.of("props");
  return { value: props?.props.t?.content, error: props?.errors.t?.content };
};

it("a text's failing part says so in its place; the others show", async () => {
  expect(await posted("a {{ 1 + 1 }} b {{ nothing.here }} c {{ 3 }}")).toEqual({
    value: "a 2 b ⚠ ReferenceError: nothing is not defined c 3",
    error: "ReferenceError: nothing is not defined",
  });
});

it("a text of one part keeps its last good value as everything else does", async () => {
  expect(await posted("{{ nothing.here }}")).toMatchObject({ error: "ReferenceError: nothing is not defined" });
});
