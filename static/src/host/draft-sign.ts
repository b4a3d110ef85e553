/** Above a draft as viewers would see it: says that it is one, and leads back to the studio. */
import "./draft-sign.css";

export function createDraftSign(appId: number): HTMLElement {
  const sign = document.createElement("div");
  sign.className = "app-draft";
  sign.setAttribute("role", "note");
  const word = document.createElement("strong");
  word.textContent = "Draft";
  const text = document.createElement("span");
  text.textContent = "Viewers see the published release.";
  const back = document.createElement("a");
  back.href = `/apps/${appId}/`;
  back.textContent = "Open the studio";
  sign.append(word, text, back);
  return sign;
}
