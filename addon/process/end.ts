/** Ends the process, whatever a disk still owes it. */

import { isDiskStuck } from "../../src/index.ts";

/** The end of a process waits for its threads; one that a disk holds is let go of by force alone. */
export function endProcess(status: number): void {
  if (isDiskStuck()) process.kill(process.pid, "SIGKILL");
  process.exit(status);
}
