/** The token: where it may come from, and which texts are told apart by a word of their own. */

import { describe, expect, test } from "vitest";
import { parse, problemsOf, TOKEN, warningsOf } from "./reading.ts";

const NAMED = { DOMAINS: "home.example.org" };
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

  test.each(["abc", `${HEX}9`, `${TOKEN}==`, "a-b.c_d~e+f/g"])("%s / accepted", (text) => {
    expect(problemsOf(parse({ ...NAMED, CLOUDFLARE_API_TOKEN: text }))).toEqual([]);
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
    const other = name.endsWith("_FILE") ? "/t" : "another";
    expect(
      problemsOf(parse({ ...NAMED, CLOUDFLARE_API_TOKEN: TOKEN, [name]: other }, { "/t": "another" })),
    ).toEqual([name]);
  }
});

test("variables of global API keys / warned about / with a pointer", () => {
  const parsed = parse({ ...NAMED, CLOUDFLARE_API_TOKEN: TOKEN, CLOUDFLARE_API_KEY: HEX });
  expect(warningsOf(parsed)).toEqual(["CLOUDFLARE_API_KEY"]);
});
