/** The source `push:<client>`: the address that a client told last, however long ago. */

import { type AddressSource, type Detection, type IpFamily, parseAddress } from "../../../src/index.ts";
import type { PushMemory } from "./memory.ts";

export interface PushSourceOptions {
  readonly memory: PushMemory;
  readonly rejectCloudflare: boolean;
}

export function pushSource(client: string, { memory, rejectCloudflare }: PushSourceOptions): AddressSource {
  const name = `push:${client}`;

  function detect(family: IpFamily): Detection {
    const { ipv4, ipv6, prefix } = memory.of(client);
    const told = family === 4 ? ipv4 : ipv6;
    if (told === undefined)
      return {
        status: "unavailable",
        source: name,
        reason: `${client} has not told an IPv${family} address yet`,
      };
    // Judged again: the settings may have changed since it was told.
    const address = parseAddress(told.address, family, "network", { rejectCloudflare });
    if (!address.ok) return { status: "unavailable", source: name, reason: address.reason };
    const isPrefixGood =
      family === 6 &&
      prefix !== undefined &&
      parseAddress(prefix.address, 6, "network", { rejectCloudflare }).ok;
    return {
      status: "known",
      source: name,
      addresses: [{ address: address.value }],
      toldAt: told.at,
      ...(isPrefixGood
        ? { delegated: [{ address: prefix.address, prefixLength: prefix.prefixLength }] }
        : {}),
    };
  }

  return {
    name,
    detect: async (family) => detect(family),
    watch: (_family, onChange) => memory.follow(client, onChange),
  };
}
