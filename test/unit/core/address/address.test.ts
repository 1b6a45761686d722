import { isIPv4, isIPv6 } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type AddressOrigin,
  compareAddresses,
  familyOf,
  parseAddress,
  parseAnyAddress,
  parseDetectedAddress,
} from "../../../../src/core/address/address.ts";
import { bitsOf, readBits, writeBits } from "../../../../src/core/address/bits.ts";
import { describeClass, isCloudflare } from "../../../../src/core/address/class.ts";
import type { Address, IpFamily } from "../../../../src/core/types.ts";
import { anyAddress, bits, family, globalAddress } from "../arbitraries.ts";
import { addressOf, good } from "../values.ts";

describe("text of an address", () => {
  test.each([
    "1.2.3.4",
    "0.0.0.0",
    "255.255.255.255",
    "01.2.3.4",
    "1.2.3",
    "1.2.3.4.5",
    "0x1.2.3.4",
    "1.2.3.256",
    "1..3.4",
    "::",
    "::1",
    "1:2:3:4:5:6:7::",
    "::2:3:4:5:6:7:8",
    "1:2:3:4:5:6:7:8",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7:",
    ":1:2:3:4:5:6:7",
    ":::",
    "1::2::3",
    "1:2:3:4:5:6:7::8",
    "12345::",
    "g::",
    "::1.2.3.4",
    "::ffff:1.2.3.4",
    "1:2:3:4:5:6:1.2.3.4",
    "1:2:3:4:5:6:7:1.2.3.4",
    "::ffff:010.1.1.1",
    "::ffff:0x7f.1.1.1",
    "::ffff:1.2.3",
    "::1.2.3.4:5",
    "1.2.3.4::",
    "::1.2.3.256",
    "[::1]",
    "::1/64",
    "",
    " ",
  ])("%j / read / good exactly where node:net says so", (text) => {
    expect(readBits(text) !== undefined).toBe(isIPv4(text) || isIPv6(text));
  });

  test("an IPv4-compatible address / read / not taken for an IPv4-mapped one", () => {
    expect(parseAnyAddress("::1.2.3.4")).toBe("::102:304");
    expect(parseAnyAddress("::ffff:1.2.3.4")).toBe("::ffff:102:304");
    expect(parseAnyAddress("64:ff9b::192.0.2.1")).toBe("64:ff9b::c000:201");
  });

  test.each(["fe80::1%eth0", "::1%0", "2001:db8::1%", "1.2.3.4%eth0"])(
    "zoned %s / read / refused",
    (text) => {
      expect(parseAnyAddress(text)).toBeUndefined();
    },
  );

  test("bits / write and read / the same bits, in text that is canonical", () => {
    fc.assert(
      fc.property(family.chain(bits), (value) => {
        const text = writeBits(value);
        expect(readBits(text)).toEqual(value);
        expect(parseAnyAddress(text)).toBe(text);
        expect(parseAnyAddress(` ${text.toUpperCase()}\n`)).toBe(text);
        expect(familyOf(text)).toBe(value.family);
      }),
    );
  });

  test("any characters of addresses / read / good exactly where node:net says so", () => {
    const text = fc.string({ unit: fc.constantFrom(..."0123456789abcf:::..x%/"), maxLength: 24 });
    fc.assert(
      fc.property(text, (candidate) => {
        expect(readBits(candidate) !== undefined).toBe(
          isIPv4(candidate) || (isIPv6(candidate) && !candidate.includes("%")),
        );
      }),
      { numRuns: 2000 },
    );
  });

  test("a value that is no address / used as one / stops", () => {
    expect(() => bitsOf("nonsense" as Address)).toThrow(TypeError);
  });
});

