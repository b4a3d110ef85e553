/**
 * What an app asks of the page around it: to open an address, to copy, to save a file. It is checked here, outside the
 * sandbox, as if the worst app had asked; and what could carry data away or surprise the viewer is asked of them first.
 *
 * At once: addresses of this site, and copies and files right after the viewer has pressed something. All else is
 * a question that names what would happen. Who cancels one can turn the rest off.
 */
import type { Answer, Ask } from "../bridge";
import type { Question } from "../ui/question";
import { QuestionQueue } from "../ui/question-queue";
import { type Address, addressOf, appAddress } from "./address";
import { type Browser, browser, copyBox } from "./browser";
import { safeFile } from "./file-name";
import { quoted, Refusal } from "./refusal";

const TEXT_MAX = 1024 * 1024; // characters of a copy
const FILE_MAX = 32 * 1024 * 1024; // bytes; a table of 100,000 rows and 30 columns
const AT_ONCE_PER_SECOND = 3; // openings, copies and files each; a person presses no faster
const GUARD_MS = 500; // a double click meant for the app is over by then
const PRESS_MS = 5_000; // for so long a press counts to the browser: Chromium's transient activation
const AGAIN_MS = 10_000; // a question so soon after a Cancel can be turned off for good

export interface AsksOptions {
  /** The page has work of its own that the app must not lead away from: the studio. Nothing is done without a question. */
  stays: boolean;
  browser?: Browser;
  questions?: QuestionQueue;
}

export class Asks {
  readonly #stays: boolean;
  readonly #browser: Browser;
  readonly #questions: QuestionQueue;
  readonly #atOnce = new Map<string, { second: number; count: number }>(); // one entry a kind
  #refusedAt = Number.NEGATIVE_INFINITY;
  #blocked = false;

  constructor({ stays, browser: surroundings = browser, questions = new QuestionQueue() }: AsksOptions) {
    this.#stays = stays;
    this.#browser = surroundings;
    this.#questions = questions;
  }

  /** Never rejects: a refusal is an answer with a code. */
  async take(ask: unknown): Promise<Answer> {
    try {
      await this.#do(ask);
      return { ok: true };
    } catch (error) {
      const code = error instanceof Refusal ? error.code : "failed";
      return { ok: false, code, error: error instanceof Error ? error.message : String(error) };
    }
  }

  /** The app is gone, or starts afresh: its questions go with it. */
  withdraw(): void {
    this.#questions.withdraw();
  }

