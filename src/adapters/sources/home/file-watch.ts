/** Tells when a file may have changed, also when an editor or Kubernetes puts another in its place. */

import { type BigIntStats, type FSWatcher, statSync, watch } from "node:fs";
import { stat } from "node:fs/promises";
import { dirname } from "node:path";

/** How often to look where the system reports nothing (network drives, a folder made later), milliseconds. */
const POLL_MS = 5000;

/**
 * Calls `onChange` after each change of the file at `path`; answers with the function that stops it.
 * The folder is watched, since a watched file that is replaced goes on being the old one. Keeps no process alive.
 */
export function watchFile(path: string, onChange: () => void): () => void {
  // Now and not later: a change right after this call must not count as the beginning.
  let seen = fingerprint(statNow(path));
  let stopped = false;
  let looking = false;
  let lookAgain = false;

  const look = async () => {
    lookAgain = true;
    if (looking) return;
    looking = true;
    while (lookAgain && !stopped) {
      lookAgain = false;
      const now = fingerprint(await stat(path, { bigint: true }).catch(() => undefined));
      if (now === seen || stopped) continue;
      seen = now;
      onChange();
    }
    looking = false;
  };
  const watcher = watchFolder(dirname(path), () => void look());
  const poll = setInterval(() => void look(), POLL_MS).unref();
  return () => {
    stopped = true;
    clearInterval(poll);
    watcher?.close();
  };
}

function watchFolder(folder: string, onEvent: () => void): FSWatcher | undefined {
  try {
    // Any event counts: behind a symbolic link the file changes under another name.
    const watcher = watch(folder, { persistent: false }, onEvent);
    watcher.on("error", () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}

function statNow(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return undefined;
  }
}

function fingerprint(stats: BigIntStats | undefined): string {
  return stats === undefined ? "missing" : [stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(" ");
}
