/** Time and chance as the engine sees them: passed in, so that tests move time themselves. */

export interface Clock {
  now(): number; // ms since the Unix epoch
  random(): number; // 0 ≤ x < 1
  later(ms: number, run: () => void): () => void; // returns its cancellation
  soon(run: () => void): void; // as the next task, after what the page posted meanwhile
}

/** The Worker's clock; made before app code runs, it goes on working whatever app code does to the globals. */
export function systemClock(): Clock {
  const { setTimeout, clearTimeout } = globalThis;
  const now = Date.now;
  const random = Math.random;
  const channel = new MessageChannel();
  const queue: (() => void)[] = []; // bound: the engine's own few pumps, each queued once at a time
  // setTimeout(0) waits 4 ms when nested; a port's message is the next task.
  channel.port1.onmessage = () => queue.shift()?.();
  const nudge = channel.port2.postMessage.bind(channel.port2);
  return {
    now,
    random,
    later(ms, run) {
      const id = setTimeout(run, ms);
      return () => clearTimeout(id);
    },
    soon(run) {
      queue[queue.length] = run;
      nudge(null);
    },
  };
}
