/** Words for people: families without an address. */

import type { Detection } from "../types.ts";
import { describeNat } from "./nat-words.ts";
import { type Observation, observationsOf } from "./observations.ts";
import type { CycleReport } from "./report.ts";

type Unavailable = Extract<Detection, { readonly status: "unavailable" }>;

/** A family without an address where there should be one. */
type Missing = Omit<Observation, "detection"> & { readonly detection: Unavailable };

/** Every family that should have an address and has none, site by site; one that is absent is not among them. */
export function missingIn(report: CycleReport): readonly Missing[] {
  return observationsOf(report).flatMap(({ detection, ...seen }) =>
    detection.status === "unavailable" && detection.absent !== true ? [{ ...seen, detection }] : [],
  );
}

/** `no IPv4 address`, or that some of them are missing. */
export function titleOfMissing({ detection, ...seen }: Missing): string {
  return `${detection.partial === true ? "not every" : "no"} ${addressTitle(seen)}`;
}

/** What the router says of the line, where that explains a missing address and its reason does not name it yet. */
function natClause(detection: Unavailable, { nat }: CycleReport): string {
  if (nat === undefined || nat === "direct" || nat === "unknown" || !("nat" in detection)) return "";
  return detection.reason.includes(nat) ? "" : `; ${nat}: ${describeNat(nat)}`;
}

/** Why there is no address, what was kept, and the way out where the other family is there. */
export function describeMissing({ detection, ...seen }: Missing, report: CycleReport): string {
  const left = report.records.filter(
    ({ type, site, outcome }) => type === seen.type && site === seen.site && outcome === "skipped",
  ).length;
  const kept =
    left === 0
      ? ""
      : `; ${left === 1 ? "1 record set was left as it is" : `${left} record sets were left as they are`}`;
  const why = `${detection.source}: ${detection.reason.replace(/\.$/, "")}${natClause(detection, report)}`;
  if (detection.partial === true) return `Not every ${addressTitle(seen)} could be detected (${why}).`;
  // A line that answers in one family may have lost the other for good.
  const step = observationsOf(report).some(
    ({ site, family, detection: other }) =>
      site === seen.site && family !== seen.family && other.status === "known",
  )
    ? ` If there is none any more, set ${providerOf(seen)}=none.`
    : "";
  return `No ${addressTitle(seen)} could be detected (${why})${kept}.${step}`;
}

/** `IPv4 address`, or `IPv4 address of cabin`. */
function addressTitle({ site, family }: Pick<Observation, "site" | "family">): string {
  return `${family} address${site === "" ? "" : ` of ${site}`}`;
}

/** The setting that names the source. */
function providerOf({ site, family }: Pick<Observation, "site" | "family">): string {
  const suffix = site === "" ? "" : `_${site.toUpperCase()}`;
  return `${family === "IPv4" ? "IP4_PROVIDER" : "IP6_PROVIDER"}${suffix}`;
}

/** That a family seems not to be there at all, and the step; nothing for any other. */
export function describeAbsent({ site, family, detection }: Observation): readonly string[] {
  if (detection.status !== "unavailable" || detection.absent !== true) return [];
  const why = `${detection.source}: ${detection.reason.replace(/\.$/, "")}`;
  return [
    `There seems to be no ${family} ${site === "" ? "here" : `at ${site}`} (${why}), and nothing is kept for it: set ${providerOf({ site, family })}=none to leave it out, or give a container the host's network if the host has ${family}.`,
  ];
}
