/** One witness in one round of questions: bounded in time and in number, and left alone once it was silent. */

import { type Heard, mute, type Silence } from "./hearsay.ts";
import type { Asked } from "./message.ts";

/** Asks once; ends with its signal, never rejects. */
export type Ask = (asked: Asked, signal: AbortSignal) => Promise<Heard>;

export interface RoundLimits {
  /** Questions under way. */
  readonly atOnce: number;
  /** Ends the round. */
  readonly over: AbortSignal;
  /** Resolves when nothing more important is under way. */
  readonly idle: () => Promise<void>;
}

/**
 * The first question goes alone. After one to which nothing comes, the rest is answered from memory: where port 53 is
 * swallowed, a hundred names must not wait a hundred times.
 */
export function inRound(ask: Ask, { atOnce, over, idle }: RoundLimits): (asked: Asked) => Promise<Heard> {
  let silence: Silence | undefined;
  let first: Promise<unknown> | undefined;
  const enter = createSlots(atOnce);

  async function askNow(asked: Asked): Promise<Heard> {
    if (silence !== undefined) return silence;
    await idle();
    if (over.aborted) return mute("it is too slow to be asked about everything");
    const heard = await ask(asked, over);
    if (heard.answer === undefined && heard.isMute) silence ??= heard;
    return heard;
  }

  return async (asked) => {
    if (first === undefined) {
      const own = askNow(asked);
      first = own;
      return await own;
    }
    await first;
    return await enter(() => askNow(asked));
  };
}

/** At most `count` jobs at a time, in the order they came. */
function createSlots(count: number): <T>(job: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = count;
  return async (job) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await job();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
