/** `local`: the address of its own that the system would use towards Cloudflare. */

import { parseAnyAddress } from "../../../core/address/address.ts";
import { chooseAddresses, type InterfaceAddress } from "../../../core/address/interface-choice.ts";
import { DEFAULT_PREFIX_LENGTHS, prefixOf } from "../../../core/address/prefix.ts";
import type { IpFamily } from "../../../core/types.ts";
import type { AddressSource } from "../../../ports.ts";
import type { SourceContext } from "../context.ts";
import { unavailable } from "../detections.ts";
import { ownAddressTowards } from "../own-address.ts";
import { type InterfaceView, viewInterfaces, watchInterfaces } from "./interfaces.ts";

const NAME = "local";

/** Right where this machine has the public address itself; behind NAT or in a container it is unavailable. */
export function localSource(context: SourceContext): AddressSource {
  const { endpoints, networkInterfaces } = context;
  return {
    name: NAME,
    async detect(family, signal) {
      const own = await ownAddressTowards(endpoints.local[family], family, signal);
      if (own === undefined) return unavailable(NAME, `there is no way to the internet over IPv${family}`);
      const choice = chooseAddresses(alike(own, await viewInterfaces(context, family), family), family, {
        stable: false,
        globalOnly: true,
      });
      return choice.ok
        ? { status: "known", addresses: [choice.addresses[0]], source: NAME }
        : unavailable(NAME, `the way to the internet begins at an interface that has ${choice.what}`);
    },
    watch: (_family, onChange) => watchInterfaces(networkInterfaces, onChange),
  };
}

/** What the system chose and, since it may prefer a temporary one, the others of the same network, itself first. */
function alike(
  own: string,
  interfaces: readonly InterfaceView[],
  family: IpFamily,
): readonly InterfaceAddress[] {
  const networkOfText = (text: string): string | undefined => {
    const address = parseAnyAddress(text);
    return address === undefined ? undefined : prefixOf(address, DEFAULT_PREFIX_LENGTHS[family]);
  };
  const all = interfaces.flatMap(({ addresses }) => addresses);
  const same = all.filter(({ text }) => networkOfText(text) === networkOfText(own));
  const isOwn = ({ text }: InterfaceAddress): boolean => parseAnyAddress(text) === parseAnyAddress(own);
  return [same.find(isOwn) ?? { text: own }, ...same.filter((address) => !isOwn(address))];
}
