/** The sources that ask nobody: `static:`, `static.empty` and `none`. */

import type { DetectedAddresses } from "../../../core/types.ts";
import type { AddressSource } from "../../../ports.ts";
import { unavailable } from "../detections.ts";

/** The addresses that the user wrote, checked when the setting was read. */
export function staticSource(addresses: DetectedAddresses, name: string): AddressSource {
  return {
    name,
    async detect(family) {
      const other = addresses.find(({ address }) => address.includes(":") !== (family === 6));
      return other === undefined
        ? { status: "known", addresses, source: "static" }
        : unavailable("static", `${other.address} is not an IPv${family} address`);
    },
  };
}

/** Managed, and no address is wanted: the one source that clears. */
export const staticEmptySource: AddressSource = {
  name: "static.empty",
  detect: async () => ({ status: "clear" }),
};

/** Not managed: everything stays as it is. */
export const noneSource: AddressSource = {
  name: "none",
  detect: async () => ({ status: "unmanaged" }),
};
