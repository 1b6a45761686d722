/** One temporary folder for a whole run of the tests: whatever a test leaves there goes when the run ends. */

import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

const PREFIX = "cloudflare-ddns-tests-";

/** Called for each project of the run. Only the first has something to do: a socket's path may have 107 characters, so folders must not nest. */
export default function setup(): () => void {
  if (basename(tmpdir()).startsWith(PREFIX)) return () => {};
  const before = process.env["TMPDIR"];
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  // Programs that a test starts as another user pass through it, and see nothing.
  chmodSync(folder, 0o711);
  process.env["TMPDIR"] = folder;
  return () => {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
}
