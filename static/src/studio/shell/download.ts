/** Saves the document as a JSON file on the person's own machine. */
import type { AppDocument } from "../../document";

export function downloadDocument(content: AppDocument, name: string): void {
  const address = URL.createObjectURL(new Blob([JSON.stringify(content, null, 2)], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = `${name}.json`;
  link.click();
  // The browser has taken the blob by the end of this turn.
  setTimeout(() => URL.revokeObjectURL(address));
}
