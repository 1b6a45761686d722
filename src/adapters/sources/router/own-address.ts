/** The address of this machine on its way to another one. */

import { isIPv6 } from "node:net";

/** Connecting a UDP socket sends nothing; it makes the system choose a route and with it an address. Undefined where there is no way. */
export function ownAddressTowards(target: string, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    const { createSocket } = process.getBuiltinModule("node:dgram");
    const socket = createSocket({ type: isIPv6(target) ? "udp6" : "udp4", signal });
    socket.once("error", () => socket.close());
    socket.once("close", () => resolve(undefined));
    socket.once("connect", () => {
      resolve(socket.address().address);
      socket.close();
    });
    socket.connect(9, target);
  });
}
