/** What a disk may do to us: refuse, or not answer at all. */

/** A disk that does not answer for so long is given up; what was asked of it may still happen. */
const PATIENCE_MS = 5000;
export const NO_ANSWER = "the disk does not answer";

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

/** Whatever was thrown, as a FileTrouble. */
export function asTrouble(thrown: unknown): FileTrouble {
  if (thrown instanceof FileTrouble) return thrown;
  const code: unknown = thrown instanceof Error ? Object(thrown).code : undefined;
  return new FileTrouble(typeof code === "string" ? code : "unknown error");
}
