/** ON_CHANGE: a program of the user's choice that reads the report. */

import {
  type CycleReport,
  type Detection,
  programEnvironment,
  reportAsJson,
  runShell,
} from "../../src/index.ts";
import type { Tell } from "./lane.ts";

/** `command`: a line for the shell. The program sees little of `environment`, no secret, and the addresses of the home. */
export function programHook(
  command: string,
  environment: Readonly<Record<string, string | undefined>>,
): Tell {
  return async (report, signal) => {
    const run = await runShell(command, {
      signal,
      env: { ...programEnvironment(environment), ...addressesOf(report) },
      input: `${JSON.stringify(reportAsJson(report))}\n`,
      output: "ignored",
    });
    return run.ok ? undefined : run.reason;
  };
}

/** Always both, so that a strict shell does not stumble: empty where none is known, separated by blanks where there are several. */
function addressesOf({ detections: { ipv4, ipv6 } }: CycleReport): Record<string, string> {
  return { DDNS_IPV4: textOf(ipv4), DDNS_IPV6: textOf(ipv6) };
}

function textOf(detection: Detection): string {
  return detection.status === "known" ? detection.addresses.map(({ address }) => address).join(" ") : "";
}
