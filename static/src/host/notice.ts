/** A word at the foot of the viewer's page that another release is live, or none; it stays until it is dismissed. */
import "./notice.css";

export interface ReleaseNotice {
  /** The release this page shows; null for a draft. */
  showing(release: number | null): void;
  /** The release that is live now; null: the app was unpublished. */
  live(release: number | null): void;
}

/** `update` brings the live release into the running app; it rejects with the reason when that can't be had. */
export function createReleaseNotice(root: HTMLElement, update: () => Promise<void>): ReleaseNotice {
  let here: number | null = null;
  let notice: HTMLElement | null = null;

  const hide = () => {
    notice?.remove();
    notice = null;
  };
  const say = (text: string, ...buttons: HTMLButtonElement[]) => {
    hide();
    notice = document.createElement("div");
    notice.className = "app-notice";
    notice.dataset.notice = "release";
    notice.setAttribute("role", "status");
    notice.append(text, ...buttons, button("Dismiss", hide));
    root.append(notice);
  };
  const show = (pressed: HTMLButtonElement) => {
    pressed.disabled = true;
    update().catch((error: Error) =>
      say(`The new version was not loaded. ${error.message}`, button("Try again", show)),
    );
  };

  return {
    showing(release) {
      if (release !== here) hide();
      here = release;
    },
    live(release) {
      if (release === null) say("This app was unpublished.");
      else if (release === here) hide();
      else say("A new version is ready.", button("Show it", show));
    },
  };
}

function button(label: string, onClick: (button: HTMLButtonElement) => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  made.addEventListener("click", () => onClick(made));
  return made;
}
