import { expect, test } from "vitest";
import { Libraries } from "../../src/player/libraries";
import { documentOf, widgetOf } from "../documents";

const said = (content: string) => documentOf({ widgets: [widgetOf("t", "text", { content })] });

/** Stand-ins for lodash that load when told. */
function rig() {
  const waiting: { resolve: () => void; reject: () => void }[] = [];
  const faults: unknown[] = [];
  const calls: boolean[] = [];
  const load = () =>
    new Promise<{ default: string }>((resolve, reject) => {
      waiting.push({ resolve: () => resolve({ default: "source" }), reject: () => reject(new Error("offline")) });
    });
  const libraries = new Libraries((error) => faults.push(error), [{ mention: /\b_\./, load }]);
  const settled = () => new Promise((resolve) => setTimeout(resolve));
  return { libraries, waiting, faults, calls, ready: (late: boolean) => calls.push(late), settled };
}

test.each([
  ["{{ _.sum(q.messages) }}", 1],
  ["{{\n_(rows).map('a').value() }}", 1],
  ["{{ dayjs(q.at).format() }}", 1],
  ["{{ dayjs .utc(_.now()) }}", 2],
  ["{{ my_.x + a_(1) + row._.b }}", 0],
  ["nothing _ at all", 0],
])("%j needs %i libraries", async (content, count) => {
  const libraries = new Libraries(() => {});
  await new Promise<void>((resolve) => libraries.prepare(said(content), () => resolve()));
  expect(libraries.texts.length).toBe(count);
});

test("what mentions nothing starts at once, and what does when it is here", async () => {
  const { libraries, waiting, calls, ready, settled } = rig();
  libraries.prepare(said("plain"), ready);
  expect(calls).toEqual([false]);
  libraries.prepare(said("{{ _.x }}"), ready);
  libraries.prepare(said("{{ _.xy }}"), ready); // edited meanwhile
  expect([calls, waiting.length]).toEqual([[false], 1]);
  waiting[0]!.resolve();
  await settled();
  expect([calls, libraries.texts]).toEqual([[false, true], ["source"]]);
  libraries.prepare(said("{{ _.y }}"), ready);
  expect(calls).toEqual([false, true, false]);
});

test("one that can't be loaded is told, the app starts without it, and the next edit tries again", async () => {
  const { libraries, waiting, faults, calls, ready, settled } = rig();
  libraries.prepare(said("{{ _.x }}"), ready);
  waiting[0]!.reject();
  await settled();
  expect([calls, faults.length, libraries.texts]).toEqual([[true], 1, []]);
  libraries.prepare(said("{{ _.y }}"), ready);
  expect(waiting.length).toBe(2);
});
