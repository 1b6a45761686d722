/** A stored token goes to the base it was entered for, and to no other. */

import { describe, expect, test } from "vitest";
import { createEnteredBases, type KnownBases } from "../../../nodes/cloudflare-account/bases.ts";
import { joinEntered, splitEntered } from "../../../nodes/cloudflare-account/entered.ts";

const USUAL = "https://api.cloudflare.com/client/v4";
const OWN = "https://cloudflare.example.org/client/v4";

function stage(saved: KnownBases = {}) {
  const saves: KnownBases[] = [];
  const bases = createEnteredBases({ load: () => saved, save: (known) => saves.push(known) }, () => USUAL);
  const destination = (credential: string, base = "", owner = "account") => ({ owner, credential, base });
  return {
    bases,
    saves,
    destination,
    allows: (credential: string, base?: string, owner?: string) =>
      bases.allows(destination(credential, base, owner)),
  };
}

describe("entered", () => {
  test.each([
    ["token", "", { token: "token", base: "" }],
    ["token", OWN, { token: "token", base: OWN }],
  ])("%s for %j / joined and split / both again", (token, base, expected) => {
    expect(splitEntered(joinEntered(token, base))).toEqual(expected);
  });

  test.each([
    ["token", "token"],
    ["  token\n", "token"],
    ["${CLOUDFLARE_TOKEN}", "${CLOUDFLARE_TOKEN}"],
    ["two words", "two words"],
    ["token ftp://example.org", "token ftp://example.org"],
    ["token default x", "token default x"],
    ["", ""],
  ])("%j / split / a token alone", (credential, token) => {
    expect(splitEntered(credential)).toEqual({ token });
  });
});

describe("before the first deployment is seen", () => {
  test("kept alone / asked for / the usual base alone, written out or not", () => {
    for (const base of ["", USUAL, `${USUAL}/`, ` ${USUAL}// `])
      expect(stage().allows("token", base)).toBe(true);
    expect(stage().allows("token", OWN)).toBe(false);
  });

  test("entered for a base / asked for / that base alone, and it is remembered once", () => {
    const { allows, saves } = stage();
    expect(allows(joinEntered("token", OWN), OWN)).toBe(true);
    expect(allows(joinEntered("token", OWN), "")).toBe(false);
    expect(allows("token", OWN)).toBe(true);
    expect(allows("token", "")).toBe(false);
    expect(saves).toHaveLength(1);
  });
});

describe("after it", () => {
  test("a new credential / asked for / goes where its account says, and stays there", () => {
    const { bases, allows } = stage();
    bases.learn([]);
    expect(allows("new", OWN)).toBe(true);
    expect(allows("new", "")).toBe(false);
  });

  test("a credential that was learnt / its account changes the base / it does not follow", () => {
    const { bases, allows, destination } = stage();
    bases.learn([destination("old", OWN)]);
    expect(allows("old", OWN)).toBe(false);
    expect(allows("old", "")).toBe(true);
  });

  test("the same token in another account / asked for / is another credential", () => {
    const { bases, allows, destination } = stage();
    bases.learn([destination("token")]);
    expect(allows("token", OWN, "other")).toBe(true);
    expect(allows("token", OWN)).toBe(false);
  });

  test("an account goes / learnt again / its base is forgotten, the others stay as they were", () => {
    const { bases, saves, destination } = stage();
    bases.learn([destination("a"), destination(joinEntered("b", OWN), OWN, "two")]);
    expect(Object.values(saves.at(-1) ?? {})).toEqual(["", OWN]);
    bases.learn([destination("a")]);
    expect(Object.values(saves.at(-1) ?? {})).toEqual([""]);
    const before = saves.length;
    bases.learn([destination("a")]);
    expect(saves).toHaveLength(before);
  });

  test("what is saved / read / names no token", () => {
    const { allows, saves } = stage();
    allows("Sup3rSecretTokenForTests_0123456789abcdef");
    expect(JSON.stringify(saves)).not.toContain("Sup3rSecret");
  });
});
