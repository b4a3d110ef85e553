/** The names every app has, besides its own: console, timers, utils, pages, currentUser, url, screen, localStorage, libraries. */
import type { Graph } from "./graph";
import { runLibraries } from "./libraries";
import type { Init } from "./messages";
import { Screen } from "./screen";
import { AppStorage, type StoragePorts, storageApi } from "./storage";

export interface NamesPorts extends StoragePorts {
  graph: Graph;
  onFault(message: string): void;
}

export interface Names {
  names: Record<string, unknown>;
  screen: Screen;
  storage: AppStorage;
}

/** `others`: what is made already, such as what stands in for the platform's own. */
export function appNames(init: Init, others: Record<string, unknown>, ports: NamesPorts): Names {
  const { user, url, kept, libraries } = init;
  const screen = new Screen(ports.graph, init.screen);
  const storage = new AppStorage(kept, ports);
  const names = {
    ...others,
    ...runLibraries(libraries, ports.onFault),
    currentUser: Object.freeze({ ...user }),
    url: Object.freeze({ ...url, query: Object.freeze({ ...url.query }) }),
    screen: screen.api(),
    localStorage: storageApi(storage, ports.graph),
  };
  return { names, screen, storage };
}
