/** Leaves root behind once everything that only root may read is read. */

import {
  closeSync,
  constants,
  fchownSync,
  fstatSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** Set by the image: `<user id>:<group id>` to become when started as root. */
const RUN_AS = "RUN_AS";

export type Departure =
  /** Not started as root, or nobody to become. */
  | { readonly kind: "nothing" }
  | { readonly kind: "left"; readonly uid: number; readonly gid: number }
  | { readonly kind: "kept"; readonly reason: string };

/** The part of `process` that this needs; absent where the system has no users. */
export interface UserLevers {
  readonly getuid?: () => number;
  readonly setgroups?: (groups: readonly number[]) => void;
  readonly setgid?: (id: number) => void;
  readonly setuid?: (id: number) => void;
}

/**
 * Hands the state's folder over and becomes the user that the image names. A container without the right to do so
 * (all capabilities dropped) goes on as it is: that root may do less than most users.
 */
export function leaveRoot(
  environment: Readonly<Record<string, string | undefined>>,
  stateDir: string | undefined,
  levers: UserLevers = process as UserLevers,
): Departure {
  const [, uidText, gidText] = /^([1-9]\d{0,9}):([1-9]\d{0,9})$/.exec(environment[RUN_AS] ?? "") ?? [];
  if (uidText === undefined || gidText === undefined || levers.getuid?.() !== 0) return { kind: "nothing" };
  const [uid, gid] = [Number(uidText), Number(gidText)];
  try {
    if (stateDir !== undefined) handOver(stateDir, uid, gid);
    levers.setgroups?.([gid]);
    levers.setgid?.(gid);
    levers.setuid?.(uid);
  } catch (thrown) {
    const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "unknown error";
    return { kind: "kept", reason: code };
  }
  return { kind: "left", uid, gid };
}

/** What the state is kept in, drafts too that a kill left behind. */
const OURS = /\.jsonl?(\.[0-9a-f]{12})?(\.new)?$/;

/** Only what root owns: a folder that belongs to somebody else was prepared by its owner. The options stay root's. */
function handOver(folder: string, uid: number, gid: number): void {
  try {
    makeFolder(folder);
    if (lstatSync(folder).uid !== 0) return;
    for (const name of readdirSync(folder))
      if (name !== "options.json" && OURS.test(name)) handOverFile(join(folder, name), uid, gid);
    lchownSync(folder, uid, gid);
  } catch {
    // A folder on a read-only disk: whoever saves the state says so in his own words.
  }
}

/** A file by its handle, so that nothing can be put in its place meanwhile; one with a second name may be the options. */
function handOverFile(path: string, uid: number, gid: number): void {
  if (!lstatSync(path).isFile()) return;
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const found = fstatSync(file);
    if (found.isFile() && found.uid === 0 && found.nlink === 1) fchownSync(file, uid, gid);
  } finally {
    closeSync(file);
  }
}

/** Each folder is tried once: where a mount has vanished, Node's own recursion never ends. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (thrown) {
    const code: unknown = Object(thrown).code;
    if (code === "EEXIST") return;
    if (code !== "ENOENT" || dirname(folder) === folder) throw thrown;
    makeFolder(dirname(folder));
    mkdirSync(folder, { mode: 0o700 });
  }
}