  async #do(given: unknown): Promise<void> {
    const ask = (typeof given === "object" && given !== null ? given : {}) as Partial<Ask>;
    const { here } = this.#browser;
    switch (ask.kind) {
      case "open_url":
        return this.#open(addressOf(ask.url, here), ask.new_tab !== false);
      case "open_app":
        return this.#open(appAddress(ask.app, ask.parameters, here), ask.new_tab === true);
      case "copy":
        return this.#copy(ask.text);
      case "save":
        return this.#save(ask.name, ask.bytes);
      default:
        throw new Refusal("bad_ask", `${quoted((ask as { kind?: unknown }).kind)} is not something the page can do`);
    }
  }

  async #open({ href, kind, to }: Address, inNewTab: boolean): Promise<void> {
    const newTab = inNewTab || this.#stays;
    // A new tab that nobody pressed for would be blocked; in this tab the app may lead on by itself, unless it was
    // told no: it could load the page anew, and ask again as if for the first time.
    const leadsOn = !newTab && this.#refusedAt === Number.NEGATIVE_INFINITY;
    const atOnce = kind === "here" && !this.#stays && (leadsOn || this.#isPressed()) && this.#isSlow("open");
    if (!atOnce) {
      await this.#confirm({
        title: kind === "mail" ? "Write an e-mail?" : kind === "site" ? "Open another site?" : "Open this page?",
        lines: [
          { text: kind === "mail" ? "This app wants to start an e-mail to" : "This app wants to open" },
          { text: to, look: "key" },
          { text: href, look: "fine" },
        ],
        buttons: [{ value: "open", label: "Open" }],
      });
    }
    this.#browser.go(href, newTab && kind !== "mail");
  }

  async #copy(text: unknown): Promise<void> {
    if (typeof text !== "string") throw new Refusal("bad_ask", "only a text can be copied");
    if (text.length > TEXT_MAX) throw new Refusal("too_large", `the text is longer than ${TEXT_MAX} characters`);
    if (!this.#stays && this.#isPressed() && this.#isSlow("copy")) {
      const copied = await this.#browser.copy(text).then(
        () => true,
        () => false, // forbidden here; the box below works everywhere
      );
      if (copied) return;
    }
    const taking: Promise<void>[] = [];
    await this.#confirm({
      title: "Copy this text?",
      lines: [{ text: "This app wants to put it on the clipboard." }],
      box: text,
      buttons: [
        {
          value: "copy",
          label: "Copy",
          run: (box) => {
            const taken = this.#browser.copy(text).catch(() => copyBox(box));
            taking.push(taken);
            return taken;
          },
        },
      ],
    });
    await Promise.all(taking);
  }

  async #save(given: unknown, bytes: unknown): Promise<void> {
    const { name, type } = safeFile(given);
    if (!(bytes instanceof ArrayBuffer)) throw new Refusal("bad_ask", "a file is made of bytes");
    if (bytes.byteLength > FILE_MAX) {
      throw new Refusal("too_large", `the file has ${size(bytes.byteLength)}; at most ${size(FILE_MAX)} are saved`);
    }
    if (this.#stays || !this.#isPressed() || !this.#isSlow("save")) {
      await this.#confirm({
        title: "Save this file?",
        lines: [{ text: "This app wants to save" }, { text: name, look: "key" }, { text: size(bytes.byteLength) }],
        buttons: [{ value: "save", label: "Save" }],
      });
    }
    this.#browser.save(name, type, bytes);
  }

  /** Whether the viewer has just pressed something that may mean yes: a Cancel counts to the browser as well. */
  #isPressed(): boolean {
    return this.#browser.active && this.#browser.now() - this.#refusedAt >= PRESS_MS;
  }

  /** Whether this is one of the first few of its kind within the second. */
  #isSlow(kind: string): boolean {
    const second = Math.floor(this.#browser.now() / 1_000);
    const known = this.#atOnce.get(kind);
    const count = known?.second === second ? known.count + 1 : 1;
    this.#atOnce.set(kind, { second, count });
    return count <= AT_ONCE_PER_SECOND;
  }

  /** Resolves when the viewer says yes, else throws a Refusal. */
  async #confirm(question: Pick<Question, "title" | "lines" | "box" | "buttons">): Promise<void> {
    this.#refuseBlocked();
    if (this.#questions.isFull) throw new Refusal("rate_limited", "too many questions wait for the viewer already");
    await this.#questions.take(async (ask) => {
      this.#refuseBlocked(); // meanwhile
      const { lines = [], buttons } = question;
      const again = this.#browser.now() - this.#refusedAt < AGAIN_MS;
      const choice = await ask({
        ...question,
        lines: again ? [...lines, { text: "Block: this app can't ask again until the page is reloaded." }] : lines,
        buttons: again ? [{ value: "block", label: "Block" }, ...buttons] : buttons,
        focus: "no",
        guardMs: GUARD_MS,
      });
      if (choice === "block") this.#blocked = true;
      if (choice === null || this.#blocked) this.#refusedAt = this.#browser.now();
      this.#refuseBlocked();
      if (choice !== null) return;
      throw new Refusal("cancelled", "the viewer said no");
    });
  }

  #refuseBlocked(): void {
    if (this.#blocked) throw new Refusal("denied", "the viewer doesn't want to be asked by this app");
  }
}

function size(bytes: number): string {
  if (bytes < 1_024) return `${bytes} bytes`;
  return bytes < 1_024 * 1_024 ? `${Math.ceil(bytes / 1_024)} KiB` : `${(bytes / 1_048_576).toFixed(1)} MiB`;
}
