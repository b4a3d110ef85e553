// @vitest-environment happy-dom
/** The editor of rules, as it is typed into. */
import { expect, it } from "vitest";
import type { Match } from "../../src/document";
import { RuleEditor } from "../../src/studio/queries/rules/rule-editor";
import { stage, studioOf } from "./rig";

const EXAMPLE = { path: "$.event", operator: "equals", value: "heartbeat" } as const;
const LABEL = "Skip a message where";

async function open(match: Match, faults: { path: string; message: string }[] = [], removable = true) {
  const page = stage(studioOf(undefined, faults));
  let present: Match | null = match;
  const draw = () =>
    page.show(
      present && (
        <RuleEditor
          match={present}
          path="queries[0].skip"
          label={LABEL}
          example={EXAMPLE}
          testId="skip"
          removable={removable}
          onChange={(next) => {
            present = next;
          }}
        />
      ),
    );
  await draw();
  return { ...page, draw, now: () => present };
}

it("a number and a text are told apart, and a slip never reaches the document", async () => {
  const page = await open({ match: "all", rules: [EXAMPLE] });
  await page.choose(page.labelled<HTMLSelectElement>(`${LABEL}, rule 1, value, kind`), "number");
  await page.draw();
  expect(page.now()?.rules[0].value).toBe(0);
  const value = page.labelled(`${LABEL}, rule 1, value`);
  await page.type(value, "5");
  expect(page.now()?.rules[0].value).toBe(5);
  await page.type(value, "5x");
  await page.draw();
  expect(page.now()?.rules[0].value).toBe(5);
  expect(page.root.querySelector(".field-error")?.textContent).toContain('"5x" is not a number');
  expect(page.labelled(`${LABEL}, rule 1, value`).value).toBe("5x");
});

it("asks for no value where none is compared", async () => {
  const page = await open({ match: "all", rules: [EXAMPLE] });
  await page.choose(page.labelled<HTMLSelectElement>(`${LABEL}, rule 1, operator`), "exists");
  await page.draw();
  expect(page.now()?.rules[0]).toEqual({ path: "$.event", operator: "exists", value: null });
  expect(page.root.querySelector(`[aria-label="${LABEL}, rule 1, value"]`)).toBeNull();
});

it("asks for all or any once there are two rules, and goes with its last", async () => {
  const page = await open({ match: "all", rules: [EXAMPLE] });
  expect(page.root.querySelector(`[aria-label="${LABEL}: all or any"]`)).toBeNull();
  await page.click(page.at("skip-rule-add"));
  await page.draw();
  await page.choose(page.labelled<HTMLSelectElement>(`${LABEL}: all or any`), "any");
  await page.draw();
  expect(page.now()).toEqual({ match: "any", rules: [EXAMPLE, EXAMPLE] });
  await page.click(page.labelled<HTMLButtonElement>("Remove rule 2"));
  await page.draw();
  await page.click(page.labelled<HTMLButtonElement>("Remove rule 1"));
  expect(page.now()).toBeNull();
});

it("keeps its last rule where one is needed", async () => {
  const page = await open({ match: "all", rules: [EXAMPLE] }, [], false);
  expect(page.root.querySelector('[aria-label="Remove rule 1"]')).toBeNull();
});

it("puts the $ in when a path is left", async () => {
  const page = await open({ match: "all", rules: [EXAMPLE] });
  const path = page.labelled(`${LABEL}, rule 1, path`);
  await page.type(path, "type");
  expect(page.now()?.rules[0].path).toBe("type");
  await page.leave(path);
  expect(page.now()?.rules[0].path).toBe("$.type");
});

it("shows the server's fault under the rule it is about", async () => {
  const fault = { path: "queries[0].skip.rules[1].path", message: "'x' is not a JSONPath" };
  const page = await open({ match: "all", rules: [EXAMPLE, EXAMPLE] }, [fault]);
  const rows = page.root.querySelectorAll('[data-testid="skip-rule"]');
  expect(rows[0]?.parentElement?.querySelector(".field-error")).toBeNull();
  expect(rows[1]?.parentElement?.querySelector(".field-error")?.textContent).toBe(fault.message);
  expect(page.labelled(`${LABEL}, rule 2, path`).getAttribute("aria-invalid")).toBe("true");
});
