/** Files of `NAME=value` lines: reads them the same on every Node, and writes lines that read back equal. */

import { type Parsed, parsed, refused } from "../../core/parsed.ts";

/** What stands in the file; a name that stands twice has its last value. */
export type EnvFile = Readonly<Record<string, string>>;

/** A line that is none, by its number from 1. No message repeats a value, which may be a secret. */
export interface BadLine {
  readonly line: number;
  readonly message: string;
}

const ASSIGNMENT = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*=[ \t]*/;
const WITH_COLON = /^[ \t]*([A-Za-z_][A-Za-z0-9_]*)[ \t]*:/;
/** What a backslash escapes between double quotation marks in a shell; before anything else it stands for itself. */
const ESCAPED = /\\(?:\n|(["\\$`]))/g;

/**
 * The assignments, or every line that is none.
 *
 * - `#` begins a comment at the start of a line and behind a blank, nowhere else: `ab#cd` is a value.
 * - Quotation marks at the start of a value mean what they mean to a shell, and may span lines: between `'` everything
 *   stands for itself, between `"` a backslash escapes `"`, `\`, `$` and a backtick. Within an unquoted value they stand
 *   for themselves. Nothing is expanded.
 */
export function parseEnvFile(text: string): { readonly values: EnvFile; readonly bad: readonly BadLine[] } {
  const values: Record<string, string> = {};
  const bad: BadLine[] = [];
  const lines = text.replace(/^\ufeff/, "").split("\n");
  for (let index = 0; index < lines.length; index++) {
    const number = index + 1;
    const line = (lines[index] ?? "").replace(/\r$/, "");
    if (/^[ \t]*(?:#|$)/.test(line)) continue;
    const [start, name] = ASSIGNMENT.exec(line) ?? [];
    if (start === undefined || name === undefined) {
      bad.push({ line: number, message: whyNoAssignment(line) });
      continue;
    }
    const written = line.slice(start.length);
    const rest = /["']/.test(written.charAt(0))
      ? [lines[index]?.slice(start.length), ...lines.slice(number)]
      : undefined;
    const value =
      rest === undefined ? parsed({ text: unquoted(written, start), lines: 1 }) : readQuoted(rest.join("\n"));
    if (!value.ok) bad.push({ line: number, message: `${name}: ${value.reason}` });
    else {
      values[name] = value.value.text;
      index += value.value.lines - 1;
    }
  }
  return { values, bad };
}

/** The line that reads back as this value: bare where possible, since not every program reads quotation marks. */
export function formatAssignment(name: string, value: string): string {
  const isPlain = value === value.trim() && !/^["']|[\r\n]|[ \t]#/.test(value);
  if (isPlain) return `${name}=${value}`;
  return value.includes("'") ? `${name}="${value.replace(/["\\$`]/g, "\\$&")}"` : `${name}='${value}'`;
}

/** `start` ends with the blanks behind `=`: a `#` there is behind a blank as well. */
function unquoted(written: string, start: string): string {
  const isBlankBefore = /[ \t]$/.test(start);
  if (isBlankBefore && written.startsWith("#")) return "";
  return written.replace(/[ \t]#.*$/s, "").trim();
}

/** One word as a shell reads it, and how many lines it takes. */
function readQuoted(text: string): Parsed<{ readonly text: string; readonly lines: number }> {
  const parts: string[] = [];
  let at = 0;
  while (at < text.length && !/\s/.test(text.charAt(at))) {
    const rest = text.slice(at);
    const [single, inSingle] = /^'([^']*)'/.exec(rest) ?? [];
    const [double, inDouble] = /^"((?:[^"\\]|\\[\s\S])*)"/.exec(rest) ?? [];
    const [bare] = /^(?:\\[\s\S]|[^\s"'\\])+/.exec(rest) ?? [];
    const taken = single ?? double ?? bare;
    if (taken === undefined) return refused("a quotation mark opens that is never closed");
    parts.push(inSingle ?? inDouble?.replace(ESCAPED, "$1") ?? taken.replace(/\\([\s\S])/g, "$1"));
    at += taken.length;
  }
  const [behind = ""] = text.slice(at).split("\n");
  return /^[ \t]*\r?$|^[ \t]+#/.test(behind)
    ? parsed({ text: parts.join(""), lines: text.slice(0, at).split("\n").length })
    : refused("something follows behind the closing quotation mark; put the whole value between one pair");
}

function whyNoAssignment(line: string): string {
  const name = WITH_COLON.exec(line)?.[1];
  return name === undefined
    ? "it is not NAME=value; a comment begins with #"
    : `${name} stands before a colon; write ${name}=…`;
}
