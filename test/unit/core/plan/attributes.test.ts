/** What a created record takes over, and which attributes count as equal. */

import { describe, expect, test } from "vitest";
import {
  inheritAttributes,
  matchesAttributes,
  overridesFor,
  withEnforced,
  withSiblingsCloud,
} from "../../../../src/core/plan/attributes.ts";
import type { EnforceableAttribute, RecordAttributes } from "../../../../src/core/types.ts";
import { PLAIN } from "../../../engine/kit.ts";

const FALLBACK: RecordAttributes = { ttl: 1, proxied: false, comment: "fallback", tags: ["fallback"] };
const record = (change: Partial<RecordAttributes>): RecordAttributes => ({ ...PLAIN, ...change });
const enforce = (...names: readonly EnforceableAttribute[]) => new Set(names);

describe("inherited", () => {
  test("nothing is replaced / inherit / the fallback", () => {
    expect(inheritAttributes([], FALLBACK)).toBe(FALLBACK);
  });

  test("two agree on some / inherit / what they agree on, else the fallback", () => {
    const one = record({ ttl: 300, proxied: true, comment: "x", tags: [] });
    const two = record({ ttl: 300, proxied: false, comment: "y", tags: [] });
    expect(inheritAttributes([one, two], FALLBACK)).toEqual({
      ttl: 300,
      proxied: false,
      comment: "fallback",
      tags: [],
    });
  });

  test("three with tags / inherit / those that all of them have, however many others stand beside", () => {
    const tags = (...all: readonly string[]) => record({ tags: all });
    const inherited = inheritAttributes(
      [tags("a", "b:1", "C:Value"), tags("x", "A", "b:1", "c:Value"), tags("b:2", "a", "c:value", "C:Value")],
      FALLBACK,
    );
    expect(inherited.tags).toEqual(["a", "C:Value"]);
  });
});

describe("tags", () => {
  test.each([
    [["a"], ["A"], true],
    [["env:Prod"], ["ENV:Prod"], true],
    [["env:Prod"], ["env:prod"], false],
    [[":Value"], [":value"], false],
    [["a", "b"], ["b", "a"], true],
    [["a", "b"], ["a"], false],
    [["a"], ["a", "b"], false],
    [["a", "b"], ["a", "c"], false],
    [["a", "a"], ["a", "b"], true],
    [["straße"], ["STRASSE"], false],
  ])("%j and %j / compared / %s", (one, other, isEqual) => {
    expect(matchesAttributes(record({ tags: one }), record({ tags: other }))).toBe(isEqual);
  });
});

describe("enforced", () => {
  const wanted: RecordAttributes = { ttl: 300, proxied: false, comment: "wanted", tags: [] };
  const other = record({ ttl: 60, proxied: true, comment: "other", tags: ["kept"] });

  test.each<[EnforceableAttribute[], Partial<RecordAttributes>]>([
    [[], {}],
    [["ttl"], { ttl: 300 }],
    [["proxied"], { proxied: false }],
    [["comment"], { comment: "wanted" }],
    [["ttl", "proxied", "comment"], { ttl: 300, proxied: false, comment: "wanted" }],
  ])("%j / put on / these alone are the wanted ones", (names, expected) => {
    expect(withEnforced(other, wanted, enforce(...names))).toEqual({ ...other, ...expected });
  });

  test.each<[EnforceableAttribute[], Partial<RecordAttributes> | undefined]>([
    [[], undefined],
    // The TTL of a proxied record is Cloudflare's own.
    [["ttl"], undefined],
    [["proxied"], { proxied: false }],
    [["comment"], { comment: "wanted" }],
    [["ttl", "proxied"], { ttl: 300, proxied: false }],
  ])("%j / compared with a proxied record / overridden where it differs and can", (names, expected) => {
    expect(overridesFor(other, wanted, enforce(...names))).toEqual(expected);
  });

  test("all are right / compared / nothing to override", () => {
    expect(overridesFor(wanted, wanted, enforce("ttl", "proxied", "comment"))).toBeUndefined();
  });
});

describe("the cloud of the siblings", () => {
  const orange = record({ proxied: true });
  const grey = record({ proxied: false });
  test.each([
    [[], false],
    [[orange], true],
    [[grey], false],
    [[orange, orange], true],
    [[orange, grey], false],
    [[grey, orange], false],
  ])("%# / looked at / %s", (siblings, expected) => {
    expect(withSiblingsCloud(FALLBACK, siblings)).toEqual({ ...FALLBACK, proxied: expected });
  });
});
