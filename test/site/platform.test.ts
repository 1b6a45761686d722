/** What the page does instead of Node gives Node's answers. */

import * as nodeCrypto from "node:crypto";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createHmac } from "../../site/check/platform/node-crypto.ts";
import { sha256Hex } from "../../site/check/platform/sha256.ts";
import { sha256Hex as nodes } from "../../src/settings/checks/sha256.ts";

test("any text / hashed / as Node does it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(sha256Hex(text)).toBe(nodes(text));
    }),
  );
});

test("any key / signed / as Node does it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (key) => {
      expect(createHmac("sha256", key).digest("base64")).toBe(
        nodeCrypto.createHmac("sha256", key).digest("base64"),
      );
    }),
  );
});
