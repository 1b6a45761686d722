/** SHA-256 by the platform, the one thing that settings need of it; the page that checks settings in a browser brings its own (`site/check/platform`). */

import { createHash } from "node:crypto";

/** Of the text in UTF-8, 64 hexadecimal digits. */
export function sha256Hex(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
