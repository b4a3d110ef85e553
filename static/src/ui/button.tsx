/** Buttons: default, primary, ghost and danger; with an icon before the text, or an icon alone. */
import type { ButtonHTMLAttributes, ComponentChildren } from "preact";
import { Icon, type IconNode } from "./icon";

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "icon"> {
  variant?: "default" | "primary" | "ghost" | "danger";
  icon?: IconNode;
  /** While true the button is disabled and says so to assistive technology. */
  busy?: boolean;
  /** Stays pressed: a toggle. */
  pressed?: boolean;
  children?: ComponentChildren;
}

export function Button({ variant = "default", icon, busy, pressed, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      class={`btn ${variant} ${rest.class ?? ""}`}
      disabled={busy || rest.disabled}
      aria-busy={busy || rest["aria-busy"]}
      aria-pressed={pressed}
    >
      {icon && <Icon of={icon} />}
      {icon && typeof children === "string" ? <span class="btn-text">{children}</span> : children}
    </button>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, "icon" | "children" | "label"> {
  icon: IconNode;
  /** What it does: the tooltip and the spoken name. */
  label: string;
}

/** A square button with an icon; `label` is its tooltip. */
export function IconButton({ icon, label, variant = "ghost", ...rest }: IconButtonProps) {
  return (
    <Button {...rest} variant={variant} class={`only-icon ${rest.class ?? ""}`} title={label} aria-label={label}>
      <Icon of={icon} />
    </Button>
  );
}
