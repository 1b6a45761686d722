/** As much of a mail server as one client needs: greets, signs in, takes a mail, refuses or hangs on demand. */

import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";

export interface MailServer {
  readonly port: number;
  /** Connections that are open. */
  readonly open: number;
  readonly commands: string[];
  readonly mails: string[];
  /** Answers in place of the ordinary ones, by the first word of a command; an empty one never comes. */
  readonly replies: Record<string, string>;
  close(): Promise<void>;
}

export async function openMailServer(): Promise<MailServer> {
  const commands: string[] = [];
  const mails: string[] = [];
  const replies: Record<string, string> = {};
  const sockets = new Set<Socket>();
  const usual: Record<string, string> = {
    EHLO: "250-mail.example.org\r\n250 AUTH PLAIN",
    AUTH: "235 welcome",
    MAIL: "250 ok",
    RCPT: "250 ok",
    DATA: "354 go on",
    QUIT: "221 bye",
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    let buffer = "";
    let inMail = false;
    const say = (text: string) => text !== "" && socket.write(`${text}\r\n`);
    say(replies["CONNECT"] ?? "220 mail.example.org");
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      buffer += chunk.toString("utf8");
      for (let end = buffer.indexOf("\r\n"); end >= 0; end = buffer.indexOf("\r\n")) {
        if (inMail) {
          const last = buffer.indexOf("\r\n.\r\n");
          if (last < 0) return;
          mails.push(buffer.slice(0, last));
          buffer = buffer.slice(last + 5);
          inMail = false;
          say(replies["MAILED"] ?? "250 taken");
          continue;
        }
        const line = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        commands.push(line);
        const word = line.split(" ")[0]?.toUpperCase() ?? "";
        inMail = word === "DATA";
        say(replies[word] ?? usual[word] ?? "502 what?");
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    get open() {
      return sockets.size;
    },
    commands,
    mails,
    replies,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
