/** Saves a file, or a document that isn't on the server, on the person's own machine. */
import type { AppDocument } from "../../document";

/** As a file that can be imported. Unlike an export it is all there: it is the person's own work that would be lost. */
export function downloadDocument(document: AppDocument, name: string, file: string): void {
  const text = JSON.stringify({ lowstream: 1, name, document }, null, 2);
  saveFile(new Blob([text], { type: "application/json" }), `${file}.json`);
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
