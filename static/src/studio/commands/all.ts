/** Every command of the studio. */
import { ADD_COMMANDS } from "./add";
import { APP_COMMANDS } from "./app";
import { ARRANGE_COMMANDS } from "./arrange";
import { CANVAS_COMMANDS } from "./canvas";
import type { Command } from "./command";
import { QUERY_COMMANDS } from "./queries";
import { STEP_COMMANDS } from "./steps";
import { VIEW_COMMANDS } from "./view";

export const COMMANDS: readonly Command[] = [
  ...APP_COMMANDS,
  ...STEP_COMMANDS,
  ...ADD_COMMANDS,
  ...QUERY_COMMANDS,
  ...CANVAS_COMMANDS,
  ...ARRANGE_COMMANDS,
  ...VIEW_COMMANDS,
];

const BY_KEYS: ReadonlyMap<string, Command> = new Map(
  COMMANDS.flatMap((command) => (command.keys ?? []).map((keys) => [keys, command] as const)),
);

export const commandOf = (keys: string): Command | undefined => BY_KEYS.get(keys);

export const commandById = (id: string): Command | undefined => COMMANDS.find((command) => command.id === id);

/** The keys of a command, as commands name them; empty if it has none. */
export const keysOf = (id: string): string => COMMANDS.find((command) => command.id === id)?.keys?.[0] ?? "";
