/** One thing at a time, in the order of arrival: what keeps many nodes of one account from getting in each other's way. */

import { setMaxListeners } from "node:events";
import { DdnsError } from "../engine.ts";

/** Far more than any home needs; a loop of messages meets it before the memory does. */
const LONGEST_QUEUE = 10_000;

export interface Queue {
  /** True while something runs, so that whoever comes now will wait. */
  readonly busy: boolean;
  /** Runs `work` when its turn comes. Rejects with ABORTED where `signal` aborts before that. */
  run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>;
}

export function createQueue(limit = LONGEST_QUEUE): Queue {
  const waiting = new Set<() => void>();
  let busy = false;

  function turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const start = (): void => {
        signal.removeEventListener("abort", stop);
        resolve();
      };
      const stop = (): void => {
        waiting.delete(start);
        reject(stopped());
      };
      heardByMany(signal).addEventListener("abort", stop, { once: true });
      waiting.add(start);
    });
  }

  function next(): void {
    const [start] = waiting;
    if (start === undefined) {
      busy = false;
      return;
    }
    waiting.delete(start);
    start();
  }

  return {
    get busy() {
      return busy;
    },
    async run(signal, work) {
      if (signal.aborted) throw stopped();
      if (waiting.size >= limit) {
        throw new DdnsError(
          "RATE_LIMITED",
          `${limit} messages are waiting already. Send fewer, or wait until these are done.`,
        );
      }
      if (busy) await turn(signal);
      busy = true;
      try {
        return await work();
      } finally {
        next();
      }
    },
  };
}

/** What a stopped wait or request rejects with. */
export function stopped(): DdnsError {
  return new DdnsError(
    "ABORTED",
    "Stopped, because the node or its account was closed or deployed anew. Send the message again.",
  );
}

/** A signal that aborts with the first of `signals`; `release` lets go of them, since these live longer than one message. */
export function linkSignals(signals: readonly AbortSignal[]): {
  readonly signal: AbortSignal;
  release(): void;
} {
  const linked = new AbortController();
  const abort = (): void => linked.abort();
  for (const signal of signals) {
    if (signal.aborted) abort();
    heardByMany(signal).addEventListener("abort", abort, { once: true });
  }
  return {
    signal: linked.signal,
    release: () => {
      for (const signal of signals) signal.removeEventListener("abort", abort);
    },
  };
}

/** Every message that waits listens to the same signal until it is done: many listeners are no leak, so Node need not warn of one. */
function heardByMany(signal: AbortSignal): AbortSignal {
  setMaxListeners(0, signal);
  return signal;
}
