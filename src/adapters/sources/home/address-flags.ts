/** What Linux tells about the IPv6 addresses of its interfaces: which are temporary, deprecated, not ready yet. */

import { readFile } from "node:fs/promises";
import { parseAnyAddress } from "../../../core/address/address.ts";
import type { InterfaceAddress } from "../../../core/address/interface-choice.ts";

/** Flags of Linux's if_addr.h, as the last but one column of /proc/net/if_inet6 shows them. */
const TEMPORARY = 0x01;
const DAD_FAILED = 0x08;
const DEPRECATED = 0x20;
const TENTATIVE = 0x40;
const PERMANENT = 0x80;

export type AddressFlags = Omit<InterfaceAddress, "text">;

/** The flags of an address on an interface; none of them set where the table does not hold it. */
export type FlagTable = (interfaceName: string, text: string) => AddressFlags;

/** The table at `path`; undefined where the system has none. */
export async function readFlagTable(path: string): Promise<FlagTable | undefined> {
  const table = await readFile(path, "utf8").catch(() => undefined);
  return table === undefined ? undefined : parseFlagTable(table);
}

/** `table` is the text of /proc/net/if_inet6. */
export function parseFlagTable(table: string): FlagTable {
  const entries = table.split("\n").flatMap((line) => {
    const [digits = "", , , , flagText = "", name = ""] = line.trim().split(/\s+/);
    const address = parseAnyAddress(digits.replace(/(.{4})(?=.)/g, "$1:"));
    return address === undefined
      ? []
      : [[`${name} ${address}`, flagsOf(Number.parseInt(flagText, 16))] as const];
  });
  const known = new Map<string, AddressFlags>(entries);
  return (interfaceName, text) => known.get(`${interfaceName} ${parseAnyAddress(text) ?? text}`) ?? {};
}

function flagsOf(flags: number): AddressFlags {
  return {
    temporary: (flags & TEMPORARY) !== 0,
    deprecated: (flags & DEPRECATED) !== 0,
    unready: (flags & (DAD_FAILED | TENTATIVE)) !== 0,
    permanent: (flags & PERMANENT) !== 0,
  };
}
