/**
 * Between the engine and a page that may be hidden. While it is, nothing is posted that changes what a viewer sees; what
 * must not be lost waits, and goes out when the page is shown. Toasts the page holds itself.
 */
import type { FromEngine } from "./messages";
import { Ring } from "./ring";

const CALLS_MAX = 200; // calls of views' methods that wait; policy: drop oldest, a view shows what came last

type Of<Type extends FromEngine["type"]> = Extract<FromEngine, { type: Type }>;

export class Visibility {
  /** Not shown only because the page has a drag to draw: raw messages, which nobody could get again, go on. */
  busy = false;
  readonly #fields = new Map<string, Of<"set">>(); // bound: the widgets' state fields
  readonly #calls = new Ring<Of<"method">>(CALLS_MAX);

  constructor(
    public visible: boolean,
    private readonly send: (message: FromEngine) => void,
  ) {}

  post = (message: FromEngine): void => {
    if (this.visible) {
      this.send(message);
      return;
    }
    switch (message.type) {
      case "set": {
        const key = `${message.widget} ${message.field}`;
        this.#fields.delete(key); // so that it takes its turn among the others anew
        this.#fields.set(key, message);
        break;
      }
      case "method":
        this.#calls.push(message);
        break;
      default:
        this.send(message);
    }
  };

  /** What waited goes out. */
  show(): void {
    this.visible = true;
    this.busy = false;
    for (const message of this.#fields.values()) this.send(message);
    for (const message of this.#calls.toArray()) this.send(message);
    this.#fields.clear();
    this.#calls.clear();
  }
}
