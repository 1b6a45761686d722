import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { familyOf } from "../../../../src/core/address/address.ts";
import { WIDTH } from "../../../../src/core/address/bits.ts";
import {
  comparePrefixes,
  covers,
  formatListIp,
  isPrefixLength,
  parsePrefix,
  prefixFamily,
  prefixLengthOf,
  prefixOf,
} from "../../../../src/core/address/prefix.ts";
import { address, anyAddress, family } from "../arbitraries.ts";
import { addressOf, prefixFrom } from "../values.ts";

const prefix = anyAddress.chain((of) =>
  fc.integer({ min: 0, max: WIDTH[familyOf(of)] }).map((length) => prefixOf(of, length)),
);
const sameFamilyPair = family.chain((of) =>
  fc.tuple(address(of), address(of), fc.nat(WIDTH[of]), fc.nat(WIDTH[of])),
);

describe("text of a prefix", () => {
  test.each([
    ["203.0.113.7", "203.0.113.7/32"],
    ["203.0.113.7/24", "203.0.113.0/24"],
    ["203.0.113.7/0", "0.0.0.0/0"],
    [" 2001:DB8:1:2:3::/64 ", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8::1/128"],
    ["2001:db8:ffff::/33", "2001:db8:8000::/33"],
    ["::/0", "::/0"],
  ])("%s / read / %s", (text, expected) => {
    expect(parsePrefix(text)).toBe(expected);
  });

  test.each([
    "",
    "/24",
    "203.0.113.7/",
    "203.0.113.7/33",
    "2001:db8::/129",
    "1.2.3/24",
    "1.2.3.4/24/3",
    "1.2.3.4/-1",
    "fe80::1%eth0/64",
    "1.2.3.4/032",
  ])("%j / read / refused", (text) => {
    expect(parsePrefix(text)).toBeUndefined();
  });

  test.each([
    ["203.0.113.7/32", "203.0.113.7"],
    ["203.0.113.0/24", "203.0.113.0/24"],
    ["2001:db8::1/128", "2001:db8::1"],
    ["2001:db8::/32", "2001:db8::/32"],
  ])("%s / shown as a list item / %s", (text, expected) => {
    expect(formatListIp(prefixFrom(text))).toBe(expected);
  });

  test("any prefix / written and read in either form / itself", () => {
    fc.assert(
      fc.property(prefix, (any) => {
        expect(parsePrefix(any)).toBe(any);
        expect(parsePrefix(formatListIp(any))).toBe(any);
        expect(prefixFrom(`${any}`)).toBe(any);
        expect(any).toBe(`${any.split("/")[0]}/${prefixLengthOf(any)}`);
      }),
    );
  });
});

test.each([
  [4, 7, false],
  [4, 8, true],
  [4, 32, true],
  [4, 33, false],
  [6, 11, false],
  [6, 12, true],
  [6, 128, true],
  [6, 129, false],
  [4, 24.5, false],
  [4, Number.NaN, false],
] as const)("IPv%d list item of length %d / allowed / %s", (of, length, expected) => {
  expect(isPrefixLength(of, length)).toBe(expected);
});

test("a length beyond the address / prefix made / moved to the nearest possible one", () => {
  expect(prefixOf(addressOf("203.0.113.7"), 64)).toBe("203.0.113.7/32");
  expect(prefixOf(addressOf("203.0.113.7"), -1)).toBe("0.0.0.0/0");
});

describe("covers", () => {
  test.each([
    ["203.0.113.0/24", "203.0.113.7/32", true],
    ["203.0.113.0/24", "203.0.114.0/32", false],
    ["203.0.113.7/32", "203.0.113.0/24", false],
    ["0.0.0.0/0", "203.0.113.7/32", true],
    ["0.0.0.0/0", "2001:db8::/32", false],
    ["::/0", "203.0.113.7/32", false],
    ["2001:db8::/33", "2001:db8:8000::/64", false],
    ["2001:db8::/33", "2001:db8:7fff::/64", true],
  ])("%s over %s / asked / %s", (outer, inner, expected) => {
    expect(covers(prefixFrom(outer), prefixFrom(inner))).toBe(expected);
  });

  test("one address / cut to two lengths / the shorter prefix covers the longer one", () => {
    fc.assert(
      fc.property(sameFamilyPair, ([one, , length, other]) => {
        const [short, long] = length < other ? [length, other] : [other, length];
        expect(covers(prefixOf(one, short), prefixOf(one, long))).toBe(true);
      }),
    );
  });

  test("two prefixes / each covers the other / exactly when they are equal", () => {
    fc.assert(
      fc.property(sameFamilyPair, ([one, two, length, other]) => {
        const a = prefixOf(one, length);
        const b = prefixOf(two, other);
        expect(covers(a, a)).toBe(true);
        expect(covers(a, b) && covers(b, a)).toBe(a === b);
        // Covering means: cut to the same length, they are the same.
        expect(covers(a, b)).toBe(other >= length && prefixOf(two, length) === a);
      }),
    );
  });
});

test("any prefixes / sorted / by family, address, then the wider first", () => {
  const sorted = ["2001:db8::/32", "203.0.113.0/25", "203.0.113.0/24", "9.0.0.0/8", "2001:db8::/48"]
    .map(prefixFrom)
    .sort(comparePrefixes);
  expect(sorted).toEqual(["9.0.0.0/8", "203.0.113.0/24", "203.0.113.0/25", "2001:db8::/32", "2001:db8::/48"]);
  fc.assert(
    fc.property(prefix, prefix, (a, b) => {
      expect(comparePrefixes(a, b) === 0).toBe(a === b);
      expect(comparePrefixes(a, b) < 0).toBe(comparePrefixes(b, a) > 0);
      if (prefixFamily(a) < prefixFamily(b)) expect(comparePrefixes(a, b)).toBeLessThan(0);
    }),
  );
});
