/** The present time as a hook, for countdowns and ages. */
import { useEffect, useState } from "preact/hooks";

const TICK_MS = 500; // twice a second, so that a countdown in seconds never skips one

/** ms since the Unix epoch; renewed while `ticking`, otherwise fixed. */
export function useNow(ticking: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!ticking) return;
    setNow(Date.now());
    const timer = setInterval(() => {
      if (!document.hidden) setNow(Date.now()); // nobody looks at a hidden page
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [ticking]);
  return now;
}
