/** Values under names, each a template: what a query is run with, what an app is opened with. */
import type { Argument } from "../document";
import type { Template } from "./compile";

const { fromEntries } = Object; // taken before app code could replace it

/** What is empty is left out, to its default. */
export function givenOf(
  fields: readonly Argument[],
  template: (text: string) => Template,
): (event: unknown) => Record<string, unknown> {
  const values = fields
    .filter(({ value = "" }) => value.trim() !== "")
    .map(({ name, value = "" }) => [name, template(value)] as const);
  return (event) => fromEntries(values.map(([name, value]) => [name, value.evaluate(event)]));
}
