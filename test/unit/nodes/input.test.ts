/** What flows may send: every shape is either understood or refused with a reason that names the property. */

import { describe, expect, test } from "vitest";
import { DdnsError } from "../../../nodes/shared/engine.ts";
import { readAddressInput } from "../../../nodes/shared/input/address-input.ts";
import { originOf } from "../../../nodes/shared/input/typed-value.ts";
import { readItems, readListName } from "../../../nodes/sync-waf-list/input.ts";
import {
  readComment,
  readContents,
  readNames,
  readProxied,
  readTtl,
} from "../../../nodes/update-record/input.ts";

const V4 = "93.184.216.34";
const V6 = "2606:2800:220:1:248:1893:25c8:1946";

/** The code of what `run` throws. */
function refusal(run: () => unknown): string {
  try {
    run();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(DdnsError);
    return thrown instanceof DdnsError ? thrown.code : "";
  }
  return "accepted";
}

describe("addresses for records", () => {
  const wanted = (
    value: unknown,
    families: readonly (4 | 6)[] = [4, 6],
    origin: "network" | "written" = "network",
  ) =>
    Object.fromEntries(
      [...readContents(value, families, origin)].map(([family, intent]) => [
        family,
        intent.kind === "set" ? intent.targets : intent.kind,
      ]),
    );

  test.each([
    ["text", V4, { 4: [V4] }],
    ["text with blanks", `  ${V4}\n`, { 4: [V4] }],
    ["buffer", Buffer.from(V6), { 6: [V6] }],
    ["text of both families", `${V4}, ${V6}`, { 4: [V4], 6: [V6] }],
    ["array", [V4, V6, V4], { 4: [V4], 6: [V6] }],
    ["detect-ip", { ipv4: V4, ipv6: V6 }, { 4: [V4], 6: [V6] }],
    ["detect-ip without IPv6", { ipv4: V4, ipv6: null }, { 4: [V4], 6: "preserve" }],
    ["one family of two", { ipv4: V4 }, { 4: [V4], 6: "preserve" }],
    ["both null", { ipv4: null, ipv6: null }, { 4: "preserve", 6: "preserve" }],
    ["family with several", { ipv4: [V4, "8.8.8.8"] }, { 4: [V4, "8.8.8.8"], 6: "preserve" }],
    ["with the length of its own", [`${V4}/32`, `${V6}/64`], { 4: [V4], 6: [V6] }],
    ["upper case IPv6", "2606:2800:0220:0001:0248:1893:25C8:1946", { 6: [V6] }],
  ])("%s / read / by family", (_, value, expected) => {
    expect(wanted(value)).toEqual(expected);
  });

  test.each([
    ["null", null],
    ["undefined", undefined],
    ["number", 7],
    ["boolean", true],
    ["blank text", "   "],
    ["empty array", []],
    ["other object", { address: V4 }],
    ["HTML of a captive portal", "<html><body>Login</body></html>"],
    ["prefix", `${V4}/24`],
    ["IPv6 prefix", `${V6}/48`],
    ["nine addresses", Array.from({ length: 9 }, (_, index) => `8.8.8.${index}`)],
    ["zone", "fe80::1%eth0"],
    ["IPv4-mapped IPv6", `::ffff:${V4}`],
    ["IPv6 as ipv4", { ipv4: V6 }],
    ["empty text as ipv4", { ipv4: "" }],
    ["private", "192.168.1.7"],
    ["carrier-grade NAT", "100.64.1.1"],
    ["documentation", "203.0.113.7"],
    ["loopback", "127.0.0.1"],
    ["unique local", "fd00::1"],
    ["Cloudflare's own", "104.16.1.1"],
    ["one bad among good", [V4, "10.0.0.1"]],
  ])("%s / from a message / BAD_INPUT", (_, value) => {
    expect(refusal(() => wanted(value))).toBe("BAD_INPUT");
  });

  test("private address / written by the user / accepted", () => {
    expect(wanted("192.168.1.7", [4], "written")).toEqual({ 4: ["192.168.1.7"] });
  });

  test("loopback / written by the user / refused all the same", () => {
    expect(refusal(() => wanted("127.0.0.1", [4], "written"))).toBe("BAD_INPUT");
  });

  test("IPv6 / node for IPv4 alone / refused where nothing is left, ignored where something is", () => {
    expect(refusal(() => wanted(V6, [4]))).toBe("BAD_INPUT");
    expect(wanted({ ipv4: V4, ipv6: V6 }, [4])).toEqual({ 4: [V4] });
  });
});

