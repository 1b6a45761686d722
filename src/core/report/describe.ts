/** Words for people: what a cycle did, for notifications, monitors and the command line. */

import { traitsOf } from "../list/kinds.ts";
import type { Fqdn, Outcome, ReportedChange } from "../types.ts";
import { describeAbsent, describeMissing, missingIn, titleOfMissing } from "./describe-family.ts";
import { observationsOf } from "./observations.ts";
import type { CycleReport, ListReport, ReportedError } from "./report.ts";

/** A heading and what is under it; `lines` may be empty. */
export interface Description {
  readonly title: string;
  readonly lines: readonly string[];
}

/** The same with its lines sorted: what failed, what changed. `lines` are both, failures first. */
export interface ReportDescription extends Description {
  readonly failures: readonly string[];
  readonly changes: readonly string[];
  /** What is no failure but worth a word, once. */
  readonly notes: readonly string[];
}

/** How a name is shown: in Unicode, where its ASCII form is Punycode. */
export type DisplayName = (name: Fqdn) => string;

/** Beyond this many lines of one sort, those that are alike are counted instead. */
const MOST_LINES = 20;

/**
 * What a cycle did: the title counts, the lines name each record set and list that changed or failed and each family without address.
 *
 *   title   1 updated, no IPv6 address
 *   lines   A home.example.org updated: 198.51.100.1 → 203.0.113.7
 *           No IPv6 address could be detected (ipify: timed out after 5 s); 1 record set was left as it is.
 */
export function describeReport(
  report: CycleReport,
  displayName: DisplayName = (name) => name,
): ReportDescription {
  const failed = failures(report, displayName);
  const changed = changes(report, displayName);
  const notes = observationsOf(report).flatMap(describeAbsent);
  return {
    title: describeTitle(report),
    lines: [...failed, ...changed],
    failures: failed,
    changes: changed,
    notes,
  };
}

export const CHANGED: readonly Outcome[] = ["created", "updated", "deleted"];

function describeTitle(report: CycleReport): string {
  const missing = missingIn(report).map(titleOfMissing);
  const title = [countTitle(report, [...CHANGED, "failed"]), ...missing]
    .filter((part) => part !== "")
    .join(", ");
  if (title !== "") return title;
  return report.ok ? "nothing to change" : "failed";
}

/** `2 updated, 1 failed`, empty where there is none of them. */
export function countTitle(report: CycleReport, outcomes: readonly Outcome[]): string {
  const all = [...report.records, ...report.lists];
  return outcomes
    .map((outcome) => ({ outcome, count: all.filter((one) => one.outcome === outcome).length }))
    .filter(({ count }) => count > 0)
    .map(({ outcome, count }) => `${count} ${verb(outcome, report.dryRun)}`)
    .join(", ");
}

function verb(outcome: Outcome, dryRun: boolean): string {
  return dryRun && CHANGED.includes(outcome) ? `would be ${outcome}` : outcome;
}

/** One thing to tell, and how it reads when many are alike: `alike` in all they say, or only in their `sort`. */
interface Told {
  readonly line: string;
  readonly alike: string;
  readonly sort: string;
  /** Follows the count: one of them in full. */
  readonly example?: string;
}

function failures(report: CycleReport, displayName: DisplayName): readonly string[] {
  const records = report.records
    .filter(({ outcome }) => outcome === "failed")
    .map(({ name, type, error }) => {
      const shown = displayName(name);
      const told = error && { ...error, message: error.message.replaceAll(name, shown) };
      return failed(`${type} ${shown}`, "record sets", told);
    });
  const lists = report.lists
    .filter(({ outcome }) => outcome === "failed")
    .map((list) => failed(listName(list, report), traitsOf(list.kind).heading, list.error));
  return [
    ...missingIn(report).map((missing) => describeMissing(missing, report)),
    ...collapse(records),
    ...collapse(lists),
  ];
}

