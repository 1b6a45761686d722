/** Which addresses of one interface may stand for the home (D2). */

import type { DetectedAddress, IpFamily } from "../types.ts";
import { parseAddress } from "./address.ts";
import { describeClass } from "./class.ts";

/** One address of an interface, with what the system knows about it; an absent flag is not set, or not told. */
export interface InterfaceAddress {
  readonly text: string;
  /** Made up anew every day (RFC 8981). */
  readonly temporary?: boolean;
  /** On its way out: the provider changed the prefix, or its time is nearly up. */
  readonly deprecated?: boolean;
  /** Not usable yet, or somebody else has it. */
  readonly unready?: boolean;
  /** Set by hand or by DHCP, not made from an announced prefix. */
  readonly permanent?: boolean;
}

export interface InterfaceRules {
  /** Temporary addresses never count, and permanent ones are preferred. */
  readonly stable: boolean;
  /** An address that is not globally routable never counts; else it does where no other is there. */
  readonly globalOnly: boolean;
}

export type InterfaceChoice =
  | {
      readonly ok: true;
      readonly addresses: readonly [DetectedAddress, ...DetectedAddress[]];
      readonly warnings: readonly string[];
    }
  /** `what` completes "the interface has …". */
  | { readonly ok: false; readonly what: string };

interface Candidate extends InterfaceAddress {
  readonly entry: DetectedAddress;
  readonly warnings: readonly string[];
  readonly isGlobal: boolean;
}

/**
 * The addresses of one family that count, each once, in the order given.
 *
 *   holds                             yields
 *   global, ULA                       the global one
 *   global, temporary                 the global one that lasts
 *   global but deprecated, ULA        nothing: a deprecated address is never published, and the home has global ones
 *   ULA or private alone              that, with a warning; nothing with `globalOnly`
 *   link-local, loopback, multicast   nothing
 */
export function chooseAddresses(
  all: readonly InterfaceAddress[],
  family: IpFamily,
  { stable, globalOnly }: InterfaceRules,
): InterfaceChoice {
  const usable = all.flatMap((address) => candidate(address, family));
  const hasGlobal = usable.some(({ isGlobal }) => isGlobal);
  const kind = usable.filter(({ isGlobal }) => isGlobal === hasGlobal);
  const current = kind.filter(({ deprecated, unready }) => deprecated !== true && unready !== true);
  const lasting = current.filter(({ temporary }) => temporary !== true);
  const permanent = lasting.filter((address) => address.permanent === true);
  const preferred = stable && permanent.length > 0 ? permanent : lasting;
  const chosen = preferred.length > 0 || stable ? preferred : current;
  const [first, ...rest] = new Map(chosen.map((address) => [address.entry.address, address])).values();
  if (first === undefined) return { ok: false, what: describeLack(kind, family) };
  if (globalOnly && !hasGlobal) return { ok: false, what: describeUnreachable(chosen, family) };
  return {
    ok: true,
    addresses: [first.entry, ...rest.map(({ entry }) => entry)],
    warnings: [first, ...rest].flatMap(({ warnings }) => warnings),
  };
}

function candidate(address: InterfaceAddress, family: IpFamily): readonly Candidate[] {
  const read = parseAddress(address.text, family, "interface");
  if (!read.ok) return [];
  const isGlobal = describeClass(read.value) === undefined;
  return [{ ...address, entry: { address: read.value }, warnings: read.warnings, isGlobal }];
}

function describeLack(kind: readonly Candidate[], family: IpFamily): string {
  if (kind.length === 0) return `no IPv${family} address that can be published`;
  const texts = kind.map(({ entry }) => entry.address).join(", ");
  if (kind.every(({ deprecated }) => deprecated === true))
    return `only IPv${family} addresses that are on their way out (${texts})`;
  return `no IPv${family} address that lasts (there is ${texts})`;
}

function describeUnreachable(chosen: readonly Candidate[], family: IpFamily): string {
  const classes = chosen.map(({ entry }) => `${entry.address}, which is ${describeClass(entry.address)}`);
  return `no IPv${family} address that can be reached from the internet, only ${classes.join("; ")}`;
}