test.each([
  ["str", "written"],
  ["env", "written"],
  ["json", "written"],
  ["msg", "network"],
  ["flow", "network"],
  ["global", "network"],
  ["jsonata", "network"],
] as const)("a property of type %s / who says so / %s", (type, origin) => {
  expect(originOf({ label: "The items", value: "", type })).toBe(origin);
});

describe("names and attributes", () => {
  test.each([
    ["Home.Example.org.", ["home.example.org"]],
    ["a.example.org, b.example.org a.example.org", ["a.example.org", "b.example.org"]],
    [
      ["a.example.org", "*.example.org"],
      ["a.example.org", "*.example.org"],
    ],
    ["bücher.example", ["xn--bcher-kva.example"]],
  ])("%j / read / %j", (value, expected) => {
    expect(readNames(value)).toEqual(expected);
  });

  test.each([[""], [[]], [7], [null], ["localhost"], ["https://example.org"], [["a.example.org", 3]]])(
    "%j / as name / BAD_INPUT",
    (value) => {
      expect(refusal(() => readNames(value))).toBe("BAD_INPUT");
    },
  );

  test.each([
    [true, true],
    ["on", true],
    [" TRUE ", true],
    [0, false],
    ["off", false],
  ])("proxied %j / read / %j", (value, expected) => {
    expect(readProxied(value)).toBe(expected);
  });

  test.each([["maybe"], [2], [{}], [""]])("proxied %j / BAD_INPUT", (value) => {
    expect(refusal(() => readProxied(value))).toBe("BAD_INPUT");
  });

  test.each([
    [1, 1],
    ["auto", 1],
    ["300", 300],
    [86_400, 86_400],
  ])("ttl %j / read / %j", (value, expected) => {
    expect(readTtl(value)).toBe(expected);
  });

  test.each([[0], [29], [1.5], [90_000], ["soon"], [""], [null], [Number.NaN]])(
    "ttl %j / BAD_INPUT",
    (value) => {
      expect(refusal(() => readTtl(value))).toBe("BAD_INPUT");
    },
  );

  test("comment of two lines / BAD_INPUT", () => {
    expect(refusal(() => readComment("a\nb"))).toBe("BAD_INPUT");
    expect(readComment("")).toBe("");
  });
});

