/** The versions of an app: its releases, whose documents never change, and the draft. */
import { type AppItem, readRelease } from "../../api/apps";
import type { AppDocument } from "../../document";
import { share } from "../draft/shared";
import type { Studio } from "../studio";

/** A release's number, or the draft as it is being edited. */
export type Version = number | "draft";

const KEPT = 10; // as many as are looked at in one sitting; the oldest goes

export const versionName = (version: Version): string => (version === "draft" ? "Draft" : `Release ${version}`);

export class Versions {
  private readonly read = new Map<number, Promise<AppDocument>>();
  private restored: { release: number; document: AppDocument } | null = null;

  constructor(private readonly studio: Studio) {}

  /** Rejects when it can't be had. */
  document(version: Version): Promise<AppDocument> {
    if (version === "draft") return Promise.resolve(this.studio.document.peek());
    const known = this.read.get(version);
    if (known) return known;
    const reading = readDocumentOf(this.studio.app.peek().id, version);
    reading.catch(() => this.read.delete(version)); // the next ask tries again
    this.read.set(version, reading);
    const [oldest] = this.read.keys();
    if (this.read.size > KEPT && oldest !== undefined) this.read.delete(oldest);
    return reading;
  }

  /** Put a release in place of the draft, as a step that can be undone. */
  async restore(release: number): Promise<void> {
    const document = await this.document(release);
    this.studio.steps.replace(`Restore release ${release}`, (draft) => share(draft, document));
    this.restored = { release, document: this.studio.document.peek() };
  }

  /** Which release this document was restored from, if it hasn't been edited since: the audit log tells of it. */
  restoredFrom(document: AppDocument): number | undefined {
    return this.restored?.document === document ? this.restored.release : undefined;
  }
}

const readDocumentOf = async (app: AppItem["id"], release: number): Promise<AppDocument> =>
  (await readRelease(app, release)).document;