describe("classes", () => {
  // One address in the middle of each special block, and what it is.
  test.each([
    ["0.0.0.0", "unspecified"],
    ["0.255.0.1", "this network"],
    ["10.20.30.40", "private"],
    ["172.31.255.255", "private"],
    ["192.168.0.1", "private"],
    ["100.64.0.1", "carrier-grade NAT"],
    ["127.0.0.1", "loopback"],
    ["169.254.0.1", "link-local"],
    ["192.0.0.170", "reserved for protocols"],
    ["192.0.2.1", "documentation"],
    ["198.51.100.1", "documentation"],
    ["203.0.113.1", "documentation"],
    ["192.88.99.1", "6to4"],
    ["198.19.0.1", "benchmark"],
    ["239.255.255.250", "multicast"],
    ["240.0.0.1", "reserved"],
    ["255.255.255.255", "broadcast"],
    ["::", "unspecified"],
    ["::1", "loopback"],
    ["::1.2.3.4", "outside"],
    ["::ffff:8.8.8.8", "IPv4-mapped"],
    ["64:ff9b::808:808", "NAT64"],
    ["64:ff9b:1::1", "NAT64"],
    ["100::1", "discard"],
    ["100:0:0:1::1", "dummy"],
    ["2001::1", "Teredo"],
    ["2001:2::1", "benchmark"],
    ["2001:10::1", "reserved for protocols"],
    ["2001:1ff:ffff::1", "reserved for protocols"],
    ["2001:db8:ffff::1", "documentation"],
    ["3fff:fff::1", "documentation"],
    ["2002:808:808::1", "6to4"],
    ["4000::1", "outside"],
    ["5f00::1", "segment routing"],
    ["fc00::1", "unique local"],
    ["fdff::1", "unique local"],
    ["fe80::1", "link-local"],
    ["fec0::1", "site-local"],
    ["ff02::1", "multicast"],
  ])("%s / described / %s", (text, words) => {
    expect(describeClass(addressOf(text))).toContain(words);
  });

  test.each([
    "1.1.1.1",
    "192.0.0.9",
    "192.0.0.10",
    "192.31.196.1",
    "192.52.193.1",
    "192.175.48.1",
    "198.20.0.0",
    "2000::1",
    "2001:1::1",
    "2001:3::1",
    "2001:4:112::1",
    "2001:20::1",
    "2001:200::1",
    "2620:4f:8000::1",
    "3ffe::1",
  ])("%s / described / globally reachable by the registries", (text) => {
    expect(describeClass(addressOf(text))).toBeUndefined();
  });

  test.each([
    ["173.245.48.1", true],
    ["103.22.203.255", true],
    ["131.0.75.255", true],
    ["1.1.1.1", false],
    ["8.8.8.8", false],
    ["2a06:98c7::1", true],
    ["2a06:98c8::1", false],
    ["2405:8100::1", true],
    ["::ffff:104.16.0.1", false],
  ])("%s / is it Cloudflare's / %s", (text, expected) => {
    expect(isCloudflare(addressOf(text))).toBe(expected);
  });
});

describe("D2", () => {
  test.each<[string, IpFamily, AddressOrigin, "good" | "warned" | "refused"]>([
    ["8.8.8.8", 4, "interface", "good"],
    ["10.0.0.1", 4, "interface", "warned"],
    ["100.64.0.1", 4, "written", "warned"],
    ["240.0.0.1", 4, "written", "warned"],
    ["0.1.2.3", 4, "written", "warned"],
    ["fec0::1", 6, "interface", "warned"],
    ["2002:808:808::1", 6, "written", "warned"],
    ["2002:808:808::1", 6, "network", "refused"],
    ["2001:0:1::1", 6, "network", "refused"],
    ["64:ff9b::808:808", 6, "network", "refused"],
    ["169.254.1.1", 4, "interface", "refused"],
    ["fe80::1", 6, "interface", "refused"],
    ["fe80::1%eth0", 6, "interface", "refused"],
    ["::ffff:8.8.8.8", 6, "written", "refused"],
    ["::ffff:8.8.8.8", 6, "interface", "refused"],
    ["::ffff:8.8.8.8", 4, "written", "good"],
    ["::ffff:10.0.0.1", 4, "written", "warned"],
    ["::ffff:127.0.0.1", 4, "written", "refused"],
    ["::ffff:8.8.8.8", 4, "network", "refused"],
    ["::1.2.3.4", 4, "written", "refused"],
    ["<html>", 4, "network", "refused"],
    ["", 6, "written", "refused"],
  ])("%s for IPv%d from %s / judged / %s", (text, of, origin, expected) => {
    const read = parseAddress(text, of, origin);
    expect(read.ok ? (read.warnings.length > 0 ? "warned" : "good") : "refused").toBe(expected);
  });

  test("Cloudflare's own address from the network / not rejected by setting / good", () => {
    expect(parseAddress("104.16.0.1", 4, "network")).toMatchObject({ ok: false });
    expect(parseAddress("104.16.0.1", 4, "network", { rejectCloudflare: true })).toMatchObject({ ok: false });
    expect(parseAddress("104.16.0.1", 4, "network", { rejectCloudflare: false })).toMatchObject({ ok: true });
  });

  test("a whole page instead of an address / refused / the reason stays short and on one line", () => {
    const read = parseAddress(`<!DOCTYPE html>\n${"x".repeat(8000)}`, 4, "network");
    const reason = read.ok ? "" : read.reason;
    expect(reason.length).toBeLessThan(250);
    expect(reason).not.toContain("\n");
  });

  test("anything the network may say / judged / good for the network means good for everybody", () => {
    fc.assert(
      fc.property(anyAddress, (address) => {
        const read = parseAddress(address, familyOf(address), "network");
        const written = parseAddress(address, familyOf(address), "written");
        if (read.ok) expect(written).toEqual({ ok: true, value: address, warnings: [] });
        expect(read.ok).toBe(describeClass(address) === undefined && !isCloudflare(address));
      }),
    );
  });

  test("any text / judged / an answer, never an exception", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), family, (text, of) => {
        expect(typeof parseDetectedAddress(text, of, "network").ok).toBe("boolean");
      }),
    );
  });
});