describe("items of lists", () => {
  const items = (value: unknown, allowEmpty = false, origin: "network" | "written" = "written") =>
    readItems(value, { origin, allowEmpty }).items.map(({ prefix, comment }) =>
      comment === undefined ? prefix : [prefix, comment],
    );

  test.each([
    ["address", "203.0.113.7", ["203.0.113.7/32"]],
    ["bare IPv6", "2001:db8:1:2:3::4", ["2001:db8:1:2::/64"]],
    ["prefix with host bits", "203.0.113.7/24", ["203.0.113.0/24"]],
    [
      "text of lines with remarks",
      "# mine\n203.0.113.7 # home\n\n198.51.100.0/24;old\n",
      ["203.0.113.7/32", "198.51.100.0/24"],
    ],
    ["commas", "203.0.113.7,198.51.100.7", ["203.0.113.7/32", "198.51.100.7/32"]],
    ["{ ip, comment }", { ip: "203.0.113.7", comment: "office" }, [["203.0.113.7/32", "office"]]],
    [
      "array of all kinds",
      ["203.0.113.7", { ip: "198.51.100.7" }, Buffer.from("192.0.2.1")],
      ["203.0.113.7/32", "198.51.100.7/32", "192.0.2.1/32"],
    ],
    [
      "detect-ip",
      { ipv4: "203.0.113.7", ipv6: "2001:db8:1:2:3::4" },
      ["203.0.113.7/32", "2001:db8:1:2::/64"],
    ],
    ["twice the same", ["203.0.113.7", "203.0.113.7/32"], ["203.0.113.7/32"]],
  ])("%s / read / prefixes", (_, value, expected) => {
    expect(items(value)).toEqual(expected);
  });

  test.each([
    ["nothing", null],
    ["empty array", []],
    ["blank text", " "],
    ["too wide", "0.0.0.0/0"],
    ["too wide IPv6", "2001:db8::/8"],
    ["no address", "home"],
    ["comment that is no text", { ip: "203.0.113.7", comment: 7 }],
    ["zone", "fe80::1%eth0"],
    ["HTML", "<html>"],
  ])("%s / BAD_INPUT", (_, value) => {
    expect(refusal(() => items(value))).toBe("BAD_INPUT");
  });

  test.each<[text: string, expected: readonly string[]]>([
    [V4, [`${V4}/32`]],
    [`${V4}/32`, [`${V4}/32`]],
    [V6, ["2606:2800:220:1::/64"]],
    [`${V6}/64`, ["2606:2800:220:1::/64"]],
    [`${V6}/128`, [`${V6}/128`]],
  ])("%s / from a message / as a source would be read", (text, expected) => {
    expect(items(text, false, "network")).toEqual(expected);
  });

  test.each([
    `${V4}/31`,
    "9.9.9.9/8",
    `${V6}/63`,
    "192.168.1.4",
    "192.168.1.4/32",
    "100.64.3.4",
    "fd00::7",
    "fd00::/64",
    "203.0.113.7",
    "104.16.1.1",
    "127.0.0.1",
  ])("%s / from a message / BAD_INPUT, in whatever shape", (text) => {
    const key = text.includes(":") ? "ipv6" : "ipv4";
    for (const value of [text, [text], { ip: text }, { [key]: text }, [V4, text]])
      expect(refusal(() => items(value, false, "network"))).toBe("BAD_INPUT");
  });

  test("a text that is too long, or made to be slow / read / refused or read at once", () => {
    expect(refusal(() => items("1".repeat(1_000_001)))).toBe("BAD_INPUT");
    const started = performance.now();
    for (const text of [
      "#".repeat(80_000),
      "#".repeat(80_000).concat("\u2028"),
      ";#".repeat(40_000).concat("\u2029x"),
    ])
      refusal(() => items(text));
    refusal(() => items(`${" ".repeat(80_000)}x`));
    refusal(() => items(`${"\r".repeat(80_000)}x`));
    refusal(() => items(`${"1:".repeat(40_000)}/`));
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test("empty / allowed / no items", () => {
    expect(items([], true)).toEqual([]);
    expect(items("", true)).toEqual([]);
    expect(refusal(() => items(null, true))).toBe("BAD_INPUT");
  });

  test("detect-ip without IPv6 / read / that family is left alone", () => {
    expect([
      ...readItems({ ipv4: V4, ipv6: null }, { origin: "network", allowEmpty: false }).untouched,
    ]).toEqual([6]);
  });

  test.each([
    ["home_ips", { accountId: undefined, name: "home_ips" }],
    [
      "0123456789ABCDEF0123456789abcdef/home_ips",
      { accountId: "0123456789abcdef0123456789abcdef", name: "home_ips" },
    ],
  ])("%s / as list / account and name", (text, expected) => {
    expect(readListName(text, "waf")).toEqual(expected);
  });

  test.each([[""], ["with-hyphen"], ["short/home"], [7], [undefined]])(
    "%j / as list / BAD_INPUT",
    (value) => {
      expect(refusal(() => readListName(value, "waf"))).toBe("BAD_INPUT");
    },
  );
});

test.each(["zero-trust", "location"] as const)(
  "Home IPs / as %s / names of these kinds are freer",
  (kind) => {
    expect(readListName("0123456789abcdef0123456789abcdef/Home IPs", kind)).toMatchObject({
      name: "Home IPs",
    });
    expect(refusal(() => readListName("a/b", kind))).toBe("BAD_INPUT");
  },
);

test("no error message / of any shape / repeats a whole page", () => {
  const page = `<html>${"x".repeat(5000)}</html>`;
  for (const run of [
    () => readItems(page, { origin: "network", allowEmpty: false }),
    () => readContents(page, [4], "network"),
    () => readAddressInput({}, "The address"),
  ]) {
    try {
      run();
      expect.unreachable();
    } catch (thrown) {
      expect(String(thrown).length).toBeLessThan(400);
    }
  }
});
