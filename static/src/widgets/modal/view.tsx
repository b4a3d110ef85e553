/** Modal: a dialog over the page. On the studio's canvas it stands in its place, open. */
import "../containers.css";
import { X } from "lucide";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { IconButton } from "../../ui/button";
import { Faults } from "../card";
import { asText } from "../data/rows";
import { useScrollStop } from "../scrolls";
import type { ViewProps } from "../view";

export default function ModalView(props: ViewProps<"modal">) {
  return props.mode === "edit" ? <Placed {...props} /> : <Modal {...props} />;
}

function Placed({ values, errors, children }: ViewProps<"modal">) {
  return (
    <>
      <div class="held-head">
        <h2>{asText(values.title) || "Dialog"}</h2>
      </div>
      <Held>{children()}</Held>
      <Faults errors={errors} />
    </>
  );
}

function Modal({ widget, values, errors, emit, state, children }: ViewProps<"modal">) {
  const { size, closable } = widget.properties;
  const heading = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const title = asText(values.title);
  const open = state.get("isOpen") === true;
  const pressedBeside = useRef(false); // a text marked from inside to beyond the edge closes nothing

  useEffect(() => {
    const element = dialog.current;
    if (!element || open === element.open) return;
    if (open) {
      element.showModal();
      emit("open");
    } else element.close();
  }, [open]);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself; the click is the backdrop's
    <dialog
      ref={dialog}
      class={`held-dialog ${size}`}
      aria-labelledby={title ? heading : undefined}
      aria-label={title ? undefined : widget.name}
      // However it was closed: by app code, Escape, the button or a click beside it.
      onClose={() => {
        if (state.get("isOpen") === true) state.set("isOpen", false);
        emit("close");
      }}
      onCancel={(event) => closable || event.preventDefault()}
      // A browser that asks nobody about a second Escape knows this attribute.
      {...{ closedby: closable ? "closerequest" : "none" }}
      onPointerDown={(event) => {
        pressedBeside.current = isBeside(event, dialog.current);
      }}
      onClick={(event) => {
        if (closable && pressedBeside.current && isBeside(event, dialog.current)) dialog.current?.close();
      }}
    >
      {open && (
        <>
          {(title || closable) && (
            <div class="held-head">
              <h2 id={heading}>{title}</h2>
            </div>
          )}
          <Held>{children()}</Held>
          <Faults errors={errors} />
          {closable && (
            <span class="held-close">
              <IconButton icon={X} label="Close" onClick={() => dialog.current?.close()} />
            </span>
          )}
        </>
      )}
    </dialog>
  );
}

function Held({ children }: { children: ComponentChildren }) {
  return (
    <div ref={useScrollStop<HTMLDivElement>()} class="held">
      {children}
    </div>
  );
}

/** On the backdrop: a press on the dialog's own edge isn't one. */
function isBeside({ target, clientX, clientY }: MouseEvent, dialog: HTMLDialogElement | null): boolean {
  if (!dialog || target !== dialog) return false;
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
}
