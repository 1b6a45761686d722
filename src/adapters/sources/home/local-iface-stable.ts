/** `local.iface.stable:`: the addresses of one interface that last, not those that privacy extensions change daily. */

import { readFile } from "node:fs/promises";
import type { IpFamily } from "../../../core/types.ts";
import type { AddressSource } from "../../../ports.ts";
import type { SourceContext } from "../context.ts";
import { asDetection } from "../detections.ts";
import { readUsable } from "./interfaces.ts";
import { localIfaceSource } from "./local-iface.ts";

/** Flags of Linux's if_addr.h, as the last but one column of /proc/net/if_inet6 shows them. */
const TEMPORARY = 0x01;
const DAD_FAILED = 0x08;
const DEPRECATED = 0x20;
const TENTATIVE = 0x40;
const PERMANENT = 0x80;
/** The column before: neither link-local nor loopback. */
const SCOPE_GLOBAL = "00";

/** IPv4 has no temporary addresses: there, and where the system does not tell flags, it is `local.iface`. */
export function localIfaceStableSource(wanted: string, name: string, context: SourceContext): AddressSource {
  const every = localIfaceSource(wanted, name, context);
  return {
    ...every,
    async detect(family: IpFamily, signal) {
      if (family === 4) return every.detect(family, signal);
      const table = await readFile(context.procNet, "utf8").catch(() => undefined);
      if (table === undefined) {
        context.warn(
          `${name}: this system does not tell which addresses are temporary, so all of the interface count`,
        );
        return every.detect(family, signal);
      }
      const read = readUsable(findStable(table, wanted), family, wanted);
      if (read.ok) for (const warning of read.warnings) context.warn(`${name}: ${warning}`);
      return asDetection(name, read);
    },
  };
}

/**
 * The stable addresses of an interface in the text of /proc/net/if_inet6. Permanent ones (set by hand) are preferred,
 * among global addresses (2000::/3) and among the others by themselves: a permanent unique local address must not
 * displace the only global one.
 */
export function findStable(table: string, wanted: string): readonly string[] {
  const stable = table.split("\n").flatMap((line) => {
    const [digits = "", , , scope, flagText = "", name] = line.trim().split(/\s+/);
    const flags = Number.parseInt(flagText, 16);
    if (
      name !== wanted ||
      scope !== SCOPE_GLOBAL ||
      flags & (TEMPORARY | DAD_FAILED | DEPRECATED | TENTATIVE)
    )
      return [];
    const text = digits.replace(/(.{4})(?=.)/g, "$1:");
    return [{ text, permanent: (flags & PERMANENT) !== 0, global: /^[23]/.test(text) }];
  });
  return [true, false].flatMap((global) => {
    const kind = stable.filter((entry) => entry.global === global);
    const permanent = kind.filter((entry) => entry.permanent);
    return (permanent.length > 0 ? permanent : kind).map(({ text }) => text);
  });
}
