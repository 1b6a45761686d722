/** Looks at the length of each packet as its first bytes arrive, so that a huge one is never gathered in memory. */

import { DdnsError, foreignText } from "../../../src/index.ts";

const PUBLISH = 3;
/** MQTT spells a length in at most four bytes of seven bits. */
const LONGEST_LENGTH = 4;

/** A packet that is longer than we take; `topic` undefined in what is no publication, and where nobody saw it. */
export class PacketTooLarge extends DdnsError {
  readonly topic: string | undefined;

  /** `limit` in bytes. The message holds no other size, so that the same trouble is told in the same words. */
  constructor(limit: number, topic: string | undefined) {
    const where = topic === undefined ? "" : ` on ${foreignText(topic)}`;
    super(
      "BAD_INPUT",
      `A message${where} was not read, as it is longer than ${megabytes(limit)}; remove it from the broker, which may keep it (retained).`,
    );
    this.topic = topic;
  }
}

/** To be given every chunk of bytes that the broker sends, in order; answers with the packet that is too large, once there is one. */
export type PacketGuard = (chunk: Uint8Array) => PacketTooLarge | undefined;

/** `limit`: bytes of one packet behind its length. */
export function createPacketGuard(limit: () => number): PacketGuard {
  /** The beginning of a packet of which too little is known yet: its length, or the topic of one that is too large. */
  let beginning: number[] = [];
  /** Bytes of the current packet that are still to come and of no interest. */
  let rest = 0;

  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (rest > 0) {
        const skipped = Math.min(rest, chunk.length - at);
        rest -= skipped;
        at += skipped;
        continue;
      }
      beginning.push(chunk[at] ?? 0);
      at += 1;
      const length = lengthIn(beginning);
      if (length === undefined) continue;
      if (length <= limit()) {
        rest = length;
        beginning = [];
      } else if (isPublication(beginning)) {
        // At most 64 kB more, so that it can be said where the message is.
        const topic = topicIn(beginning);
        if (topic !== undefined) return new PacketTooLarge(limit(), topic);
      } else return new PacketTooLarge(limit(), undefined);
    }
    return undefined;
  };
}

/** The packet's length, undefined while it is not complete. One that never ends is as long as can be. */
function lengthIn(bytes: readonly number[]): number | undefined {
  let length = 0;
  for (let index = 1; index <= LONGEST_LENGTH; index++) {
    const byte = bytes[index];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 128 ** (index - 1);
    if (byte < 0x80) return length;
  }
  return Number.MAX_SAFE_INTEGER;
}

function isPublication([first = 0]: readonly number[]): boolean {
  return first >> 4 === PUBLISH;
}

/** The topic that stands behind a packet's length, undefined while it is not complete. */
function topicIn(bytes: readonly number[]): string | undefined {
  const start =
    Math.min(
      bytes.findIndex((byte, index) => index > 0 && byte < 0x80),
      LONGEST_LENGTH,
    ) + 1;
  const [high, low] = [bytes[start], bytes[start + 1]];
  if (high === undefined || low === undefined) return undefined;
  const end = start + 2 + high * 256 + low;
  return bytes.length < end ? undefined : Buffer.from(bytes.slice(start + 2, end)).toString("utf8");
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e5) / 10} MB`;
}
