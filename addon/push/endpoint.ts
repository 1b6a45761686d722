/** The push endpoint: from a request to a true answer, by way of a cycle. */

import type { Clock, CycleListener, PushConfig } from "../../src/index.ts";
import type { Service } from "../service/service-view.ts";
import { followTellings } from "./aftermath.ts";
import { createDoor } from "./door/door.ts";
import { feedOf } from "./feeds.ts";
import { type Answer, abuse, BAD_AGENT, BAD_AUTH, lines, NUM_HOST } from "./http/answer.ts";
import { type Limits, listen } from "./http/listener.ts";
import type { Asked } from "./http/request.ts";
import { MOST_NAMES, subjectOf } from "./subject.ts";
import { readTelling, type Telling } from "./telling.ts";
import type { PushMemory } from "./told/memory.ts";
import { areRight, unchanged } from "./verdict.ts";

export interface PushEndpointOptions {
  readonly push: PushConfig;
  readonly service: Pick<Service, "config" | "view">;
  readonly memory: PushMemory;
  readonly clock: Clock;
  readonly log: { info(text: string): void; warn(text: string): void };
  readonly limits?: Limits;
}

export interface PushEndpoint {
  readonly port: number;
  /** Must hear of every cycle of the service. */
  readonly listener: CycleListener;
  close(): Promise<void>;
}

/** Rejects with CONFIG_INVALID where the address cannot be listened on. */
export async function startPushEndpoint(options: PushEndpointOptions): Promise<PushEndpoint> {
  const { push, service, memory, clock, log } = options;
  const door = createDoor({ clients: push.clients, clock, warn: log.warn });
  const aftermath = followTellings(memory, clock);
  const feeds = new Map(push.clients.map(({ name }) => [name, feedOf(service.config, name)]));
  const warn = once(log.warn);

  async function respond(asked: Asked, peer: string, signal: AbortSignal): Promise<Answer> {
    const admission = await door.admit(asked.logins, peer, signal);
    if (admission.kind === "blocked") return abuse(admission.seconds);
    if (admission.kind !== "client") return BAD_AUTH;
    return await respondTo(admission.client.name, asked, peer, signal);
  }

  /** Names first, then addresses; only what passes both is remembered, and answered by a cycle. */
  async function respondTo(client: string, asked: Asked, peer: string, signal: AbortSignal): Promise<Answer> {
    if (asked.names.length > MOST_NAMES) return NUM_HOST;
    const feed = feeds.get(client) ?? { sets: [], lists: [] };
    const subject = subjectOf(asked.names, feed, service.view.report);
    if (!subject.isFed) {
      warn(`Push client ${client} asked for a name that it does not feed: nothing was changed.`);
      return lines(subject.lines({}, undefined));
    }
    const read = readTelling(asked, { peer, rejectCloudflare: service.config.rejectCloudflareIps });
    if (!read.ok) {
      warn(`What push client ${client} sent was refused: ${read.reason}.`);
      return BAD_AGENT;
    }
    for (const reason of read.passedOver) warn(`Push client ${client}: ${reason}.`);

    const { telling } = read;
    const isNews = aftermath.tell(client, telling);
    if (isNews) log.info(`Push client ${client} told ${describe(telling)}.`);
    const atOnce = subject.lines(telling, isNews ? undefined : service.view.report);
    if (areRight(atOnce)) return lines(atOnce.map(unchanged));
    if (service.view.paused) return lines(subject.lines(telling, undefined));
    return lines(subject.lines(telling, await aftermath.report(client, isNews, signal)));
  }

  const listener = await listen(push, respond, options.limits);
  log.info(`The push endpoint listens on port ${listener.port}.`);
  return { port: listener.port, listener: aftermath.listener, close: listener.close };
}

function describe({ ipv4, ipv6, prefix }: Telling): string {
  const network = prefix === undefined ? undefined : `the prefix ${prefix.address}/${prefix.prefixLength}`;
  return [ipv4, ipv6, network].filter((part) => part !== undefined).join(" and ");
}

function once(tell: (text: string) => void): (text: string) => void {
  const told = new Set<string>();
  return (text) => {
    if (told.has(text) || told.size > 100) return;
    told.add(text);
    tell(text);
  };
}
