/** Stored tokens, each by itself and without Node-RED: which base address they may go to, and which variables they may come from. */

import { describe, expect, test } from "vitest";
import { createEnteredBases, type KnownBases } from "../../nodes/cloudflare-account/bases.ts";
import { joinEntered, splitEntered } from "../../nodes/cloudflare-account/entered.ts";
import { openingOfStored } from "../../nodes/cloudflare-account/opening.ts";
import { readPermitted } from "../../nodes/shared/input/permitted.ts";

const USUAL = "https://api.example.com/v4";
const MOCK = "https://mock.example.com";
const EVIL = "http://127.0.0.1:1880/steal";

/** A Node-RED that keeps `kept` over restarts; not `started`: its flows are about to start. */
function world(kept: { known: KnownBases } = { known: {} }, started = true) {
  const save = (known: KnownBases): void => {
    kept.known = known;
  };
  const bases = createEnteredBases({ load: () => kept.known, save }, () => USUAL);
  if (started) bases.learn([]);
  return bases;
}

const at = (base: string, credential = "token-of-home") => ({ owner: "acc", credential, base });

describe("a stored token goes only to the base it was entered for", () => {
  test.each([
    { mine: "", others: [MOCK, EVIL] },
    { mine: MOCK, others: ["", USUAL, EVIL, `${MOCK}/x`] },
  ])(
    "entered for $mine, then changed / refused everywhere else, also after a restart",
    ({ mine, others }) => {
      const kept: { known: KnownBases } = { known: {} };
      const bases = world(kept);
      expect(bases.allows(at(mine))).toBe(true);
      bases.learn([at(mine)]);
      for (const other of others) expect(bases.allows(at(other)), other).toBe(false);
      // Refused but deployed all the same: that makes it no other token.
      bases.learn([at(EVIL)]);
      const again = world(kept, false);
      for (const other of others) expect(again.allows(at(other)), other).toBe(false);
      expect(again.allows(at(mine))).toBe(true);
      expect(again.allows(at(`${mine === "" ? USUAL : mine}/`))).toBe(true);
    },
  );

  test("of former days, nothing remembered / the usual base alone", () => {
    const bases = world({ known: {} }, false);
    expect(bases.allows(at(EVIL))).toBe(false);
    expect(bases.allows(at(""))).toBe(true);
    expect(bases.allows(at(USUAL))).toBe(true);
    bases.learn([at("")]);
    expect(bases.allows(at(EVIL))).toBe(false);
  });

  test.each([[""], [MOCK]])("disabled at the start with %j, enabled with another base / refused", (base) => {
    const bases = world({ known: {} }, false);
    bases.learn([at(base)]);
    expect(bases.allows(at(EVIL))).toBe(false);
  });

  test("another token, or joined with the base by somebody who knows it / allowed there and nowhere else", () => {
    const bases = world();
    expect(bases.allows(at(MOCK))).toBe(true);
    expect(bases.allows(at(EVIL, "another-token"))).toBe(true);
    const joined = joinEntered("token-of-home", EVIL);
    expect(bases.allows(at(MOCK, joined))).toBe(false);
    expect(bases.allows(at(EVIL, joined))).toBe(true);
    const back = joinEntered("token-of-home", "");
    expect(bases.allows(at(EVIL, back))).toBe(false);
    expect(bases.allows(at("", back))).toBe(true);
  });

  test("what is remembered / holds no token, and nothing of accounts that are gone", () => {
    const kept: { known: KnownBases } = { known: {} };
    const bases = world(kept);
    bases.allows(at(MOCK));
    bases.allows({ owner: "other", credential: "second-token", base: "" });
    expect(Object.values(kept.known)).toEqual([MOCK, ""]);
    bases.learn([at(MOCK)]);
    expect(Object.values(kept.known)).toEqual([MOCK]);
    expect(JSON.stringify(kept)).not.toContain("token");
  });
});

test.each([
  ["abc https://x.example/v4", { token: "abc", base: "https://x.example/v4" }],
  [" abc default ", { token: "abc", base: "" }],
  ["abc", { token: "abc" }],
  ["with blank inside it here", { token: "with blank inside it here" }],
  ["abc defaults", { token: "abc defaults" }],
])("%j / taken apart", (text, parts) => {
  expect(splitEntered(text)).toEqual(parts);
});

describe("opening a stored account", () => {
  const token = "abcdefghijklmnopqrstuvwxyz";
  const bases = world();
  const open = (baseUrl: string, credential: string, given = credential) =>
    openingOfStored(
      { baseUrl, defaultBaseUrl: USUAL, token: given },
      { owner: "acc", credential, bases, permitted: readPermitted({}) },
    );

  test("base changed / CONFIG_INVALID that asks for the token; entered again / opens", () => {
    expect(open("", token)).toBeTypeOf("function");
    expect(open(MOCK, token)).toMatchObject({
      code: "CONFIG_INVALID",
      message: expect.stringContaining("enter the token again"),
    });
    expect(open(MOCK, joinEntered(token, MOCK))).toBeTypeOf("function");
  });

  test("variables / those named for Cloudflare, or listed, and no other", () => {
    expect(open("", "${CF_TOKEN}", token)).toBeTypeOf("function");
    expect(open("", "${CF_TOKEN}")).toMatchObject({ code: "ENV_UNSET" });
    for (const reference of ["${NODE_RED_CREDENTIAL_SECRET}", "$(HOME)", "${MY_CF_TOKEN}"]) {
      const refused = open("", reference, token);
      expect(refused).toMatchObject({
        code: "CONFIG_INVALID",
        message: expect.stringContaining("allowVariables"),
      });
      expect(String(refused)).not.toContain(token);
    }
  });
});
