/** The names every app has, besides its own: console, timers, currentUser, url, screen, localStorage, utils, libraries. */
import type { Toast } from "./actions";
import type { Graph } from "./graph";
import { runLibraries } from "./libraries";
import type { Init } from "./messages";
import { Screen } from "./screen";
import { AppStorage, type StoragePorts, storageApi } from "./storage";

export interface NamesPorts extends StoragePorts {
  graph: Graph;
  toast: Toast;
  onFault(message: string): void;
}

export interface Names {
  names: Record<string, unknown>;
  screen: Screen;
  storage: AppStorage;
}

/** `globals`: those that stand in for the platform's own, which are in place already. */
export function appNames(init: Init, globals: Record<string, unknown>, ports: NamesPorts): Names {
  const { user, url, kept, libraries } = init;
  const screen = new Screen(ports.graph, init.screen);
  const storage = new AppStorage(kept, ports);
  const names = {
    ...globals,
    ...runLibraries(libraries, ports.onFault),
    currentUser: Object.freeze({ ...user }),
    url: Object.freeze({ ...url, query: Object.freeze({ ...url.query }) }),
    screen: screen.api(),
    localStorage: storageApi(storage, ports.graph),
    utils: Object.freeze({ showMessage: ports.toast }),
  };
  return { names, screen, storage };
}
