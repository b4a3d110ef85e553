/** A file may be dropped anywhere on the page; while one hangs over it, the page says so. */
import { Upload } from "lucide";
import { useEffect, useState } from "preact/hooks";
import { Icon } from "../../ui";

export function DropZone({ onFile }: { onFile: (files: readonly File[]) => void }) {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const life = new AbortController();
    const listen = (type: "dragover" | "dragleave" | "drop", run: (event: DragEvent) => void) =>
      addEventListener(type, run, { signal: life.signal });
    listen("dragover", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault(); // else the browser would open the file
      event.dataTransfer.dropEffect = "copy";
      setOver(true);
    });
    listen("dragleave", (event) => {
      if (event.relatedTarget === null) setOver(false); // out of the window, not into a part of the page
    });
    listen("drop", (event) => {
      setOver(false);
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      onFile([...event.dataTransfer.files]);
    });
    return () => life.abort();
  }, [onFile]);
  if (!over) return null;
  return (
    <div class="drop-zone" data-testid="drop-zone">
      <p>
        <Icon of={Upload} size={20} /> Drop an app's file to import it
      </p>
    </div>
  );
}
