/** Foreign text is made harmless where it enters: one line, at most 200 characters, no secret, at a cost that does not grow. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { foreignText, visible } from "../../../src/core/foreign-text.ts";
import { quote } from "../../../src/core/parsed.ts";
import { keepSecret, redact, Secret } from "../../../src/core/secret.ts";

const TOKEN = new Secret("cfut_A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0").reveal();
/** What a terminal, a log reader or a chat obeys without showing it. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}]/u;

describe("characters that cannot be seen", () => {
  test.each([
    ["a forged line", "gone\r\n2026-01-01 ✅ forged", "gone\\r\\n2026-01-01 ✅ forged"],
    ["a terminal's escape", "\u001b[2J\u001b[31mred", "\\u001b[2J\\u001b[31mred"],
    ["the one-character escape", "\u009b31mred", "\\u009b31mred"],
    ["text turned around", "safe\u202egnp.exe\u2066", "safe\\u202egnp.exe\\u2066"],
    ["line separators", "a\u2028b\u2029c", "a\\u2028b\\u2029c"],
    ["nothing between two letters", "a\u200bb\ufeffc\u00add", "a\\u200bb\\ufeffc\\u00add"],
    ["a tag beyond the first plane", "a\u{e0041}b", "a\\u{e0041}b"],
    ["half a pair", "a\ud800b", "a\\ud800b"],
    ["ordinary text of any script", "Zone „bücher“ 例え 🏠 fehlt", "Zone „bücher“ 例え 🏠 fehlt"],
    ["blanks around", "  refused \n", "refused"],
    ["nothing", "", ""],
  ])("%s / make harmless / shown as escapes", (_title, text, expected) => {
    expect(foreignText(text)).toBe(expected);
    expect(UNSEEN.test(quote(text))).toBe(false);
  });

  test("any text / make harmless / nothing unseen, at most 200 characters and a mark for the cut", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 400 }).map((text) => text.replaceAll(TOKEN, "")),
        (text) => {
          const shown = foreignText(text);
          expect(shown).not.toMatch(UNSEEN);
          expect(shown.length).toBeLessThanOrEqual(201);
          expect(shown.length <= 200 || shown.endsWith("…")).toBe(true);
          expect(visible(visible(text))).toBe(visible(text));
        },
      ),
    );
  });

  test("an escape at the cut / make harmless / it is not cut in two", () => {
    expect(foreignText(`${"x".repeat(197)}\u001bx`)).toBe(`${"x".repeat(197)}…`);
  });
});

describe("secrets", () => {
  test.each([
    ["in prose", (secret: string) => `bad header Bearer ${secret}, sorry`],
    ["in a URL", (secret: string) => `https://h/?k=${encodeURIComponent(secret)}&x=1`],
    ["in JSON", (secret: string) => JSON.stringify({ said: secret })],
    ["over the cut", (secret: string) => "x".repeat(190).concat(" ", secret)],
    ["right behind the cut", (secret: string) => "x".repeat(199).concat(secret)],
    ["many times", (secret: string) => `${secret} `.repeat(40)],
    ["in five megabytes", (secret: string) => `${secret} and ${"é ".repeat(2_500_000)}`],
  ])("%s / make harmless / no piece of it", (_title, write) => {
    for (const value of [TOKEN, new Secret('pa ss"wörd\\99').reveal(), new Secret("hunter2!").reveal()]) {
      const shown = foreignText(write(value));
      expect(shown).not.toContain(value);
      expect(shown).not.toContain(encodeURIComponent(value));
      expect(shown).not.toContain(JSON.stringify(value).slice(1, -1));
      expect(shown).not.toContain(value.slice(0, 6));
    }
  });

  test("any secret anywhere in a text / make harmless / gone, wherever the cut falls", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[\w%+:/-]{16,60}$/),
        fc.nat({ max: 260 }),
        fc.constantFrom(" ", "\n", "x", "\u0007"),
        (value, before, filler) => {
          keepSecret(value);
          const shown = foreignText(filler.repeat(before).concat(value, filler.repeat(300)));
          expect(shown).not.toContain(value.slice(0, 12));
        },
      ),
    );
  });

  test.each([
    ["a short one", "priv", "192.168.1.7 is private (RFC 1918)"],
    ["an ordinary word of seven letters", "example", "home.example.org was not found"],
    ["the beginning of a word", "certific", "a certificate that is not trusted"],
    ["the end of a word", "readable", "an unreadable answer"],
    ["a word with a digit of four characters", "IPv4", "no IPv4 address"],
    ["blanks alone", "          ", "a          b"],
  ])("%s / look for it / words stay whole", (_title, value, text) => {
    expect(new Secret(value).reveal()).toBe(value);
    expect(redact(text)).toBe(text);
  });

  test.each(["s3cr3", "t0k3n", "p4ss-w"])("%s, which is no word / look for it / redacted", (value) => {
    keepSecret(value);
    expect(redact(`unknown ${value}.`)).toBe("unknown [redacted].");
  });

  test.each([
    ["between blanks", "hunter22 was refused", "[redacted] was refused"],
    ["in quotation marks", '"hunter22"', '"[redacted]"'],
    ["as password of a URL", "mqtt://u:hunter22@h", "mqtt://u:[redacted]@h"],
    ["in other letters", "HUNTER22", "[redacted]"],
    ["behind a percent sign", "a%3Dhunter22", "a%3D[redacted]"],
  ])("eight characters, %s / look for it / redacted", (_title, text, expected) => {
    keepSecret("hunter22");
    expect(redact(text)).toBe(expected);
  });

  test("a URL with a key / its key alone is repeated / redacted, the host stays", () => {
    keepSecret("https://hooks.example.net/api/push/zqxKey0123456789abc?status=up");
    expect(redact("Cannot GET /api/push/zqxKey0123456789abc at hooks.example.net, status up")).toBe(
      "Cannot GET /api/push/[redacted] at hooks.example.net, status up",
    );
  });

  test("one secret begins with another / look for both / the longer goes whole", () => {
    keepSecret("abcdefgh-1");
    keepSecret("abcdefgh-1-and-more");
    expect(redact("abcdefgh-1-and-more, abcdefgh-1")).toBe("[redacted], [redacted]");
  });
});

test("texts of 80 kB and 5 MB / make harmless a hundred times / as quick as a short one", () => {
  const texts = ["a\u001b".repeat(40_000), "/".repeat(5_000_000), `${"%41".repeat(1_500_000)}x`];
  const before = performance.now();
  for (let round = 0; round < 100; round++) for (const text of texts) foreignText(text);
  // Measured 2026-11: 20 ms. Looking at every character takes over a minute.
  expect(performance.now() - before).toBeLessThan(5000);
});

test("ten thousand secrets / redact among them / each is found, in the time of a few", () => {
  const all = Array.from({ length: 10_000 }, (_, index) => `Straße-${index}-ÄÖ${index * 7}`);
  for (const secret of all) keepSecret(secret);
  const began = performance.now();
  expect(redact(`before ${all[9_999]?.toUpperCase().replace("SS", "ß")} after`)).toBe(
    "before [redacted] after",
  );
  for (let round = 0; round < 1000; round++) redact("a message of some forty characters, no more");
  expect(performance.now() - began).toBeLessThan(2000);
});
