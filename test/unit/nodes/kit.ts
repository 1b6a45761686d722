/** What tests of the nodes' parts share. */

import { expect, vi } from "vitest";
import type { FlowMessage, NodeStatus, RuntimeNode } from "../../../nodes/shared/node-red.ts";

export const never = new AbortController().signal;

export function deferred<T = void>() {
  return Promise.withResolvers<T>();
}

/** A node without Node-RED. */
export function fakeNode() {
  const listeners = new Map<string, (...args: never[]) => void>();
  const statuses: NodeStatus[] = [];
  const sent: unknown[] = [];
  const node = {
    id: "n1",
    type: "fake",
    on: (event: string, listener: (...args: never[]) => void) => void listeners.set(event, listener),
    status: (status: NodeStatus) => void statuses.push(status),
    warn: vi.fn(),
    context: () => expect.unreachable(),
  } as unknown as RuntimeNode;
  const receive = (message: FlowMessage): Promise<Error | undefined> =>
    new Promise((resolve) => {
      const listener = listeners.get("input") as unknown as (
        m: FlowMessage,
        s: (x: unknown) => void,
        d: (e?: Error) => void,
      ) => void;
      listener(message, (out) => sent.push(out), resolve);
    });
  const close = (): Promise<void> =>
    new Promise((resolve) => (listeners.get("close") as unknown as (d: () => void) => void)(resolve));
  return { node, statuses, sent, receive, close };
}
