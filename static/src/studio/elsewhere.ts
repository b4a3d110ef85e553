/**
 * The same draft in another tab or another person's studio: what is saved there comes here.
 *
 * Other tabs of this browser say it to one another; of other people's saves the live socket tells; and whoever comes back
 * to this tab has it look. When there are edits here that aren't saved, the draft asks instead of taking anything over.
 */
import { effect } from "@preact/signals";
import { readApp } from "../api/apps";
import { changedParts } from "./draft/changed";
import { count } from "./format";
import type { Studio } from "./studio";

const LOOK_MS = 5_000; // the focus comes and goes with every click on the canvas
const TOLD_MS = 4_000; // a line to glance at
const NAMED_MAX = 3; // parts; more are counted

export class Elsewhere {
  private lookedAt = 0;
  private toast: number | null = null;

  constructor(private readonly studio: Studio) {}

  /** Listen and tell. Returns the end of it. */
  attend(): () => void {
    const { draft } = this.studio;
    const channel = new BroadcastChannel(`lowstream.draft.${this.studio.app.peek().id}`);
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data === "number") void this.heard(data);
    };
    let told = draft.revision;
    const stopTelling = effect(() => {
      if (draft.state.value.kind !== "saved" || draft.revision <= told) return;
      told = draft.revision;
      channel.postMessage(told);
    });
    const life = new AbortController();
    const look = () => void this.look();
    addEventListener("focus", look, { signal: life.signal });
    addEventListener("online", look, { signal: life.signal });
    document.addEventListener("visibilitychange", look, { signal: life.signal });
    return () => {
      stopTelling();
      channel.close();
      life.abort();
    };
  }

  /** The draft is said to be at this revision. */
  async heard(revision: number): Promise<void> {
    if (!Number.isSafeInteger(revision)) return; // from a tab of another version, or from what was drawn in the frame
    const { studio } = this;
    const before = studio.document.peek();
    // Not reachable: what is edited here says so, and the next look makes up for it.
    if (!(await studio.draft.heed(revision).catch(() => false))) return;
    const { added, removed, changed } = changedParts(before, studio.document.peek());
    studio.steps.settle(before);
    const names = [...added, ...changed, ...removed];
    const what = names.length > NAMED_MAX ? count(names.length, "part") : names.join(", ");
    if (this.toast !== null) studio.toasts.dismiss(this.toast);
    this.toast = studio.toasts.show(what === "" ? "Edited elsewhere" : `Edited elsewhere: ${what}`, "info", TOLD_MS);
  }

  /** Ask the server, at most every few seconds. */
  private async look(): Promise<void> {
    if (document.hidden || Date.now() - this.lookedAt < LOOK_MS) return;
    this.lookedAt = Date.now();
    const app = await readApp(this.studio.app.peek().id).catch(() => null);
    if (!app) return; // as above
    this.studio.app.value = app; // another release may be live
    await this.heard(app.draft_revision);
  }
}
