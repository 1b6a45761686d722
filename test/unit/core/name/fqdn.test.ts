import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  asciiName,
  displayName,
  isInZone,
  parseFqdn,
  parseSuffix,
  zoneCandidates,
} from "../../../../src/core/name/fqdn.ts";
import type { Fqdn } from "../../../../src/core/types.ts";
import { nameText } from "../arbitraries.ts";
import { good, nameOf } from "../values.ts";

const L63 = "a".repeat(63);

describe("names", () => {
  test.each([
    [".example.org", "example.org"],
    ["...home.example.org...", "home.example.org"],
    ["*.example.org.", "*.example.org"],
    ["＊．example．org", "*.example.org"],
    ["straße.example", "xn--strae-oqa.example"],
    ["\u00ad.example.org", "example.org"],
    [`${L63}.${L63}.${L63}.${"a".repeat(57)}.com`, `${L63}.${L63}.${L63}.${"a".repeat(57)}.com`],
    ["1.2.3.4.example", "1.2.3.4.example"],
    ["a.b", "a.b"],
  ])("%s / read / %s", (text, expected) => {
    expect(parseFqdn(text)).toEqual({ ok: true, value: expected, warnings: [] });
  });

  test.each([
    "",
    " ",
    ".",
    "*",
    "*.",
    "*.com",
    "*..example.org",
    "*.*.example.org",
    "a.*.example.org",
    "localhost",
    "-a.example.org",
    "_-.example.org",
    "my_$.example.org",
    "my_nas/.example.org",
    "“home.example.org",
    "home–lab.example.org",
    "home—.example.org",
    "a.example.org、b.example.org",
    "a.example.org，b.example.org",
    "«home».example.org",
    "home‐lab.example.org",
    "home−lab.example.org",
    "what？.example.org",
    "home.example.org.example.org",
    "*.example.org.example.org",
    "a.b.home.example.co.uk.home.example.co.uk",

    "a-.example.org",
    "ab--cd.example.org",
    "xn--.example.org",
    "xn--abc-.example.org",
    "xn--bücher.example.org",
    "home example.org",
    "home.example.org,",
    "a\u0000.example.org",
    "\ud800.example.org",
    "…example.org.",
    "a…b.example.org",
    `${"à".repeat(60)}.example.org`,
    `*.${L63}.${L63}.${L63}.${"a".repeat(56)}.com`,
    `${L63}.${L63}.${L63}.${L63}.com`,
    `${"a.".repeat(3000)}org`,
  ])("%j / read / refused", (text) => {
    expect(parseFqdn(text)).toMatchObject({ ok: false });
  });

  test.each([
    ["“home.example.org", '"“" (U+201C)'],
    ["home–lab.example.org", '"–" (U+2013) only looks like "-"'],
    ["a.example.org、b.example.org", '"、" (U+3001) only looks like ","'],
    ["home.example.org.EXAMPLE.org", 'ends with "example.org" twice'],
  ])("%s / refused / says what it is: %s", (text, words) => {
    const read = parseFqdn(text);
    expect(!read.ok && read.reason).toContain(words);
  });

  test.each([
    ["my_nas.example.org", "my_nas.example.org"],
    ["_dmarc.Example.org.", "_dmarc.example.org"],
    ["*._a_.example.org", "*._a_.example.org"],
    ["my_nas.bücher.example", "my_nas.xn--bcher-kva.example"],
  ])("%s / read / an underscore is taken, with a warning", (text, name) => {
    const read = parseFqdn(text);
    expect(read).toMatchObject({ ok: true, value: name });
    expect(read.ok && read.warnings.join()).toContain("underscore");
    expect(parseFqdn(displayName(nameOf(text)))).toMatchObject({ value: name });
  });

  test.each(["☕.de", "l·l.example.cat", "ラ・ム.example", "home－lab.example.org", "org.example.org"])(
    "%s / read / no sign of it is stray",
    (text) => {
      expect(parseFqdn(text)).toMatchObject({ ok: true, warnings: [] });
    },
  );

  test("an IPv4 address / read as a name / warned", () => {
    const read = parseFqdn("203.0.113.7");
    expect(read.ok && read.warnings).toHaveLength(1);
  });

  test("any name / read again / itself, and shown so that it leads back", () => {
    fc.assert(
      fc.property(nameText, (text) => {
        const name = good(parseFqdn(text));
        expect(name).toMatch(/^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+$/);
        expect(parseFqdn(name)).toMatchObject({ ok: true, value: name });
        expect(parseFqdn(displayName(name))).toMatchObject({ ok: true, value: name });
        expect(parseFqdn(`.${text.toUpperCase()}.`)).toMatchObject({ ok: true });
        expect(asciiName(displayName(name))).toBe(name);
      }),
    );
  });

  test("any text / read / an answer, never an exception", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const read = parseFqdn(text);
        if (read.ok) expect(read.value).toMatch(/^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)+$/);
        expect(typeof parseSuffix(text).ok).toBe("boolean");
        expect(asciiName(text)).not.toBe("");
      }),
      { numRuns: 1000 },
    );
  });
});

