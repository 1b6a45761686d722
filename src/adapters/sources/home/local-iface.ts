/** `local.iface:`: every unicast address of one interface that can be published. */

import type { AddressSource } from "../../../ports.ts";
import type { SourceContext } from "../context.ts";
import { asDetection, unavailable } from "../detections.ts";
import { addressesOf, interfaceNames, readUsable, watchInterfaces } from "./interfaces.ts";

export function localIfaceSource(
  wanted: string,
  name: string,
  { networkInterfaces, warn }: SourceContext,
): AddressSource {
  return {
    name,
    async detect(family) {
      const texts = addressesOf(networkInterfaces, wanted, family);
      if (texts === undefined) {
        const present = interfaceNames(networkInterfaces).join(", ") || "none";
        return unavailable(name, `there is no interface ${wanted} with an address (there are: ${present})`);
      }
      const read = readUsable(texts, family, wanted);
      if (read.ok) for (const warning of read.warnings) warn(`${name}: ${warning}`);
      return asDetection(name, read);
    },
    watch: (_family, onChange) => watchInterfaces(networkInterfaces, onChange),
  };
}
