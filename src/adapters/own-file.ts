/** A file that is ours alone, in a folder that may be anybody's: nothing planted beside it can hurt, and no disk can hold us up. */

import { constants } from "node:fs";
import { lstat, mkdir, open, readdir, rename, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** Nothing that we keep comes near this. */
const LARGEST_BYTES = 4 * 1024 * 1024;
/** A disk that does not answer for so long is given up; what was asked of it may still happen. */
const PATIENCE_MS = 5000;
const NO_ANSWER = "the disk does not answer";
/** A draft of this age was left behind by a process that was killed. */
const LEFTOVER_MS = 60_000;

/** Why a file could not be read or written; `code` is the system's, or a few words. */
export class FileTrouble extends Error {
  override readonly name = "FileTrouble";
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

let waitingFor = 0;

/** Does a disk owe us an answer that was given up? Then even the end of the process would wait for it. */
export function isDiskStuck(): boolean {
  return waitingFor > 0;
}

/** `work`, or a FileTrouble once its time is up. Rejects with FileTrouble only. */
export async function inTime<T>(work: Promise<T>, patienceMs = PATIENCE_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let isLate = false;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      isLate = true;
      waitingFor += 1;
      reject(new FileTrouble(NO_ANSWER));
    }, patienceMs);
  });
  const settled = work.finally(() => {
    clearTimeout(timer);
    if (isLate) waitingFor -= 1;
  });
  settled.catch(() => {});
  return await Promise.race([settled, late]).catch((thrown: unknown) => {
    throw asTrouble(thrown);
  });
}

/** How far a file was read. */
export interface FilePlace {
  /** Tells the file from another that took its place. */
  readonly inode: number;
  readonly bytes: number;
}

/** What stands behind a place, or from the first byte on. */
export interface TextBehind {
  readonly text: string;
  /** Where it begins. */
  readonly from: FilePlace;
}

export class OwnFile {
  readonly #path: string;
  readonly #onRival: () => void;
  /** What the file holds as far as we know; undefined before it was looked at. */
  #known: string | null | undefined;
  #waiting: { readonly text: string } | undefined;
  #writing: Promise<void> | undefined;
  #isGivenUp = false;
  #isTidy = false;

  /** `onRival` hears, once, that somebody else writes the file too. */
  constructor(path: string, onRival: () => void) {
    this.#path = path;
    let isTold = false;
    this.#onRival = () => {
      if (!isTold) onRival();
      isTold = true;
    };
  }

  /** The text of the file, null where there is none. Rejects with FileTrouble only. */
  async read(): Promise<string | null> {
    this.#known = await inTime(readWhole(this.#path));
    return this.#known;
  }

  /**
   * What was put behind `place`; all of it where that is not known, where the file was cut since, or where it is another
   * one. Empty where there is none. Rejects with FileTrouble only.
   */
  async readOn(place: FilePlace | undefined): Promise<TextBehind> {
    const found = await inTime(readBehind(this.#path, place));
    return found ?? { text: "", from: { inode: 0, bytes: 0 } };
  }

  /**
   * Replaces the file in one step. Of texts that come while one is written only the newest is. Rejects with
   * FileTrouble only, and never waits for long.
   */
  async replace(text: string): Promise<void> {
    this.#waiting = { text };
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
      this.#isGivenUp = false;
    });
    if (this.#isGivenUp) throw new FileTrouble(NO_ANSWER);
    await inTime(this.#writing).catch((thrown: FileTrouble) => {
      this.#isGivenUp = thrown.code === NO_ANSWER;
      throw thrown;
    });
  }

  /**
   * Puts text behind what is there, so that a kill can only tear its end. Rejects with FileTrouble only, and never waits
   * for long; one at a time, and not beside `replace`.
   */
  async append(text: string): Promise<void> {
    await inTime(makeFolder(dirname(this.#path)).then(() => addTo(this.#path, text)));
    this.#known = undefined;
  }

  async #writeAll(): Promise<void> {
    for (let next = this.#waiting; next !== undefined; next = this.#waiting) {
      this.#waiting = undefined;
      await this.#write(next.text);
    }
  }

  async #write(text: string): Promise<void> {
    const found = await readWhole(this.#path).catch(() => null);
    if (this.#known !== undefined && found !== null && found !== this.#known) this.#onRival();
    await makeFolder(dirname(this.#path));
    await putInPlace(this.#path, text);
    this.#known = text;
    if (!this.#isTidy) await removeLeftovers(this.#path).catch(() => {});
    this.#isTidy = true;
  }
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

async function readWhole(path: string): Promise<string | null> {
  const found = await readBehind(path, undefined);
  return found?.text ?? null;
}

async function readBehind(path: string, place: FilePlace | undefined): Promise<TextBehind | undefined> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  // A pipe without a writer would be waited for without O_NONBLOCK, for ever.
  const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch((thrown: unknown) => {
    const { code } = asTrouble(thrown);
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw code === "ELOOP" ? new FileTrouble("it is a symbolic link") : thrown;
  });
  if (file === undefined) return undefined;
  try {
    const found = await file.stat();
    if (!found.isFile()) throw new FileTrouble("it is no ordinary file");
    if (found.size > LARGEST_BYTES) throw new FileTrouble("it is far too large");
    const from = place?.inode === found.ino && place.bytes <= found.size ? place.bytes : 0;
    const bytes = Buffer.alloc(found.size - from);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
    return { text: bytes.toString("utf8", 0, bytesRead), from: { inode: found.ino, bytes: from } };
  } finally {
    await file.close();
  }
}

async function addTo(path: string, text: string): Promise<void> {
  const { O_WRONLY, O_CREAT, O_APPEND, O_NOFOLLOW, O_NONBLOCK } = constants;
  const file = await open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK, 0o600);
  try {
    if (!(await file.stat()).isFile()) throw new FileTrouble("it is no ordinary file");
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Written under a new name, then renamed: what stood in its place, a link too, is let go of. */
async function putInPlace(path: string, text: string): Promise<void> {
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

async function removeLeftovers(path: string): Promise<void> {
  const folder = dirname(path);
  const start = `${basename(path)}.`;
  for (const name of await readdir(folder)) {
    if (!name.startsWith(start) || !/^([0-9a-f]{12}\.)?new$/.test(name.slice(start.length))) continue;
    const { mtimeMs } = await lstat(join(folder, name));
    if (Date.now() - mtimeMs > LEFTOVER_MS) await unlink(join(folder, name));
  }
}

function asTrouble(thrown: unknown): FileTrouble {
  if (thrown instanceof FileTrouble) return thrown;
  const code: unknown = thrown instanceof Error ? Object(thrown).code : undefined;
  return new FileTrouble(typeof code === "string" ? code : "unknown error");
}
