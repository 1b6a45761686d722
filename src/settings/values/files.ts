/** Reads the files that settings name, through the reader it is given. */

import { type Parsed, parsed, quote, refused } from "../../core/parsed.ts";

/** Reads whole text files; this folder touches no disk itself. */
export interface FileReader {
  read(
    path: string,
  ): { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string };
}

/** Is it an absolute path, of whatever platform? */
function isAbsolutePath(path: string): boolean {
  return /^(\/|[A-Za-z]:[\\/]|\\\\)/.test(path);
}

/** An absolute path. */
export function parsePath(text: string): Parsed<string> {
  return isAbsolutePath(text)
    ? parsed(text)
    : refused(`${quote(text)} is a relative path; write the whole path from the root`);
}

/** A folder; a relative one belongs to wherever the program is started. */
export function parseFolder(text: string): Parsed<string> {
  return parsed(
    text,
    isAbsolutePath(text)
      ? []
      : [
          `${quote(text)} is a relative path, which means another folder wherever the program is started; write the whole path`,
        ],
  );
}

/** The content of the file, trimmed; an empty file is refused. */
export function readFile(path: string, files: FileReader): Parsed<string> {
  const absolute = parsePath(path);
  if (!absolute.ok) return absolute;
  const read = files.read(path);
  if (!read.ok) return refused(`${quote(path)} cannot be read: ${read.reason}`);
  const decoded = plainText(read.text);
  if (!decoded.ok) return refused(`${quote(path)} ${decoded.reason}`);
  const text = decoded.value.trim();
  return text === "" ? refused(`${quote(path)} is empty`) : parsed(text);
}

/** The text of a file that was read as UTF-8, without the mark that some editors put in front. */
export function plainText(text: string): Parsed<string> {
  if (text.includes("\0") || text.startsWith("\ufffd\ufffd"))
    return refused("is UTF-16, as PowerShell's > writes it; save it as UTF-8");
  if (text.includes("\ufffd")) return refused("is not UTF-8; save it as UTF-8");
  return parsed(text.replace(/^\ufeff/, ""));
}
