/** All the keys there are, by what they are for (?). */
import { Dialog } from "../../ui";
import { COMMANDS } from "../commands/all";
import type { CommandGroup } from "../commands/command";
import { keyText } from "../commands/keys";
import { useStudio } from "../studio";

const GROUPS: readonly CommandGroup[] = ["App", "Edit", "Widgets", "Queries", "View", "Help"];

export function ShortcutSheet() {
  const studio = useStudio();
  const groups = GROUPS.map((group) => ({
    group,
    commands: COMMANDS.filter((command) => command.group === group && command.keys),
  })).filter(({ commands }) => commands.length > 0);
  return (
    <Dialog
      open={studio.dialog.value === "shortcuts"}
      title="Keyboard shortcuts"
      wide
      onClose={() => {
        if (studio.dialog.peek() === "shortcuts") studio.dialog.value = null;
      }}
    >
      <div class="shortcuts">
        {groups.map(({ group, commands }) => (
          <section key={group}>
            <h3 class="sect">{group}</h3>
            <dl>
              {commands.map(({ id, label, keys = [] }) => (
                <div key={id}>
                  <dt>{label}</dt>
                  <dd>
                    {keys.map((one) => (
                      <kbd key={one} class="kbd">
                        {keyText(one)}
                      </kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
