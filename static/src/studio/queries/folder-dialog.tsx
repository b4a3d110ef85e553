/** Which folder an item is moved to: one there is, a new one, or none. */
import { Folder, FolderMinus } from "lucide";
import { useEffect, useRef, useState } from "preact/hooks";
import { Button, Dialog, Field, TextInput } from "../../ui";
import { FOLDER_MAX, foldersOf } from "../draft/items";
import { useStudio } from "../studio";
import { moveItem } from "./item-drag";

interface FolderDialogProps {
  /** What is moved. */
  name: string;
  /** Where it lies now. */
  folder: string;
  onClose: () => void;
}

export function FolderDialog({ name, folder, onClose }: FolderDialogProps) {
  const studio = useStudio();
  const [typed, setTyped] = useState("");
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLInputElement>("input")?.focus(), []);
  const fault = folderFault(typed);
  const move = (to: string) => {
    moveItem(studio, name, to);
    onClose();
  };
  const others = foldersOf(studio.document.value).filter((one) => one !== folder);
  return (
    <Dialog open title={`Move ${name} to a folder`} onClose={onClose}>
      <form
        ref={form}
        class="folder-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (typed.trim() !== "" && !fault) move(typed.trim());
        }}
      >
        <Field label="New folder" error={fault}>
          {(id) => (
            <TextInput id={id} value={typed} placeholder="Prices" data-testid="folder-name" onInput={setTyped} />
          )}
        </Field>
        <Button
          type="submit"
          variant="primary"
          disabled={typed.trim() === "" || fault !== null}
          data-testid="folder-move"
        >
          Move
        </Button>
      </form>
      {(others.length > 0 || folder !== "") && (
        <div class="folder-list">
          {others.map((one) => (
            <Button key={one} variant="ghost" icon={Folder} onClick={() => move(one)}>
              {one}
            </Button>
          ))}
          {folder !== "" && (
            <Button variant="ghost" icon={FolderMinus} onClick={() => move("")}>
              No folder
            </Button>
          )}
        </div>
      )}
    </Dialog>
  );
}

/** What is wrong with a folder's name, or null; nothing is yet with an empty one. */
export const folderFault = (typed: string): string | null =>
  typed.trim().length > FOLDER_MAX ? `${typed.trim().length} characters; ${FOLDER_MAX} is the most.` : null;
