/** Shares a server's connections out: who holds too many loses the one that has been idle longest, and loopback has places of its own. */

import type { Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { peerAddress } from "./peer-address.ts";

/** How many connections may be open at a time. */
export interface Places {
  readonly ofOnePeer: number;
  /** Of all peers but this machine's own: its health check always finds a place. */
  readonly inAll: number;
}

/** Watches `server` from now on; `peerOf` reads the address of a socket's other end. */
export function shareOut(
  server: Server,
  places: Places,
  peerOf: (socket: Socket) => string | undefined = (socket) => socket.remoteAddress,
): void {
  /** Every open socket with its peer, the oldest first. */
  const open = new Map<Socket, string>();
  /** Sockets on which a request is being answered. */
  const answering = new Set<Socket>();

  /** Makes room among the sockets of these peers; false where all of them are being answered. */
  function makeRoom(isOne: (peer: string) => boolean, most: number): boolean {
    const theirs = [...open].flatMap(([socket, peer]) => (isOne(peer) ? [socket] : []));
    if (theirs.length < most) return true;
    const idle = theirs.find((socket) => !answering.has(socket));
    if (idle === undefined) return false;
    open.delete(idle);
    idle.destroy();
    return true;
  }

  server.on("connection", (socket: Socket) => {
    const peer = whoIs(peerOf(socket) ?? "");
    const hasPlace =
      makeRoom((other) => other === peer, places.ofOnePeer) &&
      (peer === LOOPBACK || makeRoom((other) => other !== LOOPBACK, places.inAll));
    if (!hasPlace) {
      socket.destroy();
      return;
    }
    open.set(socket, peer);
    socket.once("close", () => open.delete(socket));
  });
  server.on("request", ({ socket }: { readonly socket: Socket }, response: ServerResponse) => {
    answering.add(socket);
    response.once("close", () => answering.delete(socket));
  });
}

/** This machine has sixteen million addresses of its own, and is one peer. */
const LOOPBACK = "loopback";

function whoIs(address: string): string {
  const bare = peerAddress(address) ?? "";
  return bare === "::1" || bare.startsWith("127.") ? LOOPBACK : bare;
}
