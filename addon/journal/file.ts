/** Where the journal is, and how it is read. */

import { join } from "node:path";
import { FileTrouble, type JournalLine, OwnFile, parseJournal } from "../../src/index.ts";

/** Shared by the instances of a folder: they are in one house. */
export function journalPath(folder: string): string {
  return join(folder, "addresses.jsonl");
}

export type JournalReading =
  | { readonly ok: true; readonly lines: readonly JournalLine[] }
  | { readonly ok: false; readonly reason: string };

/** Nobody there is a journal without lines. Never rejects. */
export async function readJournal(folder: string): Promise<JournalReading> {
  try {
    const text = await new OwnFile(journalPath(folder), () => {}).read();
    return { ok: true, lines: parseJournal(text ?? "") };
  } catch (thrown) {
    return { ok: false, reason: reasonOf(thrown) };
  }
}

export function reasonOf(thrown: unknown): string {
  return thrown instanceof FileTrouble ? thrown.code : "unknown error";
}
