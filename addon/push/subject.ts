/** What a request is about, judged before anything else is: names that this client feeds, or all that it feeds; and the lines that answer it. */

import { type CycleReport, FAMILIES, parseFqdn } from "../../src/index.ts";
import { type FedSet, type Feed, fedNames, setsOf } from "./feeds.ts";
import { LATER } from "./http/answer.ts";
import { type Telling, toldOf } from "./telling.ts";
import { lineOfLists, lineOfName } from "./verdict.ts";

/** The record sets that a name stands for, or the line that refuses it. */
type JudgedName =
  | { readonly kind: "fed"; readonly sets: readonly FedSet[] }
  | { readonly kind: "refused"; readonly line: "notfqdn" | "nohost" };

export interface Subject {
  /** Is there anything in it that the client feeds? */
  readonly isFed: boolean;
  /** One line for each name, in the order asked; `report`: undefined where no cycle has ended in time. */
  lines(telling: Telling, report: CycleReport | undefined): readonly string[];
}

/** So many names may one request hold. */
export const MOST_NAMES = 20;

/** `asked`: names as written, none for all; `report`: the newest, which tells names that only the zones know. */
export function subjectOf(asked: readonly string[], feed: Feed, report: CycleReport | undefined): Subject {
  if (asked.length > 0) {
    const names = asked.map((text) => judge(text, feed, report));
    return { isFed: names.some(isFed), lines: (telling, after) => linesOf(names, telling, after) };
  }
  const names = fedNames(feed, report).map((name) => fedBy(setsOf(feed, name, report)));
  if (names.length === 0 && feed.lists.length > 0)
    return {
      isFed: true,
      lines: (telling, after) => [after === undefined ? LATER : lineOfLists(feed, telling, after)],
    };
  return {
    isFed: names.length > 0,
    lines: (telling, after) => {
      const fed = linesOf(names, telling, after).filter((line) => line !== "nohost");
      return fed.length === 0 ? ["nohost"] : fed;
    },
  };
}

function judge(text: string, feed: Feed, report: CycleReport | undefined): JudgedName {
  const name = parseFqdn(text);
  return name.ok ? fedBy(setsOf(feed, name.value, report)) : { kind: "refused", line: "notfqdn" };
}

function fedBy(sets: readonly FedSet[]): JudgedName {
  return sets.length === 0 ? { kind: "refused", line: "nohost" } : { kind: "fed", sets };
}

function isFed({ kind }: JudgedName): boolean {
  return kind === "fed";
}

function linesOf(
  names: readonly JudgedName[],
  telling: Telling,
  report: CycleReport | undefined,
): readonly string[] {
  const families = FAMILIES.filter((family) => toldOf(telling, family) !== undefined);
  return names.map((name) => {
    if (name.kind === "refused") return name.line;
    // A family of the name that this telling says nothing about, or that others feed, is none of its business.
    const sets = name.sets.filter(({ family }) => families.includes(family));
    if (sets.length === 0) return "nohost";
    return report === undefined ? LATER : lineOfName(sets, telling, report);
  });
}
