/** The lock-down: every listed name is gone from the global object and from all it inherits from, for good. */
import { expect, test } from "vitest";
import { lockDown, NAVIGATOR_REMOVED, REMOVED } from "../../src/engine/lockdown";

function fakeWorker(): Record<string, unknown> {
  const root = { addEventListener: () => {} };
  const scope = Object.create(root);
  for (const name of ["close", "postMessage", "importScripts", "fetch"]) scope[name] = () => name;
  Object.defineProperty(scope, "onmessage", { configurable: true, get: () => null, set: () => {} });
  Object.defineProperty(scope, "indexedDB", { configurable: false, writable: true, value: {} });
  const navigatorProto = Object.create(
    {},
    { storage: { configurable: true, get: () => ({}) }, sendBeacon: { configurable: true, value: () => true } },
  );
  const self = Object.create(scope);
  self.WebSocket = class {};
  self.setTimeout = () => 1;
  self.fetch = () => "own";
  self.navigator = Object.create(navigatorProto);
  return self;
}

test("what reaches the network, storage, other contexts or the page is gone", () => {
  const self = fakeWorker();
  expect(lockDown(self)).toEqual([]);
  for (const name of REMOVED) expect(self[name], name).toBeUndefined();
  for (const name of NAVIGATOR_REMOVED) expect((self.navigator as Record<string, unknown>)[name], name).toBeUndefined();
  expect(typeof self.setTimeout).toBe("function");
});

test("it can't be had back from the prototypes, nor put back", () => {
  const self = fakeWorker();
  lockDown(self);
  for (let at: object | null = self; at; at = Object.getPrototypeOf(at)) {
    for (const name of ["fetch", "WebSocket", "postMessage", "indexedDB", "onmessage"]) {
      const found = Object.getOwnPropertyDescriptor(at, name);
      expect(found?.value ?? found?.get, name).toBeUndefined();
    }
  }
  expect(Reflect.set(self, "fetch", () => 1)).toBe(false);
  expect(Reflect.deleteProperty(self, "fetch")).toBe(false);
});

test("stack traces can't be intercepted", () => {
  const self = fakeWorker();
  const errors = class {} as unknown as { prepareStackTrace?: unknown };
  self.Error = errors;
  expect(lockDown(self)).toEqual([]);
  expect(Reflect.set(errors, "prepareStackTrace", () => [])).toBe(false);
  expect(errors.prepareStackTrace).toBeUndefined();
});

test("what can't be removed is named, so that the engine doesn't start", () => {
  const stubborn = {};
  Object.defineProperty(stubborn, "fetch", { configurable: false, writable: false, value: () => 1 });
  expect(lockDown(stubborn)).toEqual(["fetch"]);
});

test("the list covers the ways out that browsers have", () => {
  for (const name of [
    "fetch",
    "XMLHttpRequest",
    "WebSocket",
    "EventSource",
    "WebTransport",
    "importScripts",
    "indexedDB",
    "caches",
    "BroadcastChannel",
    "Worker",
    "SharedWorker",
    "Notification",
    "postMessage",
    "close",
    "RTCPeerConnection",
    "cookieStore",
    "onmessage",
  ]) {
    expect(REMOVED).toContain(name);
  }
  for (const name of ["serviceWorker", "storage", "locks", "sendBeacon"]) expect(NAVIGATOR_REMOVED).toContain(name);
});
