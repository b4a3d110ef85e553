/** What the server sends of a stream's messages, into the window and on to the handlers. */
import type { Cleared, Gap, Lagging, Messages, StreamError } from "../protocol";
import type { Clock } from "./clock";
import type { Job } from "./inbox";
import type { Missing } from "./position";
import type { Stream } from "./stream";
import type { Teller } from "./teller";

export class Intake {
  constructor(
    private readonly stream: Stream,
    private readonly teller: Teller,
    private readonly clock: Clock,
  ) {}

  /** Each message once, in order; it yields after each that handlers were run for. */
  *messages(item: Messages): Job {
    const onHole = (missing: Missing): void => this.teller.gap(missing, this.clock.now());
    for (const batch of item.batches) {
      for (const arrival of this.stream.take(batch, onHole)) if (this.teller.message(arrival)) yield;
    }
  }

  error(item: StreamError): void {
    this.teller.error(item);
  }

  gap(item: Gap): void {
    const missing = this.stream.skip(item);
    if (missing) this.teller.gap(missing, this.clock.now());
  }

  lagging({ lagging, behind }: Lagging): void {
    this.stream.lags(lagging, behind);
  }

  cleared(item: Cleared): void {
    this.stream.clear(item);
  }
}
