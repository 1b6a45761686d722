/** Reads a report in the form of mutation-testing-elements: how many faults were found, and which were not. */

export interface MutationReport {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>;
}

interface Mutant {
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: string;
  readonly location: { readonly start: Position; readonly end: Position };
}

/** Both count from 1. */
interface Position {
  readonly line: number;
  readonly column: number;
}

/** A fault that makes the tests fail, or never end, was found. */
const FOUND: readonly string[] = ["Killed", "Timeout"];
const NOT_FOUND: readonly string[] = ["Survived", "NoCoverage"];

/** Over `files`, relative to the repository. */
export function scoreOf(
  report: MutationReport,
  files: readonly string[],
): { readonly found: number; readonly all: number; readonly percent: number } {
  const statuses = files.flatMap((file) => (report.files[file]?.mutants ?? []).map(({ status }) => status));
  const found = statuses.filter((status) => FOUND.includes(status)).length;
  const all = found + statuses.filter((status) => NOT_FOUND.includes(status)).length;
  return { found, all, percent: all === 0 ? 0 : (100 * found) / all };
}

/** One text for each fault that no test found: where it is, and what it put there. */
export function survivorsOf(report: MutationReport): readonly string[] {
  return Object.entries(report.files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split("\n");
    return mutants
      .filter(({ status }) => NOT_FOUND.includes(status))
      .map(({ location: { start, end }, replacement = "", mutatorName }) => {
        const last = start.line === end.line ? end.column - 1 : undefined;
        const was = (lines[start.line - 1] ?? "").slice(start.column - 1, last);
        const one = (text: string) => text.replace(/\s+/g, " ");
        return `${file}:${start.line}:${start.column} ${mutatorName}: ${one(was)} -> ${one(replacement)}`;
      });
  });
}
