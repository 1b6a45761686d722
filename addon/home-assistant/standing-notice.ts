/** One notification in Home Assistant that stands as long as something is wrong, over its restarts too. */

import type { Log } from "../mqtt/log.ts";
import type { HomeAssistant } from "./connection.ts";

export interface StandingNotice {
  /** What it is to say, as Markdown; null: nothing, also where one stands from before. */
  want(text: string | null | undefined): void;
  stop(): void;
}

export interface NoticeOptions {
  readonly homeAssistant: Pick<HomeAssistant, "call" | "onConnected">;
  /** Of the notification, in Home Assistant. */
  readonly id: string;
  readonly instance: string;
  readonly log: Log;
}

export function standingNotice({ homeAssistant, id, instance, log }: NoticeOptions): StandingNotice {
  /** Undefined before anything is known. */
  let wanted: string | null | undefined;
  let shown: string | null | undefined;
  let lane: Promise<void> = Promise.resolve();
  let unsubscribe: (() => void) | undefined;

  const bring = async (): Promise<void> => {
    const text = wanted;
    if (text === undefined || text === shown) return;
    try {
      if (text === null)
        await homeAssistant.call("persistent_notification", "dismiss", { notification_id: id });
      else
        await homeAssistant.call("persistent_notification", "create", {
          notification_id: id,
          title: instance === "main" ? "Cloudflare DDNS" : `Cloudflare DDNS ${instance}`,
          message: text,
        });
      shown = text;
    } catch (error) {
      // The next connection tries again.
      log.debug(`Home Assistant: ${error instanceof Error ? error.message : "a notification failed."}`);
    }
  };
  const enqueue = () => {
    lane = lane.then(bring);
  };

  return {
    want(text) {
      wanted = text;
      // Home Assistant forgets its notifications when it restarts.
      unsubscribe ??= homeAssistant.onConnected(() => {
        if (wanted !== null) shown = undefined;
        enqueue();
      });
      enqueue();
    },
    stop() {
      unsubscribe?.();
    },
  };
}
