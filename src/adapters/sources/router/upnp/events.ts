/** Keeps a subscription to the events of one router for as long as it is wanted, over its restarts and our changes of address. */

import type { Clock } from "../../../../ports.ts";
import { branchOff } from "../../combined/branch.ts";
import { type Callback, openCallback } from "./callback.ts";
import type { ConnectionService } from "./description.ts";
import { renew, type Subscription, subscribe, unsubscribe } from "./subscription.ts";

export interface EventOptions {
  /** IP address. */
  readonly router: string;
  readonly clock: Clock;
  /** Our address on the way to the router. */
  readonly ownAddress: (signal: AbortSignal) => Promise<string | undefined>;
  /** The router's services, searched anew. */
  readonly services: (signal: AbortSignal) => Promise<readonly ConnectionService[] | undefined>;
  /** Hears of each event. The first one answers the subscription and tells of no change. */
  readonly heard: (isFirst: boolean) => void;
  /** Hears that events may have been missed. */
  readonly lost: () => void;
}

export interface Events {
  /** The router began anew and knows nothing of us. */
  restarted(): void;
  stop(): void;
}

/** Milliseconds before the next attempt at a router that has no events for us (yet), doubled each time. */
const RETRY_MS = { first: 5000, last: 1_800_000 } as const;
/** A router that has just begun anew first comes to itself; and no flood of such news makes a flood of ours. */
const SETTLING_MS = 1000;
const ONE_EXCHANGE_MS = 5000;

/** Asks at once, and from then on by itself. */
export function followEvents(options: EventOptions): Events {
  const { router, clock } = options;
  const stopping = new AbortController();
  let interrupt = new AbortController();
  let callback: Callback | undefined;
  let subscription: Subscription | undefined;
  let received = 0;

  async function follow(): Promise<void> {
    let retryMs: number = RETRY_MS.first;
    while (!stopping.signal.aborted) {
      subscription = await limited(begin);
      if (subscription !== undefined) {
        retryMs = RETRY_MS.first;
        await keep(subscription);
        options.lost();
        await rest(SETTLING_MS);
        continue;
      }
      await rest(retryMs);
      retryMs = Math.min(retryMs * 2, RETRY_MS.last);
    }
  }

  async function begin(signal: AbortSignal): Promise<Subscription | undefined> {
    callback?.close();
    callback = undefined;
    const own = await options.ownAddress(signal);
    const services = own === undefined ? undefined : await options.services(signal);
    const eventUrl = services?.find((service) => service.eventUrl !== undefined)?.eventUrl;
    if (own === undefined || eventUrl === undefined) return undefined;
    received = 0;
    callback = await openCallback({
      address: own,
      router,
      random: () => clock.random(),
      heard: () => options.heard(received++ === 0),
    });
    return callback && subscribe(router, eventUrl, callback.url, signal);
  }

  /** Until it is lost. */
  async function keep(held: Subscription): Promise<void> {
    for (;;) {
      const undisturbed = await rest((held.seconds / 2) * 1000);
      if (!undisturbed) return;
      const renewed = await limited((signal) => renew(router, held, signal));
      if (renewed === undefined) return;
    }
  }

  /** True after `ms`, false as soon as somebody calls. */
  async function rest(ms: number): Promise<boolean> {
    interrupt = new AbortController();
    if (stopping.signal.aborted) return false;
    return clock.sleep(ms, interrupt.signal).then(
      () => true,
      () => false,
    );
  }

  async function limited<Result>(
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result | undefined> {
    const branch = branchOff(stopping.signal);
    void clock.sleep(ONE_EXCHANGE_MS, branch.signal).then(branch.end, () => {});
    return work(branch.signal).finally(branch.end);
  }

  void follow();
  return {
    restarted: () => interrupt.abort(),
    stop() {
      stopping.abort();
      interrupt.abort();
      callback?.close();
      if (subscription !== undefined)
        void unsubscribe(router, subscription, AbortSignal.timeout(ONE_EXCHANGE_MS / 5));
    },
  };
}
