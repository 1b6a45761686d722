/** Keys on the broker. */

import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { listKey, recordKey } from "../../../src/core/report/entity-key.ts";

const sha256Hex = (text: string): string => createHash("sha256").update(text).digest("hex");

test.each([
  ["home.example.org", "A", "home_example_org_a"],
  ["my-home.example.org", "AAAA", "my_home_example_org_09c9_aaaa"],
  ["*.example.org", "A", "__example_org_8715_a"],
] as const)("%s %s / %s", (name, type, key) => {
  expect(recordKey(name, type, sha256Hex)).toBe(key);
});

test("names that differ in punctuation / different keys", () => {
  const keys = ["a-b.example.org", "a.b.example.org"].map((name) => recordKey(name, "A", sha256Hex));
  expect(new Set(keys).size).toBe(2);
});

test("a list / its name and six digits of its account", () => {
  expect(listKey("home_ips", "0123456789abcdef0123456789abcdef", sha256Hex)).toBe("home_ips_012345");
});
