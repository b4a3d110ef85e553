/**
 * Takes away, before any app code runs, what could reach the network, storage, other contexts or the page past the engine.
 *
 * The page's Content-Security-Policy limits what is left (a dynamic `import()`, a font); the opaque origin keeps cookies
 * and storage away. This is one wall of three.
 */

/** Names removed from the global object and every prototype above it. */
export const REMOVED: readonly string[] = [
  // the network
  "fetch",
  "fetchLater",
  "XMLHttpRequest",
  "XMLHttpRequestUpload",
  "WebSocket",
  "WebSocketStream",
  "EventSource",
  "WebTransport",
  "RTCPeerConnection",
  "RTCDataChannel",
  "importScripts",
  "FontFace",
  "fonts",
  "Notification",
  "PushManager",
  "ReportingObserver",
  // storage
  "indexedDB",
  "webkitIndexedDB",
  "caches",
  "CacheStorage",
  "Cache",
  "cookieStore",
  "CookieStore",
  "localStorage",
  "sessionStorage",
  "requestFileSystem",
  "requestFileSystemSync",
  "webkitRequestFileSystem",
  "webkitRequestFileSystemSync",
  "webkitResolveLocalFileSystemURL",
  "webkitResolveLocalFileSystemSyncURL",
  "StorageManager",
  // other contexts
  "Worker",
  "SharedWorker",
  "BroadcastChannel",
  "ServiceWorker",
  "ServiceWorkerContainer",
  "ServiceWorkerRegistration",
  "LockManager",
  // the page
  "postMessage",
  "onmessage",
  "onmessageerror",
  "close",
];

/** Likewise of `navigator`. */
export const NAVIGATOR_REMOVED: readonly string[] = [
  "sendBeacon",
  "serviceWorker",
  "storage",
  "locks",
  "webkitTemporaryStorage",
  "webkitPersistentStorage",
  "storageBuckets",
  "permissions",
  "mediaCapabilities",
  "credentials",
  "usb",
  "hid",
  "serial",
  "bluetooth",
  "gpu",
  "ml",
];

/** Returns the names that could not be removed; the engine must not start when there are any. */
export function lockDown(global: object): string[] {
  const left = REMOVED.filter((name) => !remove(global, name));
  const { navigator } = global as { navigator?: object };
  if (navigator)
    left.push(...NAVIGATOR_REMOVED.filter((name) => !remove(navigator, name)).map((name) => `navigator.${name}`));
  // V8 would hand `Error.prepareStackTrace` the functions and receivers of the engine's frames, our socket among them.
  const { Error: errors } = global as { Error?: object };
  if (errors && !remove(errors, "prepareStackTrace")) left.push("Error.prepareStackTrace");
  return left;
}

/** Shadow a name with a fixed `undefined`, after deleting it from the object and all it inherits from. */
function remove(object: object, name: string): boolean {
  for (
    let at: object | null = object;
    at && at !== Object.prototype && at !== Function.prototype;
    at = Object.getPrototypeOf(at)
  ) {
    if (!Object.hasOwn(at, name)) continue;
    if (!Reflect.deleteProperty(at, name)) {
      Reflect.defineProperty(at, name, { value: undefined, writable: false, configurable: false });
    }
  }
  Reflect.defineProperty(object, name, { value: undefined, writable: false, configurable: false });
  return (object as Record<string, unknown>)[name] === undefined;
}
