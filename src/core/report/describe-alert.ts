/** Words for people: what `nextAlert` found worth telling of a cycle. */

import type { Alert } from "./alerting.ts";
import { CHANGED, countTitle, type Description, type DisplayName, describeReport } from "./describe.ts";
import { familyTitle, observationsOf } from "./observations.ts";
import type { CycleReport } from "./report.ts";

/** `nextTry`: when the next cycle comes, as people read it, where that is known. */
export function describeAlert(
  alert: Alert,
  report: CycleReport,
  displayName: DisplayName = (name) => name,
  nextTry?: string,
): Description {
  const lasted = alert.failingForMs === undefined ? "" : describeDuration(alert.failingForMs);
  const { title, lines, changes } = describeReport(report, displayName);
  const again = nextTry === undefined ? "" : `Trying again at ${nextTry}. `;
  switch (alert.kind) {
    case "failed":
      return { title, lines: [...lines, `${again}You will be told when this changes or is over.`] };
    case "failure-changed":
      return {
        title,
        lines: [...lines, `Failing for ${lasted}. ${again}You will be told when this changes or is over.`],
      };
    case "recovered":
      return { title: `all right again after ${lasted}`, lines: changes };
    case "changed": {
      const still = lasted === "" ? [] : [`Still failing, for ${lasted} now, as told before.`];
      return { title: countTitle(report, CHANGED), lines: [...changes, ...still] };
    }
    case "flapping":
      return { title: "an address changes too often", lines: [...changes, describeFlapping(alert.families)] };
    case "calm":
      return { title: "the address is calm again", lines: addressesIn(report) };
  }
}

/** What it means that the addresses of `families` flap: `IPv4`, `IPv6 of cabin`. */
export function describeFlapping(families: readonly string[]): string {
  return `${families.join(" and ")}: the address changed more than six times in ten minutes, so it is written at most once a minute until that ends; look for two sources or devices that contradict each other.`;
}

function addressesIn(report: CycleReport): readonly string[] {
  return observationsOf(report).flatMap(({ detection, ...seen }) =>
    detection.status === "known"
      ? [`${familyTitle(seen)}: ${detection.addresses.map(({ address }) => address).join(", ")}`]
      : [],
  );
}

/** `5 s`, `3 min`, `2 h 5 min`, `1 d 4 h`: the two largest units, cut off. */
export function describeDuration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  const join = (large: string, rest: number, unit: string) =>
    rest === 0 ? large : `${large} ${rest} ${unit}`;
  if (days > 0) return join(`${days} d`, hours % 24, "h");
  if (hours > 0) return join(`${hours} h`, minutes % 60, "min");
  return minutes > 0 ? `${minutes} min` : `${seconds} s`;
}
