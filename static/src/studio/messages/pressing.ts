/** Whether a pointer is down on something: a list must not move away between a press and its click. */
import { useEffect, useState } from "preact/hooks";

/** Its value, and what to call when a pointer goes down there. */
export function usePressing(): [boolean, () => void] {
  const [pressing, setPressing] = useState(false);
  useEffect(() => {
    if (!pressing) return;
    let timer: number | undefined;
    // The click comes right after the pointer goes up; a timer of no time comes after both.
    const up = () => {
      timer = window.setTimeout(() => setPressing(false));
    };
    addEventListener("pointerup", up);
    addEventListener("pointercancel", up);
    return () => {
      clearTimeout(timer);
      removeEventListener("pointerup", up);
      removeEventListener("pointercancel", up);
    };
  }, [pressing]);
  return [pressing, () => setPressing(true)];
}
