/** The engine's Worker: a classic one from a blob, since an opaque origin can start no other. */
import EngineWorker from "../engine/worker?worker&inline";

export function createWorker(): Worker {
  return new EngineWorker({ name: "lowstream-engine" });
}
