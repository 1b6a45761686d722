/** Reads the files that settings name, through the reader it is given. */

import { type Parsed, parsed, quote, refused } from "../../core/parsed.ts";

/** Reads whole text files; this folder touches no disk itself. */
export interface FileReader {
  read(
    path: string,
  ): { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string };
}

/** Is it an absolute path, of whatever platform? */
export function isAbsolutePath(path: string): boolean {
  return /^(\/|[A-Za-z]:[\\/]|\\\\)/.test(path);
}

/** An absolute path. */
export function parsePath(text: string): Parsed<string> {
  return isAbsolutePath(text)
    ? parsed(text)
    : refused(`${quote(text)} is a relative path; write the whole path from the root`);
}

/** The content of the file, trimmed; an empty file is refused. */
export function readFile(path: string, files: FileReader): Parsed<string> {
  const absolute = parsePath(path);
  if (!absolute.ok) return absolute;
  const read = files.read(path);
  if (!read.ok) return refused(`${quote(path)} cannot be read: ${read.reason}`);
  const text = read.text.replace(/^\uFEFF/, "").trim();
  return text === "" ? refused(`${quote(path)} is empty`) : parsed(text);
}
