/** Jobs take turns: no two cycles or changes by hand meet in one zone, no two messages of a device on the broker. */

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
