/** Everything by which a router can be heard, joined: announcements and events start questions, and so does the clock where they may not arrive. */

import { ownAddressTowards } from "../own-address.ts";
import { hearAnnouncements } from "./announcements.ts";
import { keepPace } from "./pace.ts";
import { familyOfRouter, type QuestionContext, type RouterMemory, search } from "./question.ts";
import { type Events, followEvents } from "./upnp/events.ts";

export interface ListeningOptions {
  readonly question: QuestionContext;
  /** Asks the router, and tells whoever should know. */
  readonly look: (signal: AbortSignal) => Promise<void>;
  /** The router that was asked last. */
  readonly current: () => RouterMemory | undefined;
}

export interface Listening {
  /** The router's own count says that it began anew. */
  restarted(): void;
  stop(): void;
}

export function listenTo({ question, look, current }: ListeningOptions): Listening {
  const { clock, ports } = question;
  let events: { readonly of: RouterMemory; readonly following: Events } | undefined;
  let isDeaf = false;

  /** Where the gateway is another one than before, its events are another's too. */
  function follow(router: RouterMemory): void {
    if (events !== undefined) pace.doubt();
    events?.following.stop();
    const following = followEvents({
      router: router.address,
      clock,
      ownAddress: (signal) => ownAddressTowards(router.address, familyOfRouter(router.address), signal),
      services: async (signal) => {
        router.services = await search(router, question, signal);
        return router.services;
      },
      heard: (isFirst) => pace.hint(!isFirst && !isDeaf),
      lost: () => pace.doubt(),
    });
    events = { of: router, following };
  }

  const pace = keepPace(clock, async (signal) => {
    await look(signal);
    const router = current();
    if (router !== undefined && router !== events?.of && !signal.aborted) follow(router);
  });
  const endAnnouncements = hearAnnouncements({
    port: ports.announcements,
    heard(sender, epoch) {
      const router = current();
      // Anybody may send to this port: the router is believed alone, and only that something may have changed.
      if (router === undefined || sender !== router.address) return;
      router.counted(epoch);
      pace.hint(true);
    },
    deaf() {
      isDeaf = true;
      pace.doubt();
    },
  });

  return {
    restarted() {
      events?.following.restarted();
      pace.hint(false);
    },
    stop() {
      events?.following.stop();
      endAnnouncements();
      pace.stop();
    },
  };
}
