/** Asks one name server of a zone, over UDP and, where that does not suffice, over TCP. */

import type { RecordSetKey } from "../../core/types.ts";
import type { Testimony } from "../../core/witness/verification.ts";
import { uint16 } from "../dns-wire.ts";
import { converse } from "../sources/router/datagrams.ts";
import type { WitnessContext } from "./context.ts";
import { type AddressAnswer, decodeAddressAnswer, encodeAddressQuestion } from "./message.ts";
import { answered, silent } from "./testimony.ts";

const MOST_ADDRESSES = 4;

/** Asks the addresses of `host` one after the other until one answers. Never rejects. */
export async function askAuthority(
  context: WitnessContext,
  host: string,
  key: RecordSetKey,
  signal: AbortSignal,
): Promise<Testimony> {
  const witness = { name: host, kind: "authoritative" } as const;
  const addresses = await addressesOf(context, host, signal);
  if (addresses.length === 0) return silent(witness, "this network's DNS knows no address of it");
  for (const address of addresses.slice(0, MOST_ADDRESSES)) {
    const answer = await askAddress(context, address, key, signal);
    if (answer === undefined) continue;
    // Without the flag something in between answered, from a cache or an invention of its own.
    if (isDefinite(answer) && !answer.authoritative)
      return silent(
        witness,
        "it answered without authority, so something between here and there answers for it",
      );
    return answered(witness, answer);
  }
  return silent(witness, "it does not answer");
}

/** Empty where there are none, or where the system does not say in time. */
async function addressesOf(
  { resolve, clock, patienceMs }: WitnessContext,
  host: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const enough = new AbortController();
  const limit = clock.sleep(2 * patienceMs, AbortSignal.any([signal, enough.signal]));
  try {
    return await Promise.race([resolve(host), limit.then(() => [])]);
  } catch {
    return [];
  } finally {
    enough.abort();
    limit.catch(() => {});
  }
}

function isDefinite({ code }: AddressAnswer): boolean {
  return code === 0 || code === 3;
}

async function askAddress(
  context: WitnessContext,
  address: string,
  key: RecordSetKey,
  signal: AbortSignal,
): Promise<AddressAnswer | undefined> {
  const id = Math.floor(context.clock.random() * 0x10000);
  const question = encodeAddressQuestion(id, key, false);
  const read = (message: Buffer) => decodeAddressAnswer(message, id, key);
  const step = {
    packets: [{ payload: question, address, port: context.port }],
    waitMs: context.patienceMs / 2,
  };
  const byUdp = await converse(
    { with: address, port: context.port, steps: [step, step], read },
    context.clock,
    signal,
  );
  if (byUdp !== undefined && !byUdp.truncated) return byUdp;
  const message = await askByTcp(context, address, question, signal);
  const byTcp = message && read(message);
  return byTcp?.truncated === true ? undefined : byTcp;
}

/** The message behind its length (RFC 1035, section 4.2.2); undefined where none comes in time. */
function askByTcp(
  { port, patienceMs }: WitnessContext,
  host: string,
  question: Buffer,
  signal: AbortSignal,
): Promise<Buffer | undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  const { connect } = process.getBuiltinModule("node:net");
  return new Promise((resolve) => {
    let received = Buffer.alloc(0);
    const socket = connect({ host, port, signal });
    const limit = setTimeout(() => socket.destroy(), patienceMs);
    socket.on("error", () => {});
    socket.on("close", () => {
      clearTimeout(limit);
      resolve(undefined);
    });
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      const length = received.length < 2 ? Number.POSITIVE_INFINITY : received.readUInt16BE(0);
      if (received.length < length + 2) return;
      resolve(received.subarray(2, length + 2));
      socket.destroy();
    });
    socket.write(Buffer.concat([uint16(question.length), question]));
  });
}
