/** The witnesses behind their port, for one round of questions. */

import type { Testimony } from "../../core/witness/verification.ts";
import type { Clock, Witnesses } from "../../ports.ts";
import { branchOff } from "../sources/combined/branch.ts";
import { authority } from "./authority.ts";
import { type WitnessPlaces, WORLD } from "./context.ts";
import { testimonyOf } from "./hearsay.ts";
import type { Asked } from "./message.ts";
import { resolver } from "./resolver.ts";
import { inRound } from "./round.ts";

export type { WitnessPlaces } from "./context.ts";

/** Name servers are many machines behind one name, and a question is one packet. */
const QUESTIONS_AT_ONCE = 32;
/** Each is a connection. */
const REQUESTS_AT_ONCE = 8;
/** How long a round may last for each hundred record sets, in patiences: name servers that nobody hears take two, and resolvers come after them. */
const ROUND_IN_PATIENCES = 4.5;

export interface RoundOptions {
  readonly clock: Clock;
  /** How many record sets are asked about. */
  readonly questions: number;
  /** Ends the round. */
  readonly signal: AbortSignal;
  /** Resolves when nothing more important is under way; no question begins before. */
  readonly idle: () => Promise<void>;
  /** Where tests have theirs. */
  readonly places?: WitnessPlaces | undefined;
}

type Ask = (asked: Asked) => ReturnType<ReturnType<typeof inRound>>;

export function openWitnesses({ clock, questions, signal, idle, places = WORLD }: RoundOptions): Witnesses {
  const context = { ...places, clock };
  const round = branchOff(signal);
  const lengthMs = places.patienceMs * ROUND_IN_PATIENCES * Math.max(1, Math.ceil(questions / 100));
  clock.sleep(lengthMs, round.signal).then(round.end, () => undefined); // else it was quicker
  const limits = (atOnce: number) => ({ atOnce, over: round.signal, idle });
  const authorities = new Map<string, Ask>();
  const ofAuthority = (host: string): Ask => {
    const known = authorities.get(host) ?? inRound(authority(context, host), limits(QUESTIONS_AT_ONCE));
    authorities.set(host, known);
    return known;
  };
  const resolvers = places.resolvers.map((base) => {
    const { ask, close } = resolver(context, base);
    const witness = { name: new URL(base).hostname, kind: "public" } as const;
    return { witness, ask: inRound(ask, limits(REQUESTS_AT_ONCE)), close };
  });

  return {
    authorities: (servers, key) =>
      Promise.all(
        servers.map(async (name): Promise<Testimony> => {
          const witness = { name, kind: "authoritative" } as const;
          return testimonyOf(witness, await ofAuthority(name)(key));
        }),
      ),
    publics: (key) =>
      Promise.all(resolvers.map(async ({ witness, ask }) => testimonyOf(witness, await ask(key)))),
    async nameServers(zone) {
      for (const { ask } of resolvers) {
        const { answer } = await ask({ name: zone, type: "NS" });
        if (answer?.code === 0 && answer.contents.length > 0) return answer.contents;
      }
      return [];
    },
    close() {
      round.end();
      for (const { close } of resolvers) close();
    },
  };
}
