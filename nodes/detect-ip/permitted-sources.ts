/** Commands and files are sources only where the administrator of Node-RED says so. */

import { resolve, sep } from "node:path";
import { DdnsError, FAMILIES, type SourceSpec } from "../shared/engine.ts";
import type { Permitted } from "../shared/input/permitted.ts";
import type { DetectSettings } from "./settings.ts";

/** Throws CONFIG_INVALID with what to write into settings.js. Looks into combinations too. */
export function requirePermitted({ sources }: DetectSettings, permitted: Permitted): void {
  for (const family of FAMILIES) {
    const spec = sources[family];
    const reason = spec === undefined ? undefined : refusal(spec, permitted);
    if (reason !== undefined)
      throw new DdnsError("CONFIG_INVALID", `The IPv${family} source cannot be used: ${reason}.`);
  }
}

function refusal(spec: SourceSpec, permitted: Permitted): string | undefined {
  if ("members" in spec) {
    for (const member of spec.members) {
      const reason = refusal(member, permitted);
      if (reason !== undefined) return reason;
    }
    return undefined;
  }
  if (spec.kind === "command" && !permitted.commands)
    return "command: is off in Node-RED; write cloudflareDdns: { allowCommands: true } into settings.js and restart, or choose another source";
  if (spec.kind === "file" && !permitted.files.some((allowed) => isWithin(spec.path, allowed)))
    return 'file: may not read that path; name its folder in settings.js, such as cloudflareDdns: { allowFiles: ["/share"] }, and restart, or choose another source';
  return undefined;
}

/** The path itself or something below it; `..` is worked out first, and a longer name is another folder. */
function isWithin(path: string, allowed: string): boolean {
  const [wanted, top] = [resolve(path), resolve(allowed)];
  return wanted === top || wanted.startsWith(top.endsWith(sep) ? top : top + sep);
}
