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

/** How many different lines are known to have been said: texts of others must not fill the memory. */
const MOST_REMEMBERED = 200;

export interface Narrator {
  /** `judgement` is absent for what no cycle follows. */
  tell(report: CycleReport, trigger: Trigger, judgement?: Judgement): void;
}

/** What has been failing, as the log has it. */
interface Spell {
  readonly things: string;
  readonly sinceMs: number;
  readonly toldMs: number;
  /** What was said of it: reasons that take turns are told once each. */
  readonly lines: ReadonlySet<string>;
}

export function createNarrator(log: Log, clock: Pick<Clock, "now">): Narrator {
  const notesTold = new Set<string>();
  let spell: Spell | undefined;
  let toldQuiet = false;

  function tell(report: CycleReport, trigger: Trigger, judgement?: Judgement): void {
    const { failures, changes, notes } = describeReport(report, displayName);
    if (failures.length > 0 || (spell !== undefined && judgement !== undefined))
      tellFailures(report, trigger, judgement);
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

  function tellFailures(report: CycleReport, trigger: Trigger, judgement: Judgement | undefined): void {
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
    const words = failures.map(inOutline);
    const isNew = things !== spell?.things || words.some((line) => !spell?.lines.has(line));
    const isReminder = !isNew && nowMs - (spell?.toldMs ?? nowMs) >= REMINDER_MS;
    for (const line of failures) (isNew ? log.warn : log.debug)(line);
    if (isReminder) log.warn(`Still the same, for ${lasted} now: ${title}.`);
    // Once for each try of its own; the schedule in between goes without saying.
    if (nextTry !== undefined && (isNew || (trigger === "retry" && judgement?.retryAt !== undefined)))
      log.info(`Trying again at ${nextTry}.`);
    spell = {
      things,
      sinceMs: since,
      toldMs: isNew || isReminder ? nowMs : (spell?.toldMs ?? nowMs),
      lines: new Set([...(spell?.lines ?? []), ...words].slice(-MOST_REMEMBERED)),
    };
  }

  function tellOnce(notes: readonly string[]): void {
    for (const note of notes) {
      // Why a family seems not to be there may change its words from cycle to cycle; that it is not does not.
      const about = note.replace(/ (?:here|at \w+) \([^()]*(?:\([^()]*\)[^()]*)*\), /, " ");
      if (!notesTold.has(about)) log.warn(note);
      notesTold.add(about);
      if (notesTold.size > MOST_REMEMBERED) notesTold.clear();
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

/** A line without its numbers, which change from cycle to cycle where nothing else does. */
function inOutline(line: string): string {
  return line.replace(/\d+/g, "#");
}

function requestCount({ requests }: CycleReport): string {
  return requests === 1 ? "1 request to Cloudflare" : `${requests} requests to Cloudflare`;
}
