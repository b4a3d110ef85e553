/**
 * The libraries app code may use (lodash as `_`, dayjs): loaded for documents that mention them, so that no other app
 * pays for them.
 */
import type { AppDocument } from "../document";

interface Library {
  mention: RegExp;
  load: () => Promise<{ default: string }>;
}

const LIBRARIES: readonly Library[] = [
  { mention: /(?<![\w$.])_\s*[.(]/, load: () => import("lodash/lodash.min.js?raw") },
  { mention: /(?<![\w$.])dayjs\s*[.(]/, load: () => import("dayjs/dayjs.min.js?raw") },
];

export class Libraries {
  /** The source texts of those that are here. */
  get texts(): string[] {
    return [...this.loaded.values()];
  }

  private readonly loaded = new Map<Library, string>(); // bound: LIBRARIES, as below
  private readonly loading = new Map<Library, Promise<void>>();
  private call = 0;

  /** `onFault`: one can't be loaded; the app is started without it. */
  constructor(
    private readonly onFault: (error: unknown) => void,
    private readonly all: readonly Library[] = LIBRARIES,
  ) {}

  /** Calls `ready` when all that the document mentions is here, `late` if not at once. Only the newest call counts. */
  prepare(document: AppDocument, ready: (late: boolean) => void): void {
    const call = ++this.call;
    const text = JSON.stringify(document).replace(/\\[nrt]/g, " ");
    const missing = this.all.filter((library) => !this.loaded.has(library) && library.mention.test(text));
    if (missing.length === 0) {
      ready(false);
      return;
    }
    Promise.all(missing.map((library) => this.load(library))).then(() => {
      if (call === this.call) ready(true);
    });
  }

  private load(library: Library): Promise<void> {
    const known = this.loading.get(library);
    if (known) return known;
    const loading = library.load().then(
      (module) => void this.loaded.set(library, module.default),
      (error: unknown) => {
        this.loading.delete(library); // the next edit or start tries again
        this.onFault(error);
      },
    );
    this.loading.set(library, loading);
    return loading;
  }
}
