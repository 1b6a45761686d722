/** One question to one address of a name server, over UDP or over TCP; nothing that a stranger or a fault sends is taken for its answer. */

import { connect } from "node:net";
import { converse } from "../sources/router/datagrams.ts";
import type { WitnessContext } from "./context.ts";
import { type Asked, decodeWitnessAnswer, encodeWitnessQuestion, type WitnessAnswer } from "./message.ts";

export interface Talk {
  readonly asked: Asked;
  /** IP address. */
  readonly address: string;
  readonly context: WitnessContext;
}

/** Undefined where nothing comes within `waitMs`. Never rejects. */
export async function askByUdp(
  { asked, address, context: { port, clock } }: Talk,
  waitMs: number,
  signal: AbortSignal,
): Promise<WitnessAnswer | undefined> {
  const { payload, read } = questionOf(asked, clock.random());
  const steps = [{ packets: [{ payload, address, port }], waitMs }];
  return await converse({ with: address, port, steps, read }, clock, signal);
}

/** Undefined where nothing comes in time, and where even this answer is cut. Never rejects. */
export async function askByTcp(
  { asked, address, context: { port, clock, patienceMs } }: Talk,
  signal: AbortSignal,
): Promise<WitnessAnswer | undefined> {
  const { payload, read } = questionOf(asked, clock.random());
  const message = await exchangeByTcp({ host: address, port }, payload, patienceMs, signal);
  const answer = message && read(message);
  return answer?.truncated === true ? undefined : answer;
}

function questionOf(asked: Asked, chance: number) {
  const id = Math.floor(chance * 0x10000);
  return {
    payload: encodeWitnessQuestion(id, asked, false),
    read: (message: Buffer) => decodeWitnessAnswer(message, id, asked),
  };
}

/** Each message stands behind its length (RFC 1035, section 4.2.2). */
function exchangeByTcp(
  to: { readonly host: string; readonly port: number },
  question: Buffer,
  limitMs: number,
  signal: AbortSignal,
): Promise<Buffer | undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    let received = Buffer.alloc(0);
    const socket = connect({ ...to, signal });
    const limit = setTimeout(() => socket.destroy(), limitMs);
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
    const head = Buffer.alloc(2);
    head.writeUInt16BE(question.length);
    socket.write(Buffer.concat([head, question]));
  });
}
