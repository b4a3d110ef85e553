/** When a drawing is brought up to date: once an animation frame at most, and only while it can be seen. */
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

/** The newest value as it was at the last animation frame; while not `shown`, the last one that was. */
export function useFrame<T>(newest: T, shown: boolean): T {
  const [given, give] = useState(newest);
  const latest = useRef(newest);
  latest.current = newest;
  const waiting = shown && given !== newest;
  useLayoutEffect(() => {
    if (!waiting) return;
    const frame = requestAnimationFrame(() => give(latest.current));
    return () => cancelAnimationFrame(frame);
  }, [waiting, newest]);
  return given;
}

/** The newest value, but another one only every `ms`: for what is read rather than watched. */
export function useEvery<T>(newest: T, ms: number): T {
  const [given, give] = useState(newest);
  const latest = useRef(newest);
  const last = useRef(0);
  latest.current = newest;
  const waiting = given !== newest;
  useEffect(() => {
    if (!waiting) return;
    const timer = setTimeout(
      () => {
        last.current = performance.now();
        give(latest.current);
      },
      Math.max(0, ms - (performance.now() - last.current)),
    );
    return () => clearTimeout(timer);
  }, [waiting, given]);
  return given;
}

/** A ref for an element, and whether any of it is in sight; taken for granted until the browser says otherwise. */
export function useInView(): [ref: (element: Element | null) => void, shown: boolean] {
  const [shown, setShown] = useState(true);
  const observer = useRef<IntersectionObserver | null>(null);
  const ref = useCallback((element: Element | null) => {
    observer.current?.disconnect();
    observer.current = null;
    if (!element || typeof IntersectionObserver === "undefined") return;
    observer.current = new IntersectionObserver((entries) => setShown(entries.at(-1)?.isIntersecting ?? true));
    observer.current.observe(element);
  }, []);
  return [ref, shown];
}
