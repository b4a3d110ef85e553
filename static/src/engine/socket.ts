/**
 * The browser's WebSocket behind the engine's own interface.
 *
 * Everything is taken from the prototypes before app code runs: a getter that app code put on `MessageEvent.prototype`
 * would otherwise be handed our event, and with it our socket.
 */
import type { OpenSocket } from "./link";

type Getter<T> = (of: object) => T;
const { apply, getOwnPropertyDescriptor } = Reflect;

/** A property's getter as it is now, immune to what is put in its place later. */
export function getterOf<T>(prototype: object, name: string): Getter<T> {
  const get = getOwnPropertyDescriptor(prototype, name)?.get;
  if (!get) throw new Error(`this browser has no ${name} to read`);
  return (of) => apply(get, of, []) as T;
}

export function socketOpener(): OpenSocket {
  const { WebSocket, MessageEvent, CloseEvent } = globalThis;
  const { send, close } = WebSocket.prototype;
  const bufferedOf = getterOf<number>(WebSocket.prototype, "bufferedAmount");
  const dataOf = getterOf<unknown>(MessageEvent.prototype, "data");
  const codeOf = getterOf<number>(CloseEvent.prototype, "code");
  const reasonOf = getterOf<string>(CloseEvent.prototype, "reason");
  return (url, events) => {
    const socket = new WebSocket(url);
    socket.onopen = () => events.open();
    socket.onmessage = (event) => {
      const data = dataOf(event);
      if (typeof data === "string") events.message(data);
    };
    socket.onclose = (event) => events.close(codeOf(event), reasonOf(event));
    return {
      send: (text) => apply(send, socket, [text]),
      close: () => apply(close, socket, []),
      buffered: () => bufferedOf(socket),
    };
  };
}
