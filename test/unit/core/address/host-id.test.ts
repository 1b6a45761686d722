import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareAddresses } from "../../../../src/core/address/address.ts";
import { bitsOf } from "../../../../src/core/address/bits.ts";
import {
  applyHostId,
  deriveAddresses,
  formatHostId,
  hostIdsEqual,
  parseHostId,
} from "../../../../src/core/address/host-id.ts";
import { prefixOf } from "../../../../src/core/address/prefix.ts";
import type { DelegatedPrefix, DetectedAddress, DetectedAddresses } from "../../../../src/core/types.ts";
import { address, hostId } from "../arbitraries.ts";
import { addressOf, good } from "../values.ts";

const ids = (...texts: string[]) => texts.map((text) => good(parseHostId(text)));
const detected = (...texts: [string, ...string[]]): DetectedAddresses => {
  const read = (text: string): DetectedAddress => {
    const [plain = "", length] = text.split("/");
    return length === undefined
      ? { address: addressOf(plain) }
      : { address: addressOf(plain), prefixLength: Number(length) };
  };
  const [first, ...others] = texts;
  return [read(first), ...others.map(read)];
};

const delegated = (text: string): readonly DelegatedPrefix[] => {
  const [address = "", length] = text.split("/");
  return [{ address: addressOf(address), prefixLength: Number(length) }];
};

describe("text of a host ID", () => {
  test.each([
    [" preserve ", "preserve"],
    ["::1", "::1"],
    ["0:0:0:0:00A0::", "::a0:0:0:0"],
    ["::192.0.2.1", "::c000:201"],
    ["mac(AA:BB:CC:DD:EE:FF)", "mac(aa-bb-cc-dd-ee-ff)"],
    ["mac ( 00-11-22-33-44-55 )", "mac(00-11-22-33-44-55)"],
  ])("%s / read and written / %s", (text, expected) => {
    expect(formatHostId(good(parseHostId(text)))).toBe(expected);
  });

  test.each([
    "",
    "Preserve",
    "::1/64",
    "192.0.2.1",
    "::ffff:c000:201",
    "fe80::1%eth0",
    "mac",
    "mac()",
    "mac(00-11-22-33-44)",
    "mac(00-11:22-33-44-55)",
    "mac(0-11-22-33-44-55)",
    "mac(001122334455)",
    "mac(00-11-22-33-44-55",
    "mac(00 11 22 33 44 55)",
    "MAC(00-11-22-33-44-55)",
  ])("%j / read / refused", (text) => {
    expect(parseHostId(text)).toMatchObject({ ok: false });
  });

  test.each([
    ["mac(00-00-00-00-00-00)", "zeros"],
    ["mac(ff-ff-ff-ff-ff-ff)", "broadcast"],
    ["mac(01-00-5e-00-00-01)", "multicast"],
  ])("%s / read / warned: %s", (text, word) => {
    const read = parseHostId(text);
    expect(read.ok && read.warnings.join()).toContain(word);
  });

  test("any host ID / written and read / itself", () => {
    fc.assert(
      fc.property(hostId, (any) => {
        expect(good(parseHostId(formatHostId(any)))).toEqual(any);
      }),
    );
  });
});

test.each([
  [["::1", "preserve"], ["preserve", "0:0::1"], true],
  [["::1", "::1"], ["::1"], true],
  [["::1"], ["::2"], false],
  [["::1"], ["::1", "::2"], false],
  [["mac(00:11:22:33:44:55)"], ["mac(00-11-22-33-44-55)"], true],
  [[], [], true],
])("%j and %j / compared / %s", (a, b, expected) => {
  expect(hostIdsEqual(ids(...a), ids(...b))).toBe(expected);
});

describe("one host ID applied", () => {
  test("a misfit / refused / both lengths are named", () => {
    const literal = applyHostId(addressOf("2001:db8::1"), 64, ids("0:0:0:1::")[0] ?? { kind: "preserve" });
    expect(literal).toMatchObject({ ok: false });
    expect(!literal.ok && literal.reason).toMatch(/\/64.*\/63/);
    const mac = applyHostId(
      addressOf("2001:db8::1"),
      56,
      ids("mac(00-11-22-33-44-55)")[0] ?? { kind: "preserve" },
    );
    expect(!mac.ok && mac.reason).toMatch(/\/64.*\/56/);
  });

  test("any host ID that fits / applied / prefix bits as detected, host bits as the host ID says", () => {
    fc.assert(
      fc.property(address(6), fc.integer({ min: 12, max: 128 }), hostId, (from, length, id) => {
        const made = applyHostId(from, length, id);
        if (!made.ok) return;
        expect(prefixOf(made.value, length)).toBe(prefixOf(from, length));
        if (id.kind === "preserve") expect(made.value).toBe(from);
        if (id.kind === "literal") {
          const hostBits = (1n << BigInt(128 - length)) - 1n;
          expect(bitsOf(made.value).bits & hostBits).toBe(bitsOf(id.literal).bits);
        }
        // Applying is settled after one step.
        expect(good(applyHostId(made.value, length, id))).toBe(made.value);
      }),
    );
  });

  test("a literal / applied / fits exactly where its bits lie below the prefix", () => {
    fc.assert(
      fc.property(address(6), address(6), fc.integer({ min: 0, max: 128 }), (from, literal, length) => {
        const fits = prefixOf(literal, length) === prefixOf(addressOf("::"), length);
        expect(applyHostId(from, length, { kind: "literal", literal }).ok).toBe(fits);
      }),
    );
  });

  test("IPv4 / any host ID / stays", () => {
    fc.assert(
      fc.property(address(4), hostId, (from, id) => {
        expect(good(applyHostId(from, 32, id))).toBe(from);
      }),
    );
  });
});

