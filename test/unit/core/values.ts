/** Values of the vocabulary for tests: the ones that a parser makes, or a failed test. */

import { parseAnyAddress } from "../../../src/core/address/address.ts";
import { parsePrefix } from "../../../src/core/address/prefix.ts";
import { parseFqdn } from "../../../src/core/name/fqdn.ts";
import type { Parsed } from "../../../src/core/parsed.ts";
import type { SourceSpec } from "../../../src/core/source/spec.ts";
import type { Address, Fqdn, Prefix } from "../../../src/core/types.ts";

/** The value of a good result. */
export function good<T>(result: Parsed<T>): T {
  if (!result.ok) throw new Error(`refused: ${result.reason}`);
  return result.value;
}

export function addressOf(text: string): Address {
  return present(parseAnyAddress(text), text);
}

export function prefixFrom(text: string): Prefix {
  return present(parsePrefix(text), text);
}

export function nameOf(text: string): Fqdn {
  return good(parseFqdn(text));
}

function present<T>(value: T | undefined, text: string): T {
  if (value === undefined) throw new Error(`cannot be read: ${text}`);
  return value;
}

/** The addresses that stand in the source itself; of `first` those of the first member alone. */
export function writtenIn(spec: SourceSpec): readonly Address[] {
  if (spec.kind === "static") return spec.addresses.map(({ address }) => address);
  if (!("members" in spec)) return [];
  return (spec.kind === "all" ? spec.members : spec.members.slice(0, 1)).flatMap(writtenIn);
}
