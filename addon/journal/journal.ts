/** Writes the journal behind the cycles' back: a line where an address changed, and now and then without what is too old. */

import {
  type Clock,
  type CycleListener,
  type CycleReport,
  compacted,
  createTurns,
  type FilePlace,
  formatLine,
  type JournalLine,
  journalKey,
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
  /** Calls `hear` with all that is in the file, if anything, then with what is added, whoever writes it; answers with the function that ends it. */
  follow(hear: (news: JournalNews) => void): () => void;
  /** Resolves when all that was heard is written or given up; every file operation has its bound. */
  settled(): Promise<void>;
}

export interface JournalNews {
  /** Oldest first. */
  readonly lines: readonly JournalLine[];
  /** They are all that there are: forget those before. */
  readonly isAll: boolean;
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
  // Instances of one folder write it together: each reads what the others added before it adds.
  const file = new OwnFile(path, () => {});
  /** Undefined before the file was read. */
  let place: FilePlace | undefined;
  /** Of each site and family: all that a new line is compared with. */
  const newest = new Map<string, JournalLine>();
  let count = 0;
  let compactedAt = Number.NEGATIVE_INFINITY;
  const hearers = new Set<(news: JournalNews) => void>();
  let told = false;
  let reported: CycleReport | undefined;
  const takeTurn = createTurns();
  let last: Promise<unknown> = Promise.resolve();

  /** Reads what was added; true where its end is torn, as a kill leaves it. */
  async function readOn(): Promise<boolean> {
    const { bytes, from } = await file.readOn(place);
    const end = bytes.lastIndexOf("\n") + 1;
    const isTorn = end < bytes.length;
    const isAll = from.bytes === 0;
    const isNews = end > 0 || (isAll && count > 0);
    if (isAll) newest.clear();
    const lines = parseJournal(bytes.toString());
    for (const line of lines) newest.set(journalKey(line), line);
    count = (isAll ? 0 : count) + lines.length;
    place = { ...from, bytes: from.bytes + end };
    // The torn end is read again once it is a line.
    const news = { lines: isTorn ? parseJournal(bytes.toString("utf8", 0, end)) : lines, isAll };
    if (isNews) for (const hear of hearers) hear(news);
    return isTorn;
  }

  async function compact(): Promise<void> {
    await file.rewrite((text) => {
      const lines = parseJournal(text);
      const left = compacted(lines, days, clock.now());
      return left.length < lines.length ? left.map(formatLine).join("") : undefined;
    });
    compactedAt = clock.monotonic();
  }

  async function note(report: CycleReport): Promise<void> {
    const isDue = clock.monotonic() - compactedAt >= COMPACT_EVERY_MS || count > MOST_LINES + SPARE_LINES;
    const news = (): readonly JournalLine[] => newLines(newest, report);
    if (place !== undefined && news().length === 0 && !isDue) return;
    if (isDue) await compact();
    const isTorn = await readOn();
    const added = news();
    if (added.length === 0) return;
    // What a kill tore is ended first, so that it cannot spoil the next line.
    await file.append((isTorn ? "\n" : "") + added.map(formatLine).join(""));
    await readOn();
  }

  /** Of reports that came while the disk was waited for the newest counts. */
  async function noteNewest(): Promise<void> {
    const report = reported;
    reported = undefined;
    if (report === undefined) return;
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
      reported = undefined;
    }
  }

  return {
    listener: {
      cycleEnded(report) {
        if (report.dryRun) return;
        reported = report;
        last = takeTurn(noteNewest);
      },
    },
    follow(hear) {
      hearers.add(hear);
      last = takeTurn(async () => {
        place = undefined;
        // A file that cannot be read is told of by the next cycle.
        await readOn().catch(() => undefined);
      });
      return () => hearers.delete(hear);
    },
    async settled() {
      await last;
    },
  };
}
