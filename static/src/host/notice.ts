/** A word at the foot of the viewer's page that another release is live, or none; it stays until it is dismissed. */

export interface ReleaseNotice {
  /** The release this page shows; null for a draft. */
  showing(release: number | null): void;
  /** The release that is live now; null: the app was unpublished. */
  live(release: number | null): void;
}

export function createReleaseNotice(root: HTMLElement, reload: () => void = () => location.reload()): ReleaseNotice {
  let here: number | null = null;
  let notice: HTMLElement | null = null;

  const hide = () => {
    notice?.remove();
    notice = null;
  };
  const show = (text: string, action: string | null) => {
    hide();
    notice = document.createElement("div");
    notice.className = "app-notice";
    notice.dataset.notice = "release";
    notice.setAttribute("role", "status");
    notice.append(text);
    if (action !== null) notice.append(button(action, reload));
    notice.append(button("Dismiss", hide));
    root.append(notice);
  };

  return {
    showing(release) {
      if (release !== here) hide();
      here = release;
    },
    live(release) {
      if (release === null) show("This app was unpublished.", null);
      else if (release === here) hide();
      else show("A new version is ready.", "Reload");
    },
  };
}

function button(label: string, onClick: () => void): HTMLElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  made.addEventListener("click", onClick);
  return made;
}
