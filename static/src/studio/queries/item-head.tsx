/** The head of what is edited in the bottom panel: what it is, its name, what can be done with it. */
import { Trash2 } from "lucide";
import type { ComponentChildren } from "preact";
import { IconButton } from "../../ui";
import { faultOfName } from "../draft/naming";
import { NameInput } from "../shell/name";
import { UsedBy } from "../shell/used-by";
import { useStudio } from "../studio";

interface ItemHeadProps {
  /** "Transformer". */
  what: string;
  name: string;
  /** Before the name and the bin in their test hooks: `state-name`, `delete-state`. */
  hook: string;
  fault?: string | null;
  children?: ComponentChildren;
}

export function ItemHead({ what, name, hook, fault, children }: ItemHeadProps) {
  return (
    <>
      <div class="panel-h">
        <h2 class="inspector-title">
          {what} <ItemName what={what} name={name} hook={hook} />
        </h2>
        <UsedBy name={name} />
        <span class="panel-end">
          {children}
          <DeleteItem name={name} hook={hook} />
        </span>
      </div>
      {fault && (
        <p class="strip fail" role="alert">
          {fault}
        </p>
      )}
    </>
  );
}

interface ItemNameProps {
  id?: string;
  what: string;
  name: string;
  hook: string;
}

export function ItemName({ id, what, name, hook }: ItemNameProps) {
  const studio = useStudio();
  return (
    <NameInput
      id={id}
      value={name}
      label={`${what} name`}
      class="mono"
      testId={`${hook}-name`}
      check={(typed) => faultOfName(typed, name, studio.names.value)}
      onCommit={(to) => studio.rename(name, to)}
    />
  );
}

export function DeleteItem({ name, hook }: { name: string; hook: string }) {
  const studio = useStudio();
  return (
    <IconButton
      icon={Trash2}
      label={`Delete ${name}`}
      data-testid={`delete-${hook}`}
      onClick={() => {
        studio.deleting.value = [name];
      }}
    />
  );
}
