/** What a section shows comes from the server: still on its way, here, or failed. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";

export interface Loaded<T> {
  /** Null: not here yet. */
  value: T | null;
  /** Why it isn't. */
  fault: string | null;
  retry: () => void;
  /** Once something has changed it here; what is still on its way is then dropped. */
  change: (change: (before: T) => T) => void;
}

/** `key`: another one, another load; answers that come late are dropped. */
export function useLoaded<T>(key: string, load: () => Promise<T>): Loaded<T> {
  const [value, setValue] = useState<T | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const turn = useRef(0);
  const latest = useRef(load);
  latest.current = load;
  const retry = useCallback(() => {
    const mine = ++turn.current;
    setFault(null);
    latest.current().then(
      (found) => mine === turn.current && setValue(found),
      (error: Error) => mine === turn.current && setFault(error.message),
    );
  }, []);
  useEffect(() => {
    retry();
    return () => {
      turn.current += 1;
    };
  }, [key, retry]);
  return {
    value,
    fault,
    retry,
    change: (change) => {
      turn.current += 1;
      setValue((before) => (before === null ? null : change(before)));
    },
  };
}
