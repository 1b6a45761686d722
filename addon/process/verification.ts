/** The service's eyes on the world: asks the witnesses beside the cycles, and tells everybody who is to know what they saw. */

import {
  type Clock,
  type CycleListener,
  type Engine,
  escapeMarkdown,
  type Reporters,
  unpublished,
  type Verification,
} from "../../src/index.ts";
import type { HomeAssistant } from "../home-assistant/connection.ts";
import { standingNotice } from "../home-assistant/standing-notice.ts";
import type { Log } from "../mqtt/log.ts";
import type { Whole } from "../service/compose.ts";
import type { RunningService } from "../service/service.ts";
import { createSeenNews } from "../verification/seen-news.ts";
import { watchWorld } from "../verification/world-watch.ts";

export interface EyesOptions {
  readonly service: Pick<RunningService, "verified" | "subscribe">;
  readonly engine: Pick<Engine, "state" | "amendState">;
  readonly verify: Whole["verify"];
  readonly homeAssistant: Pick<HomeAssistant, "call" | "onConnected"> | undefined;
  readonly instance: string;
  readonly reporters: Pick<Reporters, "tell">;
  readonly clock: Clock;
  readonly log: Log;
}

export function startVerification({
  service,
  engine,
  verify,
  homeAssistant,
  instance,
  reporters,
  clock,
  log,
}: EyesOptions): {
  readonly listener: CycleListener;
  readonly stop: () => Promise<void>;
} {
  const newsIn = createSeenNews(clock, engine.state.unseen);
  const notice =
    homeAssistant &&
    standingNotice({ homeAssistant, id: `cloudflare_ddns_${instance}_published`, instance, log });

  const tell = (found: Verification): void => {
    service.verified(found);
    const text = unpublished(found)?.message;
    if (text !== undefined) notice?.want(escapeMarkdown(text));
    else if (found.ok) notice?.want(null);
    const news = newsIn(found);
    if (news === undefined) return;
    const { isProblem, description, told } = news;
    if (isProblem) log.warn(text ?? description.title);
    else log.info(sentence(description.title));
    reporters.tell(description);
    // A state that cannot be saved is told where it is saved.
    void engine.amendState(({ unseen: _, ...state }) => (told ? { ...state, unseen: told } : state));
  };

  const watch = watchWorld({ clock, verify, tell });
  let seenAt: string | undefined;
  // An orange cloud that was turned by hand is no cycle, and changes what the world is to see.
  const endWatching = service.subscribe((view) => {
    if (seenAt !== undefined && view.seenAt === undefined) watch.wroteByHand();
    seenAt = view.seenAt;
  });
  return {
    listener: watch.listener,
    stop: async () => {
      endWatching();
      await watch.stop();
      notice?.stop();
    },
  };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
