/** What a judge is, and what it says in the end. */

import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { KEPT_IN, ROOT, type Tool, withPrograms } from "./tool.ts";

/** One row of the table. */
export interface Judge {
  readonly name: string;
  /** In words, as in "hadolint judges the Dockerfile". */
  readonly judges: string;
  readonly tools: readonly [Tool, ...Tool[]];
  /** Answers with its findings, a line each; none where all is right. Throws where the judge itself fails. */
  readonly run: (bench: Bench) => readonly string[] | Promise<readonly string[]>;
  /** Findings that were looked at and stay. One that no longer comes up is a finding itself. */
  readonly exceptions?: readonly Exception[];
}

export interface Exception {
  readonly finding: RegExp;
  readonly reason: string;
  /** It comes up on some machines alone, so that it may be missing. */
  readonly isOfMachine?: true;
}

/** What a judge works with. */
export interface Bench {
  /** The folders of the tools of its row, in their order. */
  readonly folders: readonly string[];
  /** A folder for what it writes, empty at the start. */
  readonly scratch: string;
  /** Runs a program, in the repository unless `cwd` says otherwise. */
  readonly call: (
    program: string,
    words: readonly string[],
    options?: { readonly cwd?: string; readonly environment?: NodeJS.ProcessEnv },
  ) => Called;
}

export interface Called {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

export function benchOf(name: string, folders: readonly string[]): Bench {
  const scratch = join(KEPT_IN, "scratch", name.replace(/[^a-z0-9]+/gi, "-"));
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  return {
    folders,
    scratch,
    call: (program, words, { cwd = ROOT, environment = {} } = {}) => {
      const { status, stdout, stderr, error } = spawnSync(program, words, {
        cwd,
        encoding: "utf8",
        env: { ...withPrograms(folders), NO_COLOR: "1", FORCE_COLOR: "0", ...environment },
        maxBuffer: 64 << 20,
      });
      if (error !== undefined) throw error;
      return { status, out: stripVTControlCharacters(stdout), err: stripVTControlCharacters(stderr) };
    },
  };
}

/** The findings of a program that ends with 0 where it has none, and else says them a line each. */
export function linesUnlessGood({ status, out, err }: Called): readonly string[] {
  if (status === 0) return [];
  const lines = linesOf(`${out}\n${err}`);
  return lines.length === 0 ? [`it ended with ${status} and said nothing`] : lines;
}

export function linesOf(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line.trim() !== "");
}

export interface Verdict {
  /** What has to be mended. */
  readonly findings: readonly string[];
  /** The exceptions that came up. */
  readonly excepted: readonly Exception[];
}

/** Sorts the findings of a judge into those to mend and those that stay. */
export function verdictOf(found: readonly string[], exceptions: readonly Exception[] = []): Verdict {
  const isExcepted = (line: string) => exceptions.some(({ finding }) => finding.test(line));
  const excepted = exceptions.filter(({ finding }) => found.some((line) => finding.test(line)));
  const idle = exceptions.filter((one) => one.isOfMachine !== true && !excepted.includes(one));
  return {
    findings: [
      ...found.filter((line) => !isExcepted(line)),
      ...idle.map(({ finding }) => `the exception ${String(finding)} does not come up any more: take it out`),
    ],
    excepted,
  };
}
