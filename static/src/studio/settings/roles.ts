/** Roles in words. */
import type { Role } from "../page";

export const ROLES: readonly { value: Role; label: string }[] = [
  { value: "owner", label: "Owner" },
  { value: "editor", label: "Editor" },
  { value: "viewer", label: "Viewer" },
];

export const roleName = (role: Role): string => ROLES.find(({ value }) => value === role)?.label ?? role;
