/** Renaming a part of an app, together with everything in the document that says its name. */
import type { AppDocument } from "../../document";
import { changePlaces, type Place, placesOf } from "./places";
import { isTaken, renameInCode, renameInTemplate } from "./rename";

/** What doesn't say the name stays the same object. */
export function rename(document: AppDocument, from: string, to: string): AppDocument {
  return changePlaces(document, ({ kind, text, locals }) => {
    switch (kind) {
      case "own":
      case "name":
        return text === from ? to : text;
      case "template":
        return renameInTemplate(text, from, to, locals);
      case "code":
        return renameInCode(text, from, to, locals);
    }
  });
}

/** The places whose code has a name `to` of its own where it says `from`: it would mean that one afterwards. */
export function captures(document: AppDocument, from: string, to: string): string[] {
  const isHit = ({ kind, text, locals }: Place): boolean =>
    (kind === "template" || kind === "code") && isTaken(text, from, to, kind === "template", locals);
  return placesOf(document)
    .filter(isHit)
    .map((place) => place.path);
}
