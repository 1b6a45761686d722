/** A conversation by UDP: questions sent, repeated while nothing comes, and read by whoever asked. */

import { createSocket, type Socket } from "node:dgram";
import { isIPv6 } from "node:net";
import type { Clock } from "../../../ports.ts";
import { branchOff } from "../combined/branch.ts";

export interface Packet {
  readonly payload: string | Uint8Array;
  /** IP address; a multicast group reaches this link alone. */
  readonly address: string;
  readonly port: number;
}

/** Packets sent together, and how long to listen before the next ones, milliseconds. */
export interface Step {
  readonly packets: readonly Packet[];
  readonly waitMs: number;
}

export interface Conversation<Answer> {
  /** IP address of the other side: what others send is not read. */
  readonly with: string;
  /** Where it is set the system hears of a closed port, and the answer is "nothing" at once. */
  readonly port?: number;
  /** Sends to multicast groups through the interface with this address. */
  readonly from?: string;
  readonly steps: readonly Step[];
  /** The answer in a message, or nothing: then listening goes on. */
  readonly read: (message: Buffer) => Answer | undefined;
}

/** The first answer that `read` takes; undefined when all steps are over, the port is closed, or `signal` aborts. Never rejects. */
export async function converse<Answer>(
  talk: Conversation<Answer>,
  clock: Clock,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  if (signal.aborted) return undefined;
  const branch = branchOff(signal);
  const socket = createSocket({ type: isIPv6(talk.with) ? "udp6" : "udp4", signal: branch.signal });
  return new Promise((resolve) => {
    socket.on("error", () => branch.end());
    socket.once("close", () => {
      branch.end();
      resolve(undefined);
    });
    socket.on("message", (message, sender) => {
      const answer = sender.address === talk.with ? talk.read(message) : undefined;
      if (answer === undefined) return;
      resolve(answer);
      branch.end();
    });
    const go = (): void => {
      send(socket, talk, clock, branch.signal).then(
        () => branch.end(),
        () => branch.end(),
      );
    };
    if (talk.port === undefined) socket.bind(0, go);
    else socket.connect(talk.port, talk.with, go);
  });
}

async function send<Answer>(
  socket: Socket,
  talk: Conversation<Answer>,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  if (talk.from !== undefined) {
    socket.setMulticastInterface(talk.from);
    socket.setMulticastTTL(1);
  }
  for (const { packets, waitMs } of talk.steps) {
    for (const { payload, address, port } of packets) {
      // What cannot be sent (no route to a group) must not end what else was sent.
      if (talk.port === undefined) socket.send(payload, port, address, () => {});
      else socket.send(payload, () => {});
    }
    await clock.sleep(waitMs, signal);
  }
}
