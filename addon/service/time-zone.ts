/** The time zone of the system, by its name. */

import { readlinkSync } from "node:fs";
import type { Environment } from "../../src/index.ts";

const FILE = "/etc/localtime";

/** An IANA name; UTC where the system has no zone of its own, as in most containers. Not asked where TZ names one. */
export function systemTimeZone(environment: Environment, file = FILE): string {
  const named = environment["TZ"]?.trim() ?? "";
  if (named !== "" && !named.endsWith(FILE)) return "UTC";
  try {
    const [, linked] = readlinkSync(file).split("zoneinfo/");
    if (linked !== undefined) return shortName(linked.replace(/^posix\//, ""));
  } catch (thrown) {
    const isThere = thrown instanceof Error && "code" in thrown && thrown.code === "EINVAL";
    if (!isThere) return "UTC";
  }
  // A copy instead of a link: the platform compares it with all zones. Costs 8 MB of memory, so it comes last.
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return shortName(timeZone ?? "UTC");
}

/** Universal time has many names, and no need of a table. */
function shortName(name: string): string {
  return /^(?:Etc\/)?(?:UTC|UCT|Universal|Zulu|Unknown)$/.test(name) ? "UTC" : name;
}
