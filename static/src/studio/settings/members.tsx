/** Who is in the workspace, and in which role. */
import type { SectionProps } from "./sections";

export function Members({ workspace }: SectionProps) {
  return <h2>Members of {workspace.name}</h2>;
}
