import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KEEP_ALL, parseFilter } from "../../../../src/core/address/filter.ts";
import { covers, prefixOf } from "../../../../src/core/address/prefix.ts";
import type { IpFamily } from "../../../../src/core/types.ts";
import { address, family } from "../arbitraries.ts";
import { addressOf, good } from "../values.ts";

test("keep-all / read / the filter that keeps everything", () => {
  expect(good(parseFilter(" keep-all ", 6))).toBe(KEEP_ALL);
  expect(KEEP_ALL.keeps({ address: addressOf("2001:db8::1") })).toBe(true);
});

test.each<[string, IpFamily]>([
  ["", 4],
  ["keep-all && addr-in(10.0.0.0/8)", 4],
  ["addr-in(10.0.0.0/8) || keep-all", 4],
  ["10.0.0.0/8", 4],
  ["10.0.0.1", 4],
  ["addr-in", 4],
  ["addr-in(", 4],
  ["addr-in()", 4],
  ["addr-in(10.0.0.0/8", 4],
  ["addr-in(10.0.0.0/8 11.0.0.0/8)", 4],
  ["addr-in(10.0.0.0/08)", 4],
  ["addr-in(10.0/8)", 4],
  ["addr-in(10.0.0.0/8) | addr-in(11.0.0.0/8)", 4],
  ["addr-in(10.0.0.0/8)", 6],
  ["addr-in(::ffff:10.0.0.0/104)", 4],
  ["addr-in(fe80::1%eth0/64)", 6],
  ["addr-in(2001:db8::1)", 6],
  ["addr-in(&&)", 4],
  ["Addr-In(10.0.0.0/8)", 4],
])("%j for IPv%d / read / refused", (text, of) => {
  expect(parseFilter(text, of)).toMatchObject({ ok: false });
});

test("a bare address / refused / the reason shows the length that fits", () => {
  const read = parseFilter("addr-in(2001:db8::1)", 6);
  expect(!read.ok && read.reason).toContain("2001:db8::1/128");
});

test("two negations / read / kept as written, and warned", () => {
  const read = parseFilter("  !!addr-in(10.0.0.0/8)", 4);
  expect(good(read).text).toBe("!!addr-in(10.0.0.0/8)");
  expect(read.ok && read.warnings).toHaveLength(1);
});

test.each<[network: string, filter: string, kept: boolean]>([
  ["9.9.9.9/8", "addr-in(9.9.9.0/24)", false],
  ["9.9.9.9/8", "!addr-in(9.9.9.0/24)", false],
  ["9.9.9.9/24", "addr-in(9.9.9.0/24)", true],
  ["9.9.9.9/25", "!addr-in(9.9.9.128/25)", true],
  ["9.9.9.9/24", "!addr-in(9.9.9.128/25)", false],
  ["9.9.9.9/8", "addr-in(9.0.0.0/9) || addr-in(9.128.0.0/9)", true],
  ["9.9.9.9/8", "addr-in(9.0.0.0/9) || addr-in(9.128.0.0/10)", false],
  ["9.9.9.9/8", "addr-in(9.0.0.0/9) && addr-in(9.128.0.0/9)", false],
  ["9.9.9.9/8", "addr-in(9.1.2.3/32) || !addr-in(9.1.2.3/32)", true],
  ["9.9.9.9", "addr-in(9.9.9.9/32)", true],
])("%s / through %s / the whole network is judged: %s", (network, filter, kept) => {
  const [address = "", length] = network.split("/");
  const detected = {
    address: addressOf(address),
    ...(length === undefined ? {} : { prefixLength: Number(length) }),
  };
  expect(good(parseFilter(filter, 4)).keeps(detected)).toBe(kept);
});

describe("laws", () => {
  const inputs = family.chain((of) =>
    fc.record({
      of: fc.constant(of),
      inside: fc.record({ range: address(of), length: fc.nat(of === 4 ? 32 : 128) }),
      other: address(of),
    }),
  );

  test("a range / asked / keeps exactly what the prefix covers; with its negation all or nothing", () => {
    fc.assert(
      fc.property(inputs, ({ of, inside: { range, length }, other }) => {
        const condition = `addr-in(${range}/${length})`;
        const keeps = (text: string) => good(parseFilter(text, of)).keeps({ address: other });
        const full = of === 4 ? 32 : 128;
        expect(keeps(condition)).toBe(covers(prefixOf(range, length), prefixOf(other, full)));
        expect(keeps(`!${condition}`)).toBe(!keeps(condition));
        expect(keeps(`${condition} || !${condition}`)).toBe(true);
        expect(keeps(`${condition} && !${condition}`)).toBe(false);
        expect(good(parseFilter(condition, of)).keeps({ address: range })).toBe(true);
      }),
    );
  });
});
