/** When what somebody else changed on our topics is put right: soon, and in a fight once a minute (T9). */

import type { Clock } from "../../../src/index.ts";

/** Our own messages come back one by one; so long later the last one has. */
const SOON_MS = 1000;
const MOST = 6;
const WITHIN_MS = 600_000;
const IN_A_FIGHT_MS = 60_000;

export interface RepairsOptions {
  readonly clock: Clock;
  /** Puts right what differs; answers with the topics that did. Never rejects. */
  readonly repair: () => Promise<readonly string[]>;
  /** Hears once that somebody goes on changing `topic`, and (undefined) that they have stopped. */
  readonly onFight: (topic: string | undefined) => void;
  readonly stopping: AbortSignal;
}

/** Call it whenever something that was heard may differ from what we keep there. */
export function createRepairs({ clock, repair, onFight, stopping }: RepairsOptions): () => void {
  let planned = false;
  let fighting = false;
  let times: readonly number[] = [];

  const recent = (): readonly number[] => times.filter((at) => clock.monotonic() - at < WITHIN_MS);

  const run = async (): Promise<void> => {
    await clock.sleep(fighting ? IN_A_FIGHT_MS : SOON_MS, stopping);
    planned = false;
    const [topic] = await repair();
    if (topic === undefined) return;
    times = [...recent(), clock.monotonic()];
    if (times.length <= MOST || fighting) return;
    fighting = true;
    onFight(topic);
    while (recent().length > 0) await clock.sleep(IN_A_FIGHT_MS, stopping);
    fighting = false;
    onFight(undefined);
  };

  return () => {
    if (planned || stopping.aborted) return;
    planned = true;
    run().catch(() => undefined);
  };
}
