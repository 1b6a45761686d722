/** NAT-PMP (RFC 6886): the router's external address, asked by two bytes, and what its unasked words mean. */

import type { Clock } from "../../../ports.ts";
import { converse } from "./datagrams.ts";

/** Version 0, opcode 0: "what is your external address?" */
const QUESTION = Uint8Array.of(0, 0);
/** Milliseconds listened after each of three questions. */
const WAITS = [250, 500, 1000] as const;
const ANSWER_TO_ADDRESS = 0x80;

/** `none`: the router says that it has no usable address. `refused`: it speaks NAT-PMP or its successor and does not tell. */
export type NatPmpAnswer =
  | { readonly kind: "address"; readonly address: string; readonly epoch: number }
  | { readonly kind: "none"; readonly epoch: number }
  | { readonly kind: "refused" };

/** The router's answer; undefined where none came. */
export function askNatPmp(
  router: { readonly address: string; readonly port: number },
  clock: Clock,
  signal: AbortSignal,
): Promise<NatPmpAnswer | undefined> {
  const packets = [{ payload: QUESTION, ...router }];
  return converse(
    {
      with: router.address,
      port: router.port,
      steps: WAITS.map((waitMs) => ({ packets, waitMs })),
      read: readNatPmp,
    },
    clock,
    signal,
  );
}

/**
 *   00 80 rr rr ee ee ee ee aa aa aa aa    12 bytes: result, epoch in seconds, address
 *   00 80 rr rr ee ee ee ee                8 bytes: result alone, of a router that refuses
 *   02 …                                   a router that speaks PCP alone: it refuses by this
 *
 * Results: 0 fine, 3 no usable address, all others no answer to this question. Undefined: nothing of that.
 */
export function readNatPmp(message: Buffer): NatPmpAnswer | undefined {
  if (message.length < 4) return undefined;
  if (message[0] !== 0) return { kind: "refused" };
  const result = message.readUInt16BE(2);
  if (message.length === 8 && result !== 0) return { kind: "refused" };
  if (message.length !== 12 || message[1] !== ANSWER_TO_ADDRESS) return undefined;
  const epoch = message.readUInt32BE(4);
  const address = [...message.subarray(8)].join(".");
  if (result === 3 || (result === 0 && address === "0.0.0.0")) return { kind: "none", epoch };
  return result === 0 ? { kind: "address", address, epoch } : { kind: "refused" };
}

/** Seconds since the router began to count, in an announcement of NAT-PMP or PCP; undefined where it is none. */
export function readAnnouncement(message: Buffer): number | undefined {
  const [version, opcode] = message;
  // Erratum 3618: the opcode of the announcement is 128, as in an answer.
  if (version === 0 && opcode === ANSWER_TO_ADDRESS && message.length === 12) return message.readUInt32BE(4);
  // PCP's ANNOUNCE (RFC 6887): opcode 0 with the response bit, a header of 24 bytes.
  if (version === 2 && opcode === 0x80 && message.length >= 24) return message.readUInt32BE(8);
  return undefined;
}
