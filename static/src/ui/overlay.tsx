/** What opens over the page: a dialog and a menu, on the browser's own `<dialog>` and popover. */
import { X } from "lucide";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { Button, IconButton } from "./button";
import { Icon, type IconNode } from "./icon";

export interface DialogProps {
  open: boolean;
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  /** Buttons, right-aligned under a line. */
  footer?: ComponentChildren;
  wide?: boolean;
}

/** A modal; Escape, the cross and a click beside it close it. */
export function Dialog({ open, title, onClose, children, footer, wide }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    if (open && !dialog.open) dialog.showModal();
    if (!open && dialog.open) {
      dialog.close();
      keepFocus();
    }
  }, [open]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself; the click is the backdrop's
    <dialog
      ref={ref}
      class={`dialog ${wide ? "wide" : ""}`}
      aria-labelledby={heading}
      // The event of a closing comes later; by then it may have been opened again.
      onClose={() => ref.current?.open || onClose()}
      onClick={(event) => event.target === ref.current && onClose()}
    >
      {open && (
        <div class="dialog-body">
          <header>
            <h2 id={heading}>{title}</h2>
            <IconButton icon={X} label="Close" onClick={onClose} />
          </header>
          <div class="dialog-content">{children}</div>
          {footer && <footer>{footer}</footer>}
        </div>
      )}
    </dialog>
  );
}

/** What opened a dialog may be gone with what was deleted there: keys go on in the main part of the page. */
function keepFocus(): void {
  if (document.activeElement === document.body) document.querySelector("main")?.focus({ preventScroll: true });
}

export interface MenuItem {
  label: string;
  icon?: IconNode;
  onSelect: () => void;
  danger?: boolean;
  disabled?: boolean;
  /** Said when it is pointed at, such as why it is disabled. */
  title?: string;
}

export interface MenuProps {
  /** The button's text or, with `icon`, its spoken name. */
  label: string;
  icon?: IconNode;
  items: readonly MenuItem[];
  variant?: "default" | "ghost";
  align?: "start" | "end";
}

/** A button that opens a list of actions. */
export function Menu({ label, icon, items, variant = "ghost", align = "end" }: MenuProps) {
  const button = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const open = () => {
    const popover = list.current;
    const anchor = button.current?.getBoundingClientRect();
    if (!popover || !anchor) return;
    popover.togglePopover();
    const { width, height } = popover.getBoundingClientRect();
    const below = anchor.bottom + 4 + height <= innerHeight;
    popover.style.top = `${below ? anchor.bottom + 4 : Math.max(4, anchor.top - 4 - height)}px`;
    popover.style.left = `${Math.max(4, align === "end" ? anchor.right - width : anchor.left)}px`;
  };
  const move = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const entries = [...(list.current?.querySelectorAll<HTMLElement>("button:not(:disabled)") ?? [])];
    const at = entries.indexOf(document.activeElement as HTMLElement);
    entries[(at + step + entries.length) % entries.length]?.focus();
  };
  return (
    <div class="menu" ref={button}>
      {icon ? (
        <IconButton icon={icon} label={label} variant={variant} onClick={open} aria-haspopup="menu" />
      ) : (
        <Button variant={variant} onClick={open} aria-haspopup="menu">
          {label}
        </Button>
      )}
      <div ref={list} class="menu-list" popover="auto" role="menu" tabIndex={-1} onKeyDown={move}>
        {items.map((item) => (
          <button
            key={item.label}
            type="button"
            role="menuitem"
            class={item.danger ? "danger" : ""}
            disabled={item.disabled}
            onClick={() => {
              list.current?.hidePopover();
              item.onSelect();
            }}
          >
            {item.icon && <Icon of={item.icon} />}
            {item.label}
          </button>
        ))}
      </div>
    </div>
  );
}
