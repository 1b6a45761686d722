/** The short way for plain names says what the long one says. */

import fc from "fast-check";
import { toASCII, toUnicode } from "tr46";
import { expect, test } from "vitest";
import { toAscii, toUnicodeForm } from "../../../../src/core/name/idna.ts";

const STRICT = {
  checkBidi: true,
  checkHyphens: true,
  checkJoiners: true,
  useSTD3ASCIIRules: true,
  transitionalProcessing: false,
};
const nameLike = fc.stringMatching(/^[A-Za-z0-9._ü-]{0,12}(\.?(xn--|a--|)[A-Za-z0-9-]{0,6}){0,3}$/);

test.each([
  ["strict", STRICT],
  ["lenient", {}],
])("any text like a name, %s / to ASCII / as tr46 has it", (_what, options) => {
  fc.assert(
    fc.property(nameLike, (name) => {
      expect(toAscii(name, options)).toBe(toASCII(name, options));
    }),
    { numRuns: 2000 },
  );
});

test("any text like a name / to Unicode and back / as tr46 has it", () => {
  fc.assert(
    fc.property(nameLike, (name) => {
      expect(toUnicodeForm(name, STRICT).toLowerCase()).toBe(toUnicode(name, STRICT).domain.toLowerCase());
    }),
    { numRuns: 2000 },
  );
});
