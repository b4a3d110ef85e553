/** An icon for each kind of thing that code can name. */
import { AppWindow, Box, Braces, Dot, Eye, Package, Parentheses, Radio, SquareFunction, Variable, Zap } from "lucide";
import type { IconNode } from "../../ui";
import type { Kind } from "../language/thing";

export const KIND_ICONS: Readonly<Record<Kind, IconNode>> = {
  query: Radio,
  javascript: Braces,
  state: Variable,
  transformer: SquareFunction,
  responder: Eye,
  widget: AppWindow,
  event: Zap,
  builtin: Package,
  local: Box,
  field: Dot,
  method: Parentheses,
};
