/** Hears the router's announcements of NAT-PMP and PCP: unasked words to all machines of the LAN. */

import { createSocket } from "node:dgram";
import { readAnnouncement } from "./nat-pmp.ts";

export interface AnnouncementOptions {
  /** 5350, other than in tests. */
  readonly port: number;
  /** Hears who announced, by IP address, and the router's count of seconds; anybody on the LAN can have sent it. */
  readonly heard: (sender: string, epoch: number) => void;
  /** Hears that the port cannot be had: nothing will ever be heard. */
  readonly deaf: () => void;
}

/** Listens until the answered function is called. Shares the port with other programs that allow it; keeps no process alive. */
export function hearAnnouncements({ port, heard, deaf }: AnnouncementOptions): () => void {
  const socket = createSocket({ type: "udp4", reuseAddr: true });
  let open = true;
  const close = (): void => {
    if (!open) return;
    open = false;
    socket.close();
  };
  socket.on("error", () => {
    if (!open) return;
    close();
    deaf();
  });
  socket.on("message", (message, { address }) => {
    const epoch = readAnnouncement(message);
    if (epoch !== undefined) heard(address, epoch);
  });
  // 224.0.0.1 is all machines of the link: nobody needs to join it.
  socket.bind(port, () => socket.unref());
  return close;
}
