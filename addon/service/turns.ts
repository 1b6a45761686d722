/** Cycles and changes by hand take turns, so that no two of them ever meet in one zone. */

/** Runs jobs one after the other, in the order they were handed in; a job that fails holds up none behind it. */
export type TakeTurn = <T>(job: () => Promise<T>) => Promise<T>;

export function createTurns(): TakeTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (job) => {
    const turn = last.then(job);
    last = turn.catch(() => undefined);
    return turn;
  };
}
