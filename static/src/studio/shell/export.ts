/** The draft as a file, as the server writes it: without credentials. */
import { exportApp } from "../../api/apps";
import { refusalOf } from "../draft/refusal";
import { count } from "../format";
import type { Studio } from "../studio";
import { saveFile } from "./download";

/** Save what is here, then save the file on the person's own machine. Tells what it came without, and why it failed. */
export async function exportDraft(studio: Studio): Promise<void> {
  const refusal = refusalOf(await studio.draft.save());
  if (refusal) {
    studio.toasts.show(refusal, "warning", 6_000);
    return;
  }
  const { id, slug } = studio.app.peek();
  try {
    const file = await exportApp(id);
    saveFile(file, `${slug}.json`);
    const leftOut: string[] = JSON.parse(await file.text()).left_out ?? [];
    if (leftOut.length > 0) {
      const what = `${count(leftOut.length, "credential")} left out: ${leftOut.join(", ")}.`;
      studio.toasts.show(`${slug}.json is saved. ${what}`, "info", 8_000);
    }
  } catch (error) {
    studio.toasts.show(`The app was not exported. ${(error as Error).message}`, "error", null);
  }
}
