/**
 * What time it is on the hub's clock. The browser's is believed until what arrives contradicts it: nothing comes before
 * it was sent, and the server sends nothing that is over the window's age. Good enough to say when a message is too old;
 * not good enough to measure a delay with. Pure.
 */
export class HubClock {
  #aheadAtMost = Number.POSITIVE_INFINITY; // ms that the browser's clock is ahead
  #aheadAtLeast = Number.NEGATIVE_INFINITY;

  /** A batch arrived at `now` (browser) with messages from `oldest` to `newest` (hub), none over `maxAge`; all in ms. */
  heard(now: number, oldest: number, newest: number, maxAge: number): void {
    this.#aheadAtMost = Math.min(this.#aheadAtMost, now - newest);
    this.#aheadAtLeast = Math.max(this.#aheadAtLeast, now - oldest - maxAge);
  }

  at(now: number): number {
    const isPlausible = this.#aheadAtLeast <= 0 && this.#aheadAtMost >= 0;
    return isPlausible ? now : now - this.#aheadAtMost; // the bound that a message which came at once is near to
  }
}