function failed(what: string, many: string, error: ReportedError | null): Told {
  const message = error?.message ?? "no reason was given";
  const line = message.includes(what) ? message : `${what} failed: ${message}`;
  const key = `${many} failed (${error?.code ?? "unknown"})`;
  return { line, alike: key, sort: key, example: `, the first: ${line}` };
}

function changes(report: CycleReport, displayName: DisplayName): readonly string[] {
  const records = report.records
    .filter(({ outcome }) => CHANGED.includes(outcome))
    .map((record): Told => {
      const done = verb(record.outcome, report.dryRun);
      const detail = describeChanges(record.changes);
      const after = detail === "" ? "" : `: ${detail}`;
      const sort = `${record.type} record sets ${done}`;
      return {
        line: `${record.type} ${displayName(record.name)} ${done}${after}`,
        alike: `${sort}${after}`,
        sort,
      };
    });
  const lists = report.lists
    .filter(({ outcome }) => CHANGED.includes(outcome))
    .map((list): Told => {
      const done = verb(list.outcome, report.dryRun);
      const detail = [
        ...(list.added.length === 0 ? [] : [`added ${list.added.join(", ")}`]),
        ...(list.removed.length === 0 ? [] : [`removed ${list.removed.join(", ")}`]),
      ].join("; ");
      const after = detail === "" ? "" : `: ${detail}`;
      const sort = `${traitsOf(list.kind).heading} ${done}`;
      return { line: `${listName(list, report)} ${done}${after}`, alike: `${sort}${after}`, sort };
    });
  return [...collapse(records), ...collapse(lists)];
}

/** The account is named only where there are several. */
function listName(list: ListReport, report: CycleReport): string {
  const accounts = new Set(report.lists.map(({ account }) => account));
  return `${traitsOf(list.kind).noun} ${accounts.size > 1 ? `${list.account}/` : ""}${list.name}`;
}

/** `198.51.100.1 → 203.0.113.7; added 203.0.113.8; removed 198.51.100.2`; a lone addition or removal has no verb. */
function describeChanges(all: readonly ReportedChange[]): string {
  const words = all.length > 1;
  return all
    .map((change) => {
      const attributes = describeAttributes(change.attributes);
      if (change.action === "delete") return `${words ? "removed " : ""}${change.from ?? ""}`;
      if (change.action === "create") return `${words ? "added " : ""}${change.to ?? ""}`;
      if (change.from === change.to) return attributes;
      return `${change.from} → ${change.to}${attributes === "" ? "" : ` (${attributes})`}`;
    })
    .filter((text) => text !== "")
    .join("; ");
}

function describeAttributes(attributes: ReportedChange["attributes"]): string {
  const { proxied, ttl, comment } = attributes ?? {};
  return [
    ...(proxied === undefined ? [] : [proxied ? "proxied" : "not proxied"]),
    ...(ttl === undefined ? [] : [ttl === 1 ? "TTL automatic" : `TTL ${ttl} s`]),
    ...(comment === undefined ? [] : [comment === "" ? "no comment" : `comment ${JSON.stringify(comment)}`]),
  ].join(", ");
}

/** The lines of few things, or counts of many: first of those alike in every word, then, where that is still long, of a sort. */
function collapse(told: readonly Told[]): readonly string[] {
  if (told.length <= MOST_LINES) return told.map(({ line }) => line);
  const alike = count(told, ({ alike }) => alike);
  return alike.length <= MOST_LINES ? alike : count(told, ({ sort }) => sort);
}

function count(told: readonly Told[], keyOf: (one: Told) => string): readonly string[] {
  const groups = new Map<string, Told[]>();
  for (const one of told) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return [...groups].map(([key, [first, ...rest]]) =>
    first === undefined || rest.length === 0
      ? (first?.line ?? key)
      : `${rest.length + 1} ${key}${first.example ?? ""}`,
  );
}
