/** Puts cycles into the log: changes always, the same failure once and then once a day, a quiet cycle hardly at all. */

import {
  type Clock,
  type CycleReport,
  describeDuration,
  describeFlapping,
  describeReport,
  displayName,
  failingIn,
  type Trigger,
  traitsOf,
} from "../../src/index.ts";
import type { Judgement } from "./judgement.ts";
import type { Log } from "./log.ts";

/** A failure that goes on is worth a line a day, for those who read nothing but the newest lines. */
const REMINDER_MS = 86_400_000;

export interface Narrator {
  /** `judgement` is absent for what no cycle follows. */
  tell(report: CycleReport, trigger: Trigger, judgement?: Judgement): void;
}

/** What has been failing, as the log has it. */
interface Spell {
  readonly things: string;
  readonly sinceMs: number;
  readonly toldMs: number;
  /** As it was said last: cycles in between do not say it again. */
  readonly nextTry: string | undefined;
}

export function createNarrator(log: Log, clock: Pick<Clock, "now">): Narrator {
  const notesTold = new Set<string>();
  let spell: Spell | undefined;
  let toldQuiet = false;

  function tell(report: CycleReport, trigger: Trigger, judgement?: Judgement): void {
    const { failures, changes, notes } = describeReport(report, displayName);
    if (failures.length > 0 || (spell !== undefined && judgement !== undefined))
      tellFailures(report, judgement);
    for (const line of changes) log.change(line);
    tellOnce(notes);
    if (failures.length + changes.length === 0) tellQuiet(report, trigger);
    tellOnce(
      report.lists.flatMap(({ kind, name, warnings }) =>
        warnings.map((warning) => `${traitsOf(kind).noun} ${name}: ${warning}`),
      ),
    );
    const alert = judgement?.telling.alert;
    if (alert?.kind === "flapping") log.warn(describeFlapping(alert.families));
    if (alert?.kind === "calm") log.info("The address is calm again and is written at once.");
    toldQuiet = true;
  }

  function tellFailures(report: CycleReport, judgement: Judgement | undefined): void {
    const nowMs = clock.now();
    const { title, failures } = describeReport(report, displayName);
    const things = failingIn(report)
      .map(({ thing }) => thing)
      .sort()
      .join("; ");
    const since = spell?.sinceMs ?? nowMs;
    const lasted = describeDuration(Math.max(0, nowMs - since));
    const nextTry = judgement?.telling.nextTry;
    if (things === "") {
      log.info(`Everything is right again, after ${lasted}.`);
      spell = undefined;
      return;
    }
    const isNew = things !== spell?.things;
    const isReminder = !isNew && nowMs - (spell?.toldMs ?? nowMs) >= REMINDER_MS;
    for (const line of failures) (isNew ? log.warn : log.debug)(line);
    if (isReminder) log.warn(`Still the same, for ${lasted} now: ${title}.`);
    if (nextTry !== undefined && (isNew || judgement?.retryAt !== undefined) && nextTry !== spell?.nextTry)
      log.info(`Trying again at ${nextTry}.`);
    spell = {
      things,
      sinceMs: since,
      toldMs: isNew || isReminder ? nowMs : (spell?.toldMs ?? nowMs),
      nextTry: nextTry ?? spell?.nextTry,
    };
  }

  function tellOnce(notes: readonly string[]): void {
    for (const note of notes) {
      // The reason may change its words from cycle to cycle; what it is about does not.
      const about = note.replace(/\(.*\)/, "");
      if (!notesTold.has(about)) log.warn(note);
      notesTold.add(about);
    }
  }

  /** The first time a person wants to hear that all is well; after that silence says it. */
  function tellQuiet(report: CycleReport, trigger: Trigger): void {
    const sets = [...report.records, ...report.lists].filter(({ outcome }) => outcome !== "skipped").length;
    const all = sets === 1 ? "1 record set or list is right" : `${sets} record sets and lists are right`;
    const line = `Nothing to change: ${all}; ${requestCount(report)}.`;
    if (!toldQuiet || trigger === "now") log.info(line);
    else log.debug(line);
  }

  return { tell };
}

export function requestCount({ requests }: CycleReport): string {
  return requests === 1 ? "1 request to Cloudflare" : `${requests} requests to Cloudflare`;
}