describe("addresses derived", () => {
  test("two prefixes, two host IDs / derived / the cross product in order", () => {
    const made = deriveAddresses(
      { addresses: detected("2001:db8:2::9/64", "2001:db8:1::9/64") },
      128,
      ids("::2", "::1"),
    );
    expect(good(made)).toEqual(["2001:db8:1::1", "2001:db8:1::2", "2001:db8:2::1", "2001:db8:2::2"]);
  });

  test("two addresses of one prefix, one host ID / derived / one address", () => {
    expect(
      good(deriveAddresses({ addresses: detected("2001:db8::8", "2001:db8::9") }, 64, ids("::1"))),
    ).toEqual(["2001:db8::1"]);
  });

  test("no length with the address / derived / the default counts", () => {
    const from = detected("2001:db8:1:2::9");
    expect(good(deriveAddresses({ addresses: from }, 48, ids("0:0:0:42::1")))).toEqual(["2001:db8:1:42::1"]);
    expect(deriveAddresses({ addresses: from }, 64, ids("0:0:0:42::1"))).toMatchObject({ ok: false });
  });

  test("one misfit among good ones / derived / all refused", () => {
    const from = detected("2001:db8::9/64", "2001:db8:1::9/56");
    expect(deriveAddresses({ addresses: from }, 64, ids("preserve", "mac(00-11-22-33-44-55)"))).toMatchObject(
      { ok: false },
    );
  });

  test("IPv4 or no host ID / derived / the addresses themselves, once and in order", () => {
    const v4 = detected("203.0.113.10", "203.0.113.9/24", "203.0.113.10");
    expect(good(deriveAddresses({ addresses: v4 }, 32, ids("::1", "preserve")))).toEqual([
      "203.0.113.9",
      "203.0.113.10",
    ]);
    expect(good(deriveAddresses({ addresses: v4 }, 32, []))).toEqual(["203.0.113.9", "203.0.113.10"]);
  });

  test("delegated networks / with host IDs / these alone, and preserve keeps what was detected", () => {
    const known = { addresses: detected("2001:db8:1:2::9"), delegated: delegated("2001:db8:7:100::/56") };
    expect(good(deriveAddresses(known, 64, ids("::7")))).toEqual(["2001:db8:7:100::7"]);
    expect(good(deriveAddresses(known, 64, ids("0:0:0:42::7")))).toEqual(["2001:db8:7:142::7"]);
    expect(good(deriveAddresses(known, 64, ids("preserve", "::7")))).toEqual([
      "2001:db8:1:2::9",
      "2001:db8:7:100::7",
    ]);
    expect(good(deriveAddresses(known, 64, ids("preserve")))).toEqual(["2001:db8:1:2::9"]);
    expect(good(deriveAddresses(known, 64, []))).toEqual(["2001:db8:1:2::9"]);
  });

  test("delegated networks, none left by the filter / with host IDs / refused, also beside preserve", () => {
    const known = { addresses: detected("2001:db8:1:2::9"), delegated: [] };
    expect(deriveAddresses(known, 64, ids("::7"))).toMatchObject({ ok: false });
    expect(deriveAddresses(known, 64, ids("preserve", "::7"))).toMatchObject({ ok: false });
    expect(good(deriveAddresses(known, 64, ids("preserve")))).toEqual(["2001:db8:1:2::9"]);
  });

  test("any addresses with preserve / derived / the same set, sorted", () => {
    fc.assert(
      fc.property(fc.array(address(6), { minLength: 1 }), (addresses) => {
        const [first = addressOf("::"), ...others] = addresses;
        const from: DetectedAddresses = [{ address: first }, ...others.map((other) => ({ address: other }))];
        const expected = [...new Set(addresses)].sort(compareAddresses);
        expect(good(deriveAddresses({ addresses: from }, 64, ids("preserve")))).toEqual(expected);
      }),
    );
  });
});
