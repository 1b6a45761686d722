/** Random values of the vocabulary for property tests. */

import fc from "fast-check";
import { type AddressBits, WIDTH, writeBits } from "../../../src/core/address/bits.ts";
import type { Address, HostId, IpFamily } from "../../../src/core/types.ts";
import { addressOf } from "./values.ts";

export const family: fc.Arbitrary<IpFamily> = fc.constantFrom(4, 6);

export function bits(of: IpFamily): fc.Arbitrary<AddressBits> {
  const width = WIDTH[of];
  // Runs of zeros are what the canonical form is about; uniform numbers hardly have any.
  const sparse = fc
    .array(fc.constantFrom(0n, 0n, 0n, 1n, 0xffffn, 0x1a2bn), {
      minLength: width / 16,
      maxLength: width / 16,
    })
    .map((groups) => groups.reduce<bigint>((all, group) => (all << 16n) | group, 0n));
  const any = fc.bigInt({ min: 0n, max: (1n << BigInt(width)) - 1n });
  return fc.oneof(any, sparse).map((value) => ({ family: of, bits: value }));
}

export function address(of: IpFamily): fc.Arbitrary<Address> {
  return bits(of).map(writeBits);
}

export const anyAddress: fc.Arbitrary<Address> = family.chain(address);

/** An address that everybody may publish. */
export function globalAddress(of: IpFamily): fc.Arbitrary<Address> {
  return of === 4
    ? fc
        .tuple(fc.integer({ min: 11, max: 99 }), fc.nat(255), fc.nat(255), fc.nat(255))
        .map((octets) => addressOf(octets.join(".")))
    : fc
        .bigInt({ min: 0n, max: (1n << 108n) - 1n })
        .map((low) => writeBits({ family: 6, bits: (0x2a010n << 108n) | low }));
}

export const hostId: fc.Arbitrary<HostId> = fc.oneof(
  fc.constant<HostId>({ kind: "preserve" }),
  // Not ::ffff:0:0/96, which is IPv4 in disguise.
  fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }).map(
    (value): HostId => ({
      kind: "literal",
      literal: writeBits({ family: 6, bits: value >> 32n === 0xffffn ? 1n : value }),
    }),
  ),
  fc.array(fc.nat(255), { minLength: 6, maxLength: 6 }).map(
    (octets): HostId => ({
      kind: "mac",
      mac: octets.map((octet) => octet.toString(16).padStart(2, "0")).join("-"),
    }),
  ),
);

/** A label of letters and digits in several scripts. */
const label: fc.Arbitrary<string> = fc.oneof(
  fc.stringMatching(/^[a-z0-9]{1,12}$/),
  fc.constantFrom("home", "my-home", "bücher", "BÜCHER", "日本", "ёлка", "xn--bcher-kva", "faß"),
);

export const nameText: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom("", "*."),
    fc.array(label, { minLength: 1, maxLength: 4 }),
    fc.constantFrom("example", "org", "рф"),
  )
  .map(([star, labels, last]) => `${star}${[...labels, last].join(".")}`);
