/** The push endpoint: from a request to a true answer, by way of a cycle. */

import type { Clock, CycleListener, CycleReport, PushConfig } from "../../src/index.ts";
import type { Service } from "../service/service-view.ts";
import { type CycleWatch, watchCycles } from "./cycle-watch.ts";
import { createDoor } from "./door/door.ts";
import { feedOf } from "./feeds.ts";
import { type Answer, abuse, BAD_AGENT, BAD_AUTH, lines, NUM_HOST } from "./http/answer.ts";
import { type Limits, listen } from "./http/listener.ts";
import type { Asked } from "./http/request.ts";
import { about, type JudgedName, judgeNames, MOST_NAMES } from "./names.ts";
import { readTelling, type Telling } from "./telling.ts";
import type { PushMemory } from "./told/memory.ts";
import { isRight, LATER, lineOfLists, lineOfName, toldOf, unchanged } from "./verdict.ts";

export interface PushEndpointOptions {
  readonly push: PushConfig;
  readonly service: Pick<Service, "config" | "view">;
  readonly memory: PushMemory;
  readonly clock: Clock;
  readonly log: { info(text: string): void; warn(text: string): void; debug(text: string): void };
  readonly limits?: Limits;
}

export interface PushEndpoint {
  readonly port: number;
  /** Must hear of every cycle of the service. */
  readonly listener: CycleListener;
  close(): Promise<void>;
}

/** How long an answer waits for its cycle. */
const PATIENCE_MS = 10_000;
/** What is told again while it is not right yet asks for a cycle no more often than this. */
const REPEAT_MS = 5000;

/** Rejects with CONFIG_INVALID where the address cannot be listened on. */
export async function startPushEndpoint(options: PushEndpointOptions): Promise<PushEndpoint> {
  const { push, service, memory, clock, log } = options;
  const door = createDoor({ clients: push.clients, clock, warn: log.warn });
  const cycles = watchCycles();
  const feeds = new Map(push.clients.map(({ name }) => [name, feedOf(service.config, name)]));
  const warn = once(log.warn);
  /** By client: when its news came, counted in cycles, and when it asked for a cycle last, by the clock. */
  const newsAt = new Map<string, number>();
  const nudgedAt = new Map<string, number>();

  async function respond(asked: Asked, peer: string, signal: AbortSignal): Promise<Answer> {
    const admission = await door.admit(asked.logins, peer, signal);
    if (admission.kind === "blocked") return abuse(admission.seconds);
    if (admission.kind !== "client") return BAD_AUTH;
    return await respondTo(admission.client.name, asked, peer, signal);
  }

  async function respondTo(client: string, asked: Asked, peer: string, signal: AbortSignal): Promise<Answer> {
    if (asked.names.length > MOST_NAMES) return NUM_HOST;
    const feed = feeds.get(client) ?? { sets: [], lists: [] };
    const names = judgeNames(asked.names, feed, service.view.report);
    const listsAlone = asked.names.length === 0 && names.length === 0 && feed.lists.length > 0;
    if (!listsAlone && !names.some(isFed)) {
      warn(`Push client ${client} asked for a name that it does not feed: nothing was changed.`);
      return refusals(names);
    }
    const read = readTelling(asked, { peer, rejectCloudflare: service.config.rejectCloudflareIps });
    if (!read.ok) {
      warn(`What push client ${client} sent was refused: ${read.reason}.`);
      return BAD_AGENT;
    }
    for (const reason of read.passedOver) warn(`Push client ${client}: ${reason}.`);

    const { telling } = read;
    const families = ([4, 6] as const).filter((family) => toldOf(telling, family) !== undefined);
    const told = about(names, families);
    const line = (report: CycleReport | undefined): readonly string[] => {
      if (listsAlone) return [report === undefined ? LATER : lineOfLists(feed, telling, report)];
      const meant = asked.names.length === 0 ? told.filter(isFed) : told;
      if (meant.length === 0) return ["nohost"];
      return meant.map((name) => lineFor(name, telling, report));
    };
    const isNews = memory.tell(client, telling);
    if (isNews) {
      newsAt.set(client, cycles.begun);
      log.info(`Push client ${client} told ${describe(telling)}.`);
    }
    if (!listsAlone && !told.some(isFed)) return lines(line(undefined));
    if (service.view.paused) return lines(line(undefined));
    const known = isNews ? undefined : line(service.view.report);
    if (known?.filter((each) => each !== "nohost" && each !== "notfqdn").every(isRight) === true)
      return lines(known.map(unchanged));
    return lines(line(await reportAbout(client, isNews, signal)));
  }

  /** What came of the newest telling of the client; undefined where that takes too long. */
  async function reportAbout(
    client: string,
    isNews: boolean,
    signal: AbortSignal,
  ): Promise<CycleReport | undefined> {
    const moment = newsAt.get(client) ?? 0;
    const answered = new AbortController();
    const patience = new AbortController();
    const report = cycles.after(moment, AbortSignal.any([signal, patience.signal]));
    const later = (ms: number, work: () => void): void => {
      clock.sleep(ms, AbortSignal.any([signal, answered.signal])).then(work, () => {});
    };
    later(PATIENCE_MS, () => patience.abort());
    if (isNews) nudge(client);
    else if (!cycles.isUnderWay(moment)) {
      const rest = (nudgedAt.get(client) ?? Number.NEGATIVE_INFINITY) + REPEAT_MS - clock.monotonic();
      if (rest <= 0) nudge(client);
      else later(rest, () => nudge(client));
    }
    return await report.finally(() => answered.abort());
  }

  function nudge(client: string): void {
    nudgedAt.set(client, clock.monotonic());
    memory.nudge(client);
  }

  const listener = await listen(push, respond, options.limits);
  log.info(`The push endpoint listens on port ${listener.port}.`);
  return { port: listener.port, listener: cycles satisfies CycleWatch, close: listener.close };
}

function isFed(name: JudgedName): name is Extract<JudgedName, { readonly kind: "fed" }> {
  return name.kind === "fed";
}

/** A client that feeds nothing at all asked for all its names: there are none. */
function refusals(names: readonly JudgedName[]): Answer {
  const refused = names.map((name) => (name.kind === "refused" ? name.line : "nohost"));
  return lines(refused.length === 0 ? ["nohost"] : refused);
}

function lineFor(name: JudgedName, telling: Telling, report: CycleReport | undefined): string {
  if (name.kind === "refused") return name.line;
  return report === undefined ? LATER : lineOfName(name.sets, telling, report);
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
