/** Which apps are shown, and in which order. */
import type { AppItem } from "../../api/apps";

export type Order = "changed" | "name";
export const ORDERS: readonly { value: Order; label: string }[] = [
  { value: "changed", label: "Last changed" },
  { value: "name", label: "Name" },
];

const byName = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** Those whose name or address has every word of the search, whatever its case and accents. */
export function find(apps: readonly AppItem[], search: string, order: Order): AppItem[] {
  const words = plain(search).split(/\s+/).filter(Boolean);
  const found = apps.filter(({ name, slug }) => {
    const text = `${plain(name)} ${slug}`;
    return words.every((word) => text.includes(word));
  });
  return found.sort((a, b) =>
    order === "name" ? byName.compare(a.name, b.name) : Date.parse(b.updated_at) - Date.parse(a.updated_at),
  );
}

const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
