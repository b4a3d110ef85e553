/** Saves a file, or the document as JSON, on the person's own machine. */
import type { AppDocument } from "../../document";

export function downloadDocument(content: AppDocument, name: string): void {
  saveFile(new Blob([JSON.stringify(content, null, 2)], { type: "application/json" }), `${name}.json`);
}

export function saveFile(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken the blob by the end of this turn.
  setTimeout(() => URL.revokeObjectURL(address));
}
