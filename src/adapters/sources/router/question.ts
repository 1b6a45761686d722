/** One question to the router: by the way that worked last, then by the others. */

import type { IpFamily } from "../../../core/types.ts";
import type { Clock } from "../../../ports.ts";
import { branchOff } from "../combined/branch.ts";
import type { Endpoints } from "../context.ts";
import { ownAddressTowards } from "../own-address.ts";
import { askNatPmp } from "./nat-pmp.ts";
import { askIpv4, askIpv6, type Ipv4Answer, type Ipv6Answer } from "./upnp/connection.ts";
import type { ConnectionService } from "./upnp/description.ts";
import { findServices } from "./upnp/search.ts";

/** What is known of one router, to be asked faster next time. Another gateway gets a memory of its own. */
export interface RouterMemory {
  /** IP address. */
  readonly address: string;
  /** The way that gave an IPv4 address last. */
  way: "nat-pmp" | "upnp";
  /** Found by the last search; undefined where none was found, or where they answered no more. */
  services: readonly ConnectionService[] | undefined;
  /** Hears the router's count of seconds. */
  readonly counted: (epoch: number) => void;
}

export interface QuestionContext {
  readonly clock: Clock;
  readonly ports: Endpoints["router"];
}

/** Time one way has for itself before the other is tried as well, milliseconds. */
const HEAD_START_MS = { "nat-pmp": 250, upnp: 1000 } as const;

/** Time that the other way still has where one said that there is no address, milliseconds: it may know why. */
const PATIENCE_MS = 1000;

/** What the router says of its IPv4 address; undefined where it answers in no way. Never rejects. */
export async function questionIpv4(
  memory: RouterMemory,
  context: QuestionContext,
  signal: AbortSignal,
): Promise<Ipv4Answer | undefined> {
  const branch = branchOff(signal);
  const ways = {
    "nat-pmp": () => byNatPmp(memory, context, branch.signal),
    upnp: () => byServices(memory, context, branch.signal, askIpv4),
  };
  const first = memory.way;
  const second = first === "nat-pmp" ? "upnp" : "nat-pmp";
  try {
    const leading = ways[first]();
    const headStart = context.clock.sleep(HEAD_START_MS[first], branch.signal).then(nothing, nothing);
    const early = await Promise.race([leading, headStart]);
    if (isAddress(early)) return early;
    const other = ways[second]();
    const answers = [leading, other.then((answer) => remembering(memory, second, answer))];
    return await settled(answers, (ms) => context.clock.sleep(ms, branch.signal));
  } finally {
    branch.end();
  }
}

const nothing = (): undefined => undefined;

/** The same for its IPv6 address and the prefix delegated to it. */
export function questionIpv6(
  memory: RouterMemory,
  context: QuestionContext,
  signal: AbortSignal,
): Promise<Ipv6Answer | undefined> {
  return byServices(memory, context, signal, askIpv6);
}

async function byNatPmp(
  memory: RouterMemory,
  { clock, ports }: QuestionContext,
  signal: AbortSignal,
): Promise<Ipv4Answer | undefined> {
  const answer = await askNatPmp({ address: memory.address, port: ports.natPmp }, clock, signal);
  if (answer === undefined || answer.kind === "refused") return answer;
  memory.counted(answer.epoch);
  return answer.kind === "none" ? { kind: "none", down: false } : answer;
}

/** With what is remembered; where nothing answers there (a router that restarted took another port) after a new search. */
async function byServices<Answer>(
  memory: RouterMemory,
  context: QuestionContext,
  signal: AbortSignal,
  question: (
    router: string,
    services: readonly ConnectionService[],
    signal: AbortSignal,
  ) => Promise<Answer | undefined>,
): Promise<Answer | undefined> {
  const { address } = memory;
  const answer = memory.services && (await question(address, memory.services, signal));
  if (answer !== undefined || signal.aborted) return answer;
  memory.services = await search(memory, context, signal);
  return memory.services && question(address, memory.services, signal);
}

/** By which a router is reached; its address is known to be one. */
export function familyOfRouter(address: string): IpFamily {
  return address.includes(":") ? 6 : 4;
}

/** Looks for the router's services anew. */
export async function search(
  { address }: RouterMemory,
  { clock, ports }: QuestionContext,
  signal: AbortSignal,
): Promise<readonly ConnectionService[] | undefined> {
  const from = await ownAddressTowards(address, familyOfRouter(address), signal);
  return findServices({ router: address, ssdp: ports.ssdp, avmPort: ports.avm, from, clock }, signal);
}

function remembering(
  memory: RouterMemory,
  way: RouterMemory["way"],
  answer: Ipv4Answer | undefined,
): Ipv4Answer | undefined {
  if (isAddress(answer)) memory.way = way;
  return answer;
}

/** The first address; without one the best of what was said, as soon as all did or patience ends. */
function settled(
  answers: readonly Promise<Ipv4Answer | undefined>[],
  sleep: (ms: number) => Promise<void>,
): Promise<Ipv4Answer | undefined> {
  return new Promise((resolve) => {
    const given: (Ipv4Answer | undefined)[] = [];
    for (const answer of answers) {
      void answer.then((heard) => {
        given.push(heard);
        if (isAddress(heard) || given.length === answers.length)
          resolve(isAddress(heard) ? heard : best(given));
        else if (heard?.kind === "none")
          void sleep(PATIENCE_MS).then(
            () => resolve(best(given)),
            () => resolve(best(given)),
          );
      });
    }
  });
}

function isAddress(answer: Ipv4Answer | undefined): answer is Extract<Ipv4Answer, { kind: "address" }> {
  return answer?.kind === "address";
}

/** Without an address: that the line is down says most, then that there is none. */
function best(answers: readonly (Ipv4Answer | undefined)[]): Ipv4Answer | undefined {
  const none = answers.filter((answer) => answer?.kind === "none");
  return none.find(({ down }) => down) ?? none[0] ?? answers.find((answer) => answer !== undefined);
}
