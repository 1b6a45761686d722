/** Several ways to one answer, each beginning a little after the one before it. */

import type { Clock } from "../../ports.ts";
import { branchOff } from "../sources/combined/branch.ts";

/** The first that is not undefined, after which the others end; undefined where none is. Attempts must not reject. */
export function inTurns<Answer>(
  attempts: readonly ((signal: AbortSignal) => Promise<Answer | undefined>)[],
  everyMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  const branch = branchOff(signal);
  return new Promise((resolve) => {
    let left = attempts.length;
    const settle = (answer: Answer | undefined): void => {
      left -= 1;
      if (answer === undefined && left > 0) return;
      branch.end();
      resolve(answer);
    };
    attempts.forEach((attempt, index) => {
      const turn = index === 0 ? Promise.resolve() : clock.sleep(index * everyMs, branch.signal);
      turn.then(() => attempt(branch.signal)).then(settle, () => settle(undefined));
    });
  });
}
