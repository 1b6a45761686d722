/** The names of a request, each judged before anything else is: is it one, and does this client feed it? */

import { type CycleReport, type Fqdn, type IpFamily, parseFqdn } from "../../src/index.ts";
import { type FedSet, type Feed, fedNames, setsOf } from "./feeds.ts";

/** The record sets that a name stands for, or the line that refuses it. */
export type JudgedName =
  | { readonly kind: "fed"; readonly sets: readonly FedSet[] }
  | { readonly kind: "refused"; readonly line: "notfqdn" | "nohost" };

/** So many names may one request hold. */
export const MOST_NAMES = 20;

/** One entry for each name asked, in order; without names, one for each that the client feeds. */
export function judgeNames(
  asked: readonly string[],
  feed: Feed,
  report: CycleReport | undefined,
): readonly JudgedName[] {
  if (asked.length === 0)
    return fedNames(feed, report).map((name) => ({ kind: "fed", sets: setsOf(feed, name, report) }));
  return asked.map((text) => {
    const name = parseFqdn(text);
    return name.ok ? judge(name.value, feed, report) : { kind: "refused", line: "notfqdn" };
  });
}

/** The same names with those of their record sets alone that `families` are about. */
export function about(names: readonly JudgedName[], families: readonly IpFamily[]): readonly JudgedName[] {
  return names.map((name) =>
    name.kind === "fed" ? fedBy(name.sets.filter(({ family }) => families.includes(family))) : name,
  );
}

function judge(name: Fqdn, feed: Feed, report: CycleReport | undefined): JudgedName {
  return fedBy(setsOf(feed, name, report));
}

function fedBy(sets: readonly FedSet[]): JudgedName {
  return sets.length === 0 ? { kind: "refused", line: "nohost" } : { kind: "fed", sets };
}
