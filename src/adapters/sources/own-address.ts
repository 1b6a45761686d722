/** The address of this machine on its way to another one. */

import { createSocket } from "node:dgram";
import type { IpFamily } from "../../core/types.ts";

/** Connecting a UDP socket sends nothing; it makes the system choose a route and with it an address. Undefined where there is no way. */
export function ownAddressTowards(
  target: string,
  family: IpFamily,
  signal: AbortSignal,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket({ type: family === 6 ? "udp6" : "udp4", signal });
    socket.once("error", () => socket.close());
    socket.once("close", () => resolve(undefined));
    socket.once("connect", () => {
      resolve(socket.address().address);
      socket.close();
    });
    socket.connect(443, target);
  });
}
