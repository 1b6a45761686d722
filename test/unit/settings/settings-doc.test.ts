/** docs/settings.md is what the table makes of it. */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { SETTINGS } from "../../../src/settings/index.ts";
import { renderSettingsDoc } from "../../../src/settings/table/settings-doc.ts";

test("docs/settings.md / compared with the table / current (else: node scripts/write-settings-doc.ts)", () => {
  const file = fileURLToPath(new URL("../../../docs/settings.md", import.meta.url));
  expect(readFileSync(file, "utf8")).toBe(renderSettingsDoc());
});

test("the table / each name once", () => {
  expect(new Set(SETTINGS.map((setting) => setting.name)).size).toBe(SETTINGS.length);
});