describe("suffixes", () => {
  test.each([
    ["com", "com"],
    [".", "."],
    ["｡", "."],
    ["Example.Com.", "example.com"],
    ["*.example.com", "*.example.com"],
    ["рф", "xn--p1ai"],
    ["*.com", "*.com"],
  ])("%s / read / %s", (text, expected) => {
    expect(parseSuffix(text)).toMatchObject({ ok: true, value: expected });
  });

  test.each(["", "..", "*", "*.", "a.*.b", "a b"])("%j / read / refused", (text) => {
    expect(parseSuffix(text)).toMatchObject({ ok: false });
  });
});

describe("for people", () => {
  test.each([
    ["xn--bcher-kva.example", "bücher.example"],
    ["*.xn--bcher-kva.example", "*.bücher.example"],
    ["home.example.org", "home.example.org"],
    ["*.example.org", "*.example.org"],
    // Not a good name, as records of others may have.
    ["_acme.xn--bcher-kva.example", "_acme.bücher.example"],
    ["_acme.xn--a.example", "_acme.xn--a.example"],
    ["xn--a.example", "xn--a.example"],
  ])("%s / shown / %s", (ascii, shown) => {
    expect(displayName(ascii as Fqdn)).toBe(shown);
  });
});

describe("zones", () => {
  test.each([
    ["a.b.example.org", ["a.b.example.org", "b.example.org", "example.org"]],
    ["example.org", ["example.org"]],
    ["*.example.org", ["example.org"]],
    ["*.home.example.org", ["home.example.org", "example.org"]],
  ])("%s / candidates / %j", (name, candidates) => {
    expect(zoneCandidates(nameOf(name))).toEqual(candidates);
  });

  test.each([
    ["home.example.org", "example.org", true],
    ["example.org", "example.org", true],
    ["*.example.org", "example.org", true],
    ["myexample.org", "example.org", false],
    ["example.org", "home.example.org", false],
  ])("%s in %s / asked / %s", (name, apex, expected) => {
    expect(isInZone(nameOf(name), nameOf(apex))).toBe(expected);
  });

  test("any name / candidates / all hold the name, longest first", () => {
    fc.assert(
      fc.property(nameText, (text) => {
        const name = nameOf(text);
        const candidates = zoneCandidates(name);
        expect(candidates.length).toBeGreaterThan(0);
        expect(candidates.every((apex) => isInZone(name, apex))).toBe(true);
        expect([...candidates].sort((a, b) => b.length - a.length)).toEqual(candidates);
      }),
    );
  });
});

describe("names that Cloudflare reports", () => {
  test.each([
    ["bücher.example", "xn--bcher-kva.example"],
    ["XN--BCHER-KVA.example", "xn--bcher-kva.example"],
    ["_dmarc.Example.org.", "_dmarc.example.org"],
    ["*.example.org", "*.example.org"],
    ["*.bücher.example", "*.xn--bcher-kva.example"],
    ["a--b.example.org", "a--b.example.org"],
    ["r3---sn-abc.example.org", "r3---sn-abc.example.org"],
    ["xn--Zzzzzzzz99999.com", "xn--zzzzzzzz99999.com"],
    ["faß.example", "xn--fa-hia.example"],
  ])("%s / converted / %s", (text, expected) => {
    expect(asciiName(text)).toBe(expected);
  });

  test.each(["", ".", "xn--ü.example"])("%j / converted / nothing", (text) => {
    expect(asciiName(text)).toBeUndefined();
  });
});
