/** Short messages in the corner. At most five at once: the oldest goes first (drop oldest). */
import { type Signal, signal } from "@preact/signals";
import { CircleAlert, CircleCheck, Info, TriangleAlert, X } from "lucide";
import { useLayoutEffect, useRef } from "preact/hooks";
import { IconButton } from "./button";
import { Icon } from "./icon";

export const TOASTS_MAX = 5; // more than a person can read at once

export type ToastLevel = "info" | "success" | "warning" | "error";

export interface Toast {
  id: number;
  level: ToastLevel;
  text: string;
}

export interface ToastStore {
  list: Signal<readonly Toast[]>;
  /** Shows a message; `durationMs` null keeps it until it is dismissed. Returns its id. */
  show(text: string, level?: ToastLevel, durationMs?: number | null): number;
  dismiss(id: number): void;
}

export function createToasts(): ToastStore {
  const list = signal<readonly Toast[]>([]);
  const timers = new Map<number, ReturnType<typeof setTimeout>>();
  let last = 0;
  const dismiss = (id: number) => {
    clearTimeout(timers.get(id));
    timers.delete(id);
    list.value = list.peek().filter((toast) => toast.id !== id);
  };
  return {
    list,
    dismiss,
    show(text, level = "info", durationMs = 3_000) {
      const id = ++last;
      const crowded = list.peek().length >= TOASTS_MAX ? list.peek()[0] : undefined;
      if (crowded) dismiss(crowded.id);
      list.value = [...list.peek(), { id, level, text }];
      if (durationMs !== null)
        timers.set(
          id,
          setTimeout(() => dismiss(id), durationMs),
        );
      return id;
    },
  };
}

const ICONS = { info: Info, success: CircleCheck, warning: TriangleAlert, error: CircleAlert };

export function Toasts({ store }: { store: ToastStore }) {
  const box = useRef<HTMLDivElement>(null);
  const list = store.list.value;
  // In the top layer, and above a dialog that was opened since.
  useLayoutEffect(() => {
    if (list.length === 0) return;
    box.current?.hidePopover?.();
    box.current?.showPopover?.();
  }, [list]);
  return (
    <div class="toasts" aria-live="polite" popover="manual" ref={box}>
      {list.map((toast) => (
        <div key={toast.id} class={`toast ${toast.level}`} role={toast.level === "error" ? "alert" : "status"}>
          <Icon of={ICONS[toast.level]} />
          <p>{toast.text}</p>
          <IconButton icon={X} label="Dismiss" onClick={() => store.dismiss(toast.id)} />
        </div>
      ))}
    </div>
  );
}
