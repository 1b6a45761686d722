/** What all kinds of sheets have in common once they were read. */

import type { ConfigProblem, ParsedConfig } from "../../../src/settings/config.ts";
import type { Locate } from "../sheets/sheet.ts";
import type { Finding, Reading } from "./answer.ts";
import { meaningOf } from "./meaning.ts";

/** Findings at their places, and what the settings say. */
export function judged(
  parsed: ParsedConfig,
  locate: Locate,
  rename: (finding: ConfigProblem) => ConfigProblem = (finding) => finding,
): Pick<Reading, "ok" | "problems" | "warnings" | "partsOff" | "meaning"> {
  const place = (finding: ConfigProblem): Finding => {
    const { setting, message } = rename(finding);
    return { setting, message, line: locate(setting) };
  };
  const config = parsed.ok ? parsed.config : parsed.rest;
  return {
    ok: parsed.ok,
    problems: parsed.ok ? [] : parsed.problems.map(place),
    warnings: parsed.warnings.map(place),
    partsOff: config?.partsOff ?? [],
    meaning: config === undefined ? undefined : meaningOf(config),
  };
}
