/** A second program that announces our device with topics of its own: noticed, told, and not fought with. */

import type { Clock } from "../../../src/index.ts";
import type { RetainedCollector } from "../connection/retained.ts";
import type { MqttMessage, MqttSession } from "../connection/session.ts";
import type { Topics } from "../topics.ts";
import { type Announcement, readAnnouncement } from "./announcement.ts";

/** A restart or an update takes the other program away for less than this; after it the device is free. */
const GONE_MS = 600_000;

export interface RivalWatchOptions {
  readonly clock: Clock;
  readonly topics: Topics;
  readonly retained: RetainedCollector;
  /** Hears of a rival that is running, and (undefined) that the device is ours again. */
  readonly onRival: (rival: Announcement | undefined) => void;
}

export interface RivalWatch {
  /**
   * Is this device message one of another program that is running now? Its own availability tells: what an earlier run
   * of ours, or a program that has ended, left behind is nobody's.
   */
  judge(session: MqttSession, payload: string | undefined): Promise<boolean>;
  /** To be called with every message of the session. */
  hear(message: MqttMessage): void;
  /** The program that we keep away from. */
  readonly rival: Announcement | undefined;
}

export function createRivalWatch({ clock, topics, retained, onRival }: RivalWatchOptions): RivalWatch {
  let rival: Announcement | undefined;
  let session: MqttSession | undefined;
  let backAgain = new AbortController();

  const waitForEnd = (): void => {
    if (session === undefined) return;
    const giveUp = AbortSignal.any([session.gone, backAgain.signal]);
    clock.sleep(GONE_MS, giveUp).then(
      () => {
        rival = undefined;
        onRival(undefined);
      },
      () => undefined,
    );
  };

  return {
    async judge(opened, payload) {
      session = opened;
      const found = readAnnouncement(topics.config, payload ?? "");
      if (found === undefined || found.root === topics.root) {
        if (rival !== undefined) onRival(undefined);
        rival = undefined;
        return false;
      }
      const availability = `${found.root}/availability`;
      const isOnline =
        (await retained.collect(opened, [availability], { onRefused: () => {} })).get(availability) ===
        "online";
      const isNews = rival?.root !== found.root;
      if (isNews && !isOnline) return false;
      rival = found;
      if (isNews) onRival(found);
      if (!isOnline) waitForEnd();
      return true;
    },
    hear({ topic, payload, retained: stored }) {
      if (rival === undefined || stored || topic !== `${rival.root}/availability`) return;
      backAgain.abort();
      backAgain = new AbortController();
      if (payload !== "online") waitForEnd();
    },
    get rival() {
      return rival;
    },
  };
}
