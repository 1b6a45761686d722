/** Writes docs/settings.md from the table of settings: `node scripts/write-settings-doc.ts`. */

import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { renderSettingsDoc } from "../src/settings/table/settings-doc.ts";

const target = new URL("../docs/settings.md", import.meta.url);
writeFileSync(fileURLToPath(target), renderSettingsDoc());
