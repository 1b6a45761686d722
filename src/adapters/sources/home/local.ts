/** `local`: the address of its own that the system would use towards Cloudflare. */

import type { IpFamily } from "../../../core/types.ts";
import type { AddressSource } from "../../../ports.ts";
import type { SourceContext } from "../context.ts";
import { asDetection, unavailable } from "../detections.ts";
import { readOneAddress } from "../remote/address-text.ts";
import { watchInterfaces } from "./interfaces.ts";

const NAME = "local";

/** Right where this machine has the public address itself; behind NAT it gives a private one, with a warning. */
export function localSource({ endpoints, networkInterfaces, warn }: SourceContext): AddressSource {
  return {
    name: NAME,
    async detect(family, signal) {
      const address = await findOwnAddress(endpoints.local[family], family, signal);
      if (address === undefined)
        return unavailable(NAME, `there is no way to the internet over IPv${family}`);
      const read = readOneAddress(address, { family, origin: "interface", rejectCloudflare: false });
      if (read.ok) for (const warning of read.warnings) warn(`${NAME}: ${warning}`);
      return asDetection(NAME, read);
    },
    watch: (_family, onChange) => watchInterfaces(networkInterfaces, onChange),
  };
}

/** Connecting a UDP socket sends nothing; it makes the system choose a route and with it an address. */
function findOwnAddress(target: string, family: IpFamily, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    const { createSocket } = process.getBuiltinModule("node:dgram");
    const socket = createSocket({ type: family === 4 ? "udp4" : "udp6", signal });
    socket.once("error", () => socket.close());
    socket.once("close", () => resolve(undefined));
    socket.once("connect", () => {
      resolve(socket.address().address);
      socket.close();
    });
    socket.connect(443, target);
  });
}
