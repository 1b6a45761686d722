/** Cutting texts: the same as the regular expressions it stands for, in one pass. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { upTo, withoutTrailing } from "../../../src/core/cut.ts";

const signs = fc.string({ unit: fc.constantFrom("a", "/", "\\", "%", "\n") });

test("any text / cut before a sign / as the first part of a split", () => {
  fc.assert(
    fc.property(signs, (text) => {
      expect(upTo(text, "%")).toBe(text.split("%")[0]);
    }),
  );
});

test("any text / its trailing signs taken away / none is left, and nothing else is gone", () => {
  fc.assert(
    fc.property(signs, (text) => {
      const cut = withoutTrailing(text, "/\\");
      expect(cut).not.toMatch(/[/\\]$/);
      expect(text.startsWith(cut)).toBe(true);
      expect(text.slice(cut.length)).toMatch(/^[/\\]*$/);
    }),
  );
});

test("a million slashes and no end / cut / at once", () => {
  const before = performance.now();
  withoutTrailing(`${"/".repeat(1_000_000)}.`, "/");
  expect(performance.now() - before).toBeLessThan(200);
});
