/** Writes the journal behind the cycles' back: a line where an address changed, and now and then without what is too old. */

import {
  type Clock,
  type CycleListener,
  type CycleReport,
  compacted,
  formatLine,
  type JournalLine,
  MOST_LINES,
  newLines,
  OwnFile,
  parseJournal,
} from "../../src/index.ts";
import { journalPath, reasonOf } from "./file.ts";

const COMPACT_EVERY_MS = 24 * 3_600_000;
/** So many may be added in a day before the file is rewritten for them. */
const SPARE_LINES = 2000;

export interface Journal {
  readonly listener: CycleListener;
  /** What is in the file, whoever wrote it; empty where it cannot be read. Never rejects. */
  read(): Promise<readonly JournalLine[]>;
  /** Calls `hear` after each time that lines were added; answers with the function that ends it. */
  subscribe(hear: () => void): () => void;
  /** Resolves when all that was heard is written or given up; every file operation has its bound. */
  settled(): Promise<void>;
}

export interface JournalOptions {
  /** The state folder. */
  readonly folder: string;
  /** At least 1. */
  readonly days: number;
  readonly clock: Clock;
  readonly warn: (text: string) => void;
}

/** `warn` hears once of a journal that cannot be written. */
export function openJournal({ folder, days, clock, warn }: JournalOptions): Journal {
  const path = journalPath(folder);
  // Instances of one folder write it together: each reads before it adds.
  const file = new OwnFile(path, () => {});
  /** As it was last read or written; undefined before. */
  let known: readonly JournalLine[] | undefined;
  let compactedAt = Number.NEGATIVE_INFINITY;
  const hearers = new Set<() => void>();
  let told = false;
  let newest: CycleReport | undefined;
  let running: Promise<void> | undefined;

  async function note(report: CycleReport): Promise<void> {
    const isDue =
      clock.monotonic() - compactedAt >= COMPACT_EVERY_MS || (known?.length ?? 0) > MOST_LINES + SPARE_LINES;
    if (known !== undefined && newLines(known, report).length === 0 && !isDue) return;
    const text = (await file.read()) ?? "";
    const lines = parseJournal(text);
    const added = newLines(lines, report);
    const all = [...lines, ...added];
    const left = isDue ? compacted(all, days, clock.now()) : all;
    // What a kill tore is ended first, so that it cannot spoil the next line.
    const end = text === "" || text.endsWith("\n") ? "" : "\n";
    if (left.length < all.length) await file.replace(left.map(formatLine).join(""));
    else if (added.length > 0) await file.append(end + added.map(formatLine).join(""));
    known = left;
    compactedAt = isDue ? clock.monotonic() : compactedAt;
    if (added.length > 0) for (const hear of hearers) hear();
  }

  async function run(): Promise<void> {
    for (let report = newest; report !== undefined; report = newest) {
      newest = undefined;
      try {
        await note(report);
        told = false;
      } catch (thrown) {
        if (!told)
          warn(
            `The journal of addresses could not be kept in ${path} (${reasonOf(thrown)}): changes go unnoted until it can. Make the folder writable, or set STATE_DIR.`,
          );
        told = true;
        // The next cycle notes what this one could not; nobody waits for a disk twice.
        newest = undefined;
      }
    }
    running = undefined;
  }

  return {
    listener: {
      cycleEnded(report) {
        if (report.dryRun) return;
        newest = report;
        running ??= run();
      },
    },
    read: () =>
      file.read().then(
        (text) => parseJournal(text ?? ""),
        () => [],
      ),
    subscribe(hear) {
      hearers.add(hear);
      return () => hearers.delete(hear);
    },
    async settled() {
      await running;
    },
  };
}
