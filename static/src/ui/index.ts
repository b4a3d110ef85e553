/** The small shared controls, and with them their styles. */
import "../styles/base.css";
import "./controls.css";

export { Button, type ButtonProps, IconButton, type IconButtonProps } from "./button";
export { ConnectionIndicator, type ConnectionIndicatorProps, Pill, StatusDot } from "./connection";
export { EmptyState, type EmptyStateProps, Skeleton } from "./empty";
export {
  Checkbox,
  Field,
  type FieldProps,
  NumberInput,
  type Option,
  Select,
  TextArea,
  TextInput,
  type TextInputProps,
} from "./field";
export { Icon, type IconNode, Mark } from "./icon";
export { useNow } from "./now";
export { Dialog, type DialogProps, Menu, type MenuItem } from "./overlay";
export { PopMenu, type PopMenuProps } from "./pop-menu";
export {
  behindText,
  countdown,
  gapText,
  rateText,
  type StatusName,
  statusText,
  type Tone,
  toneOf,
  wordOf,
} from "./status";
export { type Tab, Tabs, type TabsProps } from "./tabs";
export { createToasts, type Toast, type ToastLevel, type ToastStore, Toasts } from "./toasts";
