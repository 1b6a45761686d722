/** What is done to one file, step by step. Everything here waits for the disk as long as it takes. */

import { constants } from "node:fs";
import { type FileHandle, lstat, mkdir, open, readdir, rename, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { asTrouble, FileTrouble } from "./trouble.ts";

/** Nothing that we keep comes near this. */
const LARGEST_BYTES = 4 * 1024 * 1024;
/** A draft of this age was left behind by a process that was killed. */
const LEFTOVER_MS = 60_000;
/** Of appending to a file that others replace. */
const MOST_TRIES = 5;

/** How far a file was read. */
export interface FilePlace {
  /** Tells the file from another that took its place. */
  readonly inode: number;
  readonly bytes: number;
}

/** What stands behind a place, or from the first byte on. */
export interface Behind {
  readonly bytes: Buffer;
  /** Where it begins. */
  readonly from: FilePlace;
}

/** Makes a folder and those above it, each tried once: where a mount has vanished, Node's own recursion never ends. */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (thrown) {
    const { code } = asTrouble(thrown);
    if (code === "EEXIST") return;
    if (code !== "ENOENT" || dirname(folder) === folder) throw thrown;
    await makeFolder(dirname(folder));
    await mkdir(folder, { mode: 0o700 });
  }
}

export async function readWhole(path: string): Promise<string | null> {
  const found = await readBehind(path, undefined);
  return found?.bytes.toString() ?? null;
}

export async function readBehind(path: string, place: FilePlace | undefined): Promise<Behind | undefined> {
  const file = await openToRead(path);
  if (file === undefined) return undefined;
  try {
    return await bytesBehind(file, place);
  } finally {
    await file.close();
  }
}

/** Undefined where there is none. */
async function openToRead(path: string): Promise<FileHandle | undefined> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  // A pipe without a writer would be waited for without O_NONBLOCK, for ever.
  return await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch((thrown: unknown) => {
    const { code } = asTrouble(thrown);
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw code === "ELOOP" ? new FileTrouble("it is a symbolic link") : thrown;
  });
}

async function bytesBehind(file: FileHandle, place: FilePlace | undefined): Promise<Behind> {
  const found = await file.stat();
  if (!found.isFile()) throw new FileTrouble("it is no ordinary file");
  if (found.size > LARGEST_BYTES) throw new FileTrouble("it is far too large");
  const from = place?.inode === found.ino && place.bytes <= found.size ? place.bytes : 0;
  const bytes = Buffer.alloc(found.size - from);
  const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
  return { bytes: bytes.subarray(0, bytesRead), from: { inode: found.ino, bytes: from } };
}

/** Replaces a file by what `change` makes of its text, if anything; what others append meanwhile goes behind it. */
export async function rewriteAll(path: string, change: (text: string) => string | undefined): Promise<void> {
  const file = await openToRead(path);
  if (file === undefined) return;
  try {
    const { bytes, from } = await bytesBehind(file, undefined);
    const changed = change(bytes.toString());
    if (changed === undefined) return;
    await putInPlace(path, changed);
    // Who appended between reading and replacing wrote into the old file, which nobody opens any more.
    const late = await bytesBehind(file, { ...from, bytes: bytes.length });
    if (late.bytes.length > 0) await addTo(path, late.bytes);
  } finally {
    await file.close();
  }
}

/** Puts text behind what is there, also where others replace the file meanwhile. */
export async function addTo(path: string, text: string | Buffer): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries++) if (await addOnce(path, text)) return;
  throw new FileTrouble("other programs replace it again and again");
}

/** False where the file was replaced meanwhile: then the text may be gone with the old one. */
async function addOnce(path: string, text: string | Buffer): Promise<boolean> {
  const { O_WRONLY, O_CREAT, O_APPEND, O_NOFOLLOW, O_NONBLOCK } = constants;
  const file = await open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK, 0o600);
  try {
    if (!(await file.stat()).isFile()) throw new FileTrouble("it is no ordinary file");
    await file.writeFile(text);
    await file.sync();
    return !(await isReplaced(path, file));
  } finally {
    await file.close();
  }
}

/** Both signs, since file systems over a network make up their numbers. */
async function isReplaced(path: string, file: FileHandle): Promise<boolean> {
  const { nlink, ino } = await file.stat();
  if (nlink > 0) return false;
  return (await lstat(path).catch(() => undefined))?.ino !== ino;
}

/** Written under a new name, then renamed: what stood in its place, a link too, is let go of. */
export async function putInPlace(path: string, text: string): Promise<void> {
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  const draft = `${path}.${newHexDigits()}.new`;
  const file = await open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    try {
      await file.chmod(0o600);
      await file.writeFile(text);
      // Without this a power cut may keep the new name and lose the content.
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (thrown) {
    await unlink(draft).catch(() => {});
    throw thrown;
  }
}

/** Twelve. Guessing them gains nothing, since O_EXCL takes neither file nor link that is there; node:crypto would cost 1.4 MB. */
function newHexDigits(): string {
  return Math.floor(Math.random() * 2 ** 48)
    .toString(16)
    .padStart(12, "0");
}

/** Takes away the drafts of `putInPlace` that kills left behind. */
export async function removeLeftovers(path: string): Promise<void> {
  const folder = dirname(path);
  const start = `${basename(path)}.`;
  for (const name of await readdir(folder)) {
    if (!name.startsWith(start) || !/^([0-9a-f]{12}\.)?new$/.test(name.slice(start.length))) continue;
    const { mtimeMs } = await lstat(join(folder, name));
    if (Date.now() - mtimeMs > LEFTOVER_MS) await unlink(join(folder, name));
  }
}