describe("addresses with a prefix length", () => {
  test.each<[string, IpFamily, string, number | undefined]>([
    ["203.0.113.7", 4, "203.0.113.7", undefined],
    ["203.0.113.7/24", 4, "203.0.113.7", 24],
    ["203.0.113.7/8", 4, "203.0.113.7", 8],
    ["2001:DB8::7/56", 6, "2001:db8::7", 56],
    ["2001:db8::7/12", 6, "2001:db8::7", 12],
    ["2001:db8::7/128", 6, "2001:db8::7", 128],
    ["::ffff:203.0.113.7/120", 4, "203.0.113.7", 24],
    ["::ffff:203.0.113.7/104", 4, "203.0.113.7", 8],
    ["  203.0.113.7/24\n", 4, "203.0.113.7", 24],
  ])("%j / read / %s and %s", (text, of, address, prefixLength) => {
    const { warnings: _, ...read } = { warnings: [], ...parseDetectedAddress(text, of, "written") };
    expect(read).toEqual({
      ok: true,
      value: prefixLength === undefined ? { address } : { address, prefixLength },
    });
  });

  test.each<[string, IpFamily]>([
    ["203.0.113.7/", 4],
    ["203.0.113.7/0", 4],
    ["203.0.113.7/7", 4],
    ["203.0.113.7/33", 4],
    ["203.0.113.7/024", 4],
    ["203.0.113.7/+24", 4],
    ["203.0.113.7/24.0", 4],
    ["203.0.113.7/2e1", 4],
    ["203.0.113.7/255.255.255.0", 4],
    ["203.0.113.7/24/24", 4],
    ["203.0.113.7 /24", 4],
    ["203.0.113.7/ 24", 4],
    ["/24", 4],
    ["2001:db8::/11", 6],
    ["2001:db8::/129", 6],
    ["fe80::1%eth0/64", 6],
    ["::ffff:203.0.113.7/80", 4],
    ["::ffff:203.0.113.7/103", 4],
    ["::ffff:203.0.113.7/24", 4],
    ["::ffff:203.0.113.7/120", 6],
  ])("%s for IPv%d / read / refused", (text, of) => {
    expect(parseDetectedAddress(text, of, "written")).toMatchObject({ ok: false });
  });

  test("an address of the network with a length / read / judged like one without", () => {
    expect(parseDetectedAddress("10.0.0.1/24", 4, "network")).toMatchObject({ ok: false });
    fc.assert(
      fc.property(globalAddress(6), fc.integer({ min: 12, max: 128 }), (address, prefixLength) => {
        const read = parseDetectedAddress(`${address}/${prefixLength}`, 6, "network");
        expect(good(read)).toEqual({ address, prefixLength });
      }),
    );
  });
});

describe("order", () => {
  test("any addresses / sorted / by number, IPv4 first", () => {
    const sorted = ["2001:db8::10", "203.0.113.10", "2001:db8::9", "203.0.113.9"]
      .map(addressOf)
      .sort(compareAddresses);
    expect(sorted).toEqual(["203.0.113.9", "203.0.113.10", "2001:db8::9", "2001:db8::10"]);
    fc.assert(
      fc.property(anyAddress, anyAddress, (a, b) => {
        expect(Math.sign(compareAddresses(a, b))).toBe(-Math.sign(compareAddresses(b, a)) + 0);
        expect(compareAddresses(a, b) === 0).toBe(a === b);
      }),
    );
  });
});
