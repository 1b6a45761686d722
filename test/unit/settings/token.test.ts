/** The token: where it may come from, and which texts are told apart by a word of their own. */

import { describe, expect, test } from "vitest";
import { parse, problemsOf, TOKEN, warningsOf } from "./reading.ts";

const NAMED = { DOMAINS: "home.example.org" };
const OTHER = "cfut_ZYXWVUTSRQPONMLKJIHGFEDCBA9876543210zyxw";
const HEX = "0123456789abcdef0123456789abcdef0123456789abc";

describe("a value", () => {
  test.each([
    ["placeholder of a manual", "YOUR-CLOUDFLARE-API-TOKEN", /sample text/],
    ["double quotation marks", `"${TOKEN}"`, /quotation marks/],
    ["single quotation marks", `'${TOKEN}'`, /quotation marks/],
    ["assignment", `CF_API_TOKEN=${TOKEN}`, /assignment/],
    ["assignment for a shell", `export CLOUDFLARE_API_TOKEN = ${TOKEN}`, /assignment/],
    ["header", `bearer ${TOKEN}`, /Bearer/],
    ["global API key of 37 digits", HEX.slice(0, 37), /global API key.*Zone – DNS – Edit/],
    ["global API key of 45 digits", HEX, /global API key/],
    ["global API key of the new form", "cfk_0123456789abcdefghij", /global API key/],
    ["two lines", `${TOKEN}\n${TOKEN}`, /characters that no token has/],
  ])("%s / refused / its own explanation, for variable and file", (_, text, why) => {
    const variable = parse({ ...NAMED, CLOUDFLARE_API_TOKEN: text });
    const file = parse({ ...NAMED, CLOUDFLARE_API_TOKEN_FILE: "/t" }, { "/t": `${text}\n` });
    expect(problemsOf(variable)).toEqual(["CLOUDFLARE_API_TOKEN"]);
    expect(problemsOf(file)).toEqual(["CLOUDFLARE_API_TOKEN_FILE"]);
    for (const parsed of [variable, file]) expect(!parsed.ok && parsed.problems[0]?.message).toMatch(why);
  });

  test.each([`${HEX}9`, `${TOKEN}==`, `${TOKEN}a-b.c_d~e+f/g`, "/A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0"])(
    "%s / accepted without a word",
    (text) => {
      expect(parse({ ...NAMED, CLOUDFLARE_API_TOKEN: text })).toMatchObject({ ok: true, warnings: [] });
    },
  );

  test.each([
    ["path", "/run/secrets/cloudflare_api_token", /path.*CLOUDFLARE_API_TOKEN_FILE/],
    ["path of Windows", "C:\\secrets\\token.txt", /path/],
    ["path from home", "~/secrets/token", /path/],
    ["name of a variable", "CF_DNS_API_TOKEN", /name of a variable/],
    ["another name of a variable", "DOCKER_CF_TOKEN_PROD_2", /name of a variable/],
    ["sample in capitals", "YOUR_CLOUDFLARE_API_TOKEN", /sample text/],
    ["sample with hyphens", "your-api-token-here", /sample text/],
    ["sample of few words", "api_token_here", /sample text/],
    ["the thing named", "cloudflare-api-token", /sample text/],
    ["change it", "changeme", /sample text/],
    ["change it, longer", "CHANGE_ME_PLEASE", /sample text/],
    ["row of x", "xxxxxxx", /sample text/],
    ["row of x behind a prefix", "cfut_xxxxxxxxxxxx", /sample text/],
    ["stars", "************", /sample text/],
    ["placeholder", "<your token>", /angle brackets/],
    ["placeholder of ours", "<as in CF_API_TOKEN>", /angle brackets/],
    ["id", "023e105f4ecef8ad9ca31a8372d0c353", /is an id/],
    ["far too short", "Ab3dEf6hIj", /10 characters/],
    ["unexpanded variable", "$CF_TOKEN", /nobody expanded/],
    ["unexpanded variable in braces", `\${CF_TOKEN:-none}`, /nobody expanded/],
    ["template", "{{ cloudflare_token }}", /nobody expanded/],
    ["comment behind it", `${TOKEN} # the new one`, /comment/],
    ["quotation marks of a word processor", `\u201c${TOKEN}\u201d`, /quotation marks/],
  ])("%s / checked / refused as what it is, once, without its text", (_, text, why) => {
    const parsed = parse({ ...NAMED, CLOUDFLARE_API_TOKEN: text });
    expect(problemsOf(parsed)).toEqual(["CLOUDFLARE_API_TOKEN"]);
    expect(!parsed.ok && parsed.problems[0]?.message).toMatch(why);
    if (text.length > 20) expect(JSON.stringify(parsed)).not.toContain(text);
  });

  test("a token that was cut / accepted with a warning", () => {
    const parsed = parse({ ...NAMED, CLOUDFLARE_API_TOKEN: TOKEN.slice(0, 30) });
    expect(parsed).toMatchObject({ ok: true, warnings: [{ setting: "CLOUDFLARE_API_TOKEN" }] });
  });
});

test("empty file / refused / the variable that names it", () => {
  expect(problemsOf(parse({ ...NAMED, CF_API_TOKEN_FILE: "/t" }, { "/t": " \n" }))).toEqual([
    "CF_API_TOKEN_FILE",
  ]);
});

test("four sources that agree / accepted / the older names are pointed out", () => {
  const parsed = parse(
    {
      ...NAMED,
      CLOUDFLARE_API_TOKEN: TOKEN,
      CF_API_TOKEN: TOKEN,
      CLOUDFLARE_API_TOKEN_FILE: "/t",
      CF_API_TOKEN_FILE: "/t",
    },
    { "/t": `\uFEFF${TOKEN}\n` },
  );
  expect(problemsOf(parsed)).toEqual([]);
  expect(warningsOf(parsed)).toEqual(["CF_API_TOKEN", "CF_API_TOKEN_FILE"]);
  expect(parsed.ok && parsed.config.accounts.map(({ key, token }) => [key, token.reveal()])).toEqual([
    ["main", TOKEN],
  ]);
});

test("any of four sources disagrees / refused", () => {
  for (const name of ["CF_API_TOKEN", "CLOUDFLARE_API_TOKEN_FILE", "CF_API_TOKEN_FILE"]) {
    const other = name.endsWith("_FILE") ? "/t" : OTHER;
    expect(
      problemsOf(parse({ ...NAMED, CLOUDFLARE_API_TOKEN: TOKEN, [name]: other }, { "/t": OTHER })),
    ).toEqual([name]);
  }
});

test("variables of global API keys / warned about / with a pointer", () => {
  const parsed = parse({ ...NAMED, CLOUDFLARE_API_TOKEN: TOKEN, CLOUDFLARE_API_KEY: HEX });
  expect(warningsOf(parsed)).toEqual(["CLOUDFLARE_API_KEY"]);
});
