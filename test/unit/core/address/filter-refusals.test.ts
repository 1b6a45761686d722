/** What is said of a detection filter that cannot be read, and of networks that a filter cuts in two. */

import { expect, test } from "vitest";
import { parseFilter } from "../../../../src/core/address/filter.ts";
import type { IpFamily } from "../../../../src/core/types.ts";
import { addressOf, good } from "../values.ts";

test.each<[string, IpFamily, string]>([
  ["", 4, "the expression breaks off; next comes addr-in(address/length)"],
  [
    "addr-in(10.0.0.0/8) && keep-all",
    4,
    "keep-all stands alone; inside an expression write addr-in(address/length)",
  ],
  ["within(10.0.0.0/8)", 4, '"within" is not understood; write addr-in(address/length) or keep-all'],
  ["addr-in 10.0.0.0/8", 4, "addr-in needs its network in parentheses: addr-in(192.168.0.0/16)"],
  ["addr-in 2001:db8::/32", 6, "addr-in needs its network in parentheses: addr-in(2001:db8::/32)"],
  ["addr-in(", 4, "addr-in names no network; write addr-in(192.168.0.0/16)"],
  ["addr-in()", 6, "addr-in names no network; write addr-in(2001:db8::/32)"],
  ["addr-in(10.0.0.0/8", 4, "the parenthesis of addr-in is never closed"],
  [
    "addr-in(10.0.0.0/8 11.0.0.0/8)",
    4,
    '"11.0.0.0/8" stands in addr-in(), which holds one network; join several with ||',
  ],
  ["addr-in(10.0/8)", 4, '"10.0/8" is not a network; write its address and length as in 192.168.0.0/16'],
  ["addr-in(10.0.0.1)", 4, '"10.0.0.1" lacks its prefix length; for this one address write 10.0.0.1/32'],
  [
    "addr-in(2001:db8::1)",
    6,
    '"2001:db8::1" lacks its prefix length; for this one address write 2001:db8::1/128',
  ],
  ["addr-in(2001:db8::/32)", 4, '"2001:db8::/32" is an IPv6 network and holds no IPv4 address'],
  ["addr-in(10.0.0.0/8)", 6, '"10.0.0.0/8" is an IPv4 network and holds no IPv6 address'],
])("%j for IPv%d / read / %s", (text, family, reason) => {
  expect(parseFilter(text, family)).toMatchObject({ ok: false, reason });
});

test.each([
  ["!addr-in(203.0.113.0/25) && !addr-in(192.168.0.0/16)", false],
  ["addr-in(203.0.113.0/25) || addr-in(203.0.113.128/25)", true],
  ["addr-in(203.0.113.0/25) || addr-in(192.168.0.0/16)", false],
])("%s / a network of /24 detected / kept as a whole: %s", (text, isKept) => {
  const filter = good(parseFilter(text, 4));
  expect(filter.keeps({ address: addressOf("203.0.113.7"), prefixLength: 24 })).toBe(isKept);
});
