/** The sandbox's end of the channel to the host page: says it is ready, takes the first port it is given, no other. */
import type { Connect, HostMessage, PlayerMessage, Ready } from "../bridge";

export interface Host {
  post(message: PlayerMessage): void;
}

/** Calls `connected` once, when the host has handed over its port; then `receive` with each of its messages. */
export function connectHost(connected: (host: Host) => (message: HostMessage) => void): void {
  const onConnect = (event: MessageEvent<Connect | null>) => {
    const [port] = event.ports;
    if (event.source !== window.parent || event.data?.type !== "lowstream.connect" || !port) return;
    removeEventListener("message", onConnect);
    const receive = connected({ post: (message) => port.postMessage(message) });
    port.onmessage = ({ data }: MessageEvent<HostMessage>) => receive(data);
  };
  addEventListener("message", onConnect);
  // Whoever embeds the frame may hear that it is ready; it learns nothing else without sending a port.
  window.parent.postMessage({ type: "lowstream.ready" } satisfies Ready, "*");
}
