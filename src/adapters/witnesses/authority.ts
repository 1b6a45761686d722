/** One name server of a zone: finds the address at which it answers, and asks it there. */

import type { WitnessContext } from "./context.ts";
import { type Heard, mute, refused } from "./hearsay.ts";
import type { WitnessAnswer } from "./message.ts";
import { askByTcp, askByUdp } from "./port-53.ts";
import type { Ask } from "./round.ts";
import { inTurns } from "./turns.ts";

const MOST_ADDRESSES = 4;
const UNKNOWN_HOST = mute("this network's DNS knows no address of it");

/** What answered, and where. */
interface Found {
  readonly address: string;
  readonly answer: WitnessAnswer;
}

/** `host`: its name. The first question looks for an address that answers; the others go there. */
export function authority(context: WitnessContext, host: string): Ask {
  let known: Promise<readonly string[]> | undefined;
  let voice: string | undefined;
  return async (asked, signal) => {
    known ??= addressesOf(context, host, signal);
    const addresses = voice === undefined ? await known : [voice];
    if (addresses.length === 0) return UNKNOWN_HOST;
    const ask = { asked, context };
    const found = (await firstByUdp(ask, addresses, signal)) ?? (await firstByTcp(ask, addresses, signal));
    voice = found?.address ?? voice;
    return judged(found?.answer);
  };
}

/** Without the flag something in between answered, from a cache or an invention of its own. */
function judged(answer: WitnessAnswer | undefined): Heard {
  if (answer === undefined) return mute("it does not answer");
  const isDefinite = answer.code === 0 || answer.code === 3;
  return isDefinite && !answer.authoritative
    ? refused("it answered without authority, so something between here and there answers for it")
    : { answer };
}

type Question = Pick<Parameters<typeof askByUdp>[0], "asked" | "context">;

/** Each address gets its share of the time for itself; one alone is asked twice, since packets get lost. */
function firstByUdp(
  question: Question,
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<Found | undefined> {
  const { clock, patienceMs } = question.context;
  const turns = addresses.length === 1 ? [...addresses, ...addresses] : addresses;
  const everyMs = patienceMs / turns.length;
  const attempts = turns.map((address, index) => async (branch: AbortSignal) => {
    const talk = { ...question, address };
    const answer = await askByUdp(talk, patienceMs - index * everyMs, branch);
    const whole = answer?.truncated === true ? await askByTcp(talk, branch) : answer;
    return whole && { address, answer: whole };
  });
  return inTurns(attempts, everyMs, clock, signal);
}

/** Where UDP is swallowed. */
function firstByTcp(
  question: Question,
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<Found | undefined> {
  const { clock, patienceMs } = question.context;
  const attempts = addresses.map((address) => async (branch: AbortSignal) => {
    const answer = await askByTcp({ ...question, address }, branch);
    return answer && { address, answer };
  });
  return inTurns(attempts, patienceMs / 8, clock, signal);
}

/** A few, of both families where there are both; empty where there are none, or where the system does not say in time. */
async function addressesOf(
  { resolve, clock, patienceMs }: WitnessContext,
  host: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const enough = new AbortController();
  const limit = clock.sleep(patienceMs, AbortSignal.any([signal, enough.signal]));
  try {
    return alternating(await Promise.race([resolve(host), limit.then(() => [])])).slice(0, MOST_ADDRESSES);
  } catch {
    return [];
  } finally {
    enough.abort();
    limit.catch(() => {});
  }
}

/** The family of the first address begins: where one family leads nowhere, the second address is of the other. */
function alternating(addresses: readonly string[]): readonly string[] {
  const isSix = (address: string): boolean => address.includes(":");
  const [first = ""] = addresses;
  const same = addresses.filter((address) => isSix(address) === isSix(first));
  const other = addresses.filter((address) => isSix(address) !== isSix(first));
  return addresses.flatMap((_, index) => [same[index] ?? [], other[index] ?? []].flat());
}
