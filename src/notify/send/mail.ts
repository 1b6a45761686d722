/** E-mail: hands one plain-text message to a mail server. */

import { connect, type Socket } from "node:net";
import { egress } from "../../adapters/egress/egress.ts";
import { DdnsError } from "../../core/errors.ts";
import type { Clock } from "../../ports.ts";
import { type Message, textOrTitle } from "../message/message.ts";
import type { MailTarget } from "../services/targets.ts";

/** For the whole mail: a conversation of many turns, so longer than a web request may take. */
const DEADLINE_MS = 20_000;

/** Sends `message`; rejects with DdnsError only, in words that hold neither address nor password. */
export async function sendMail(
  target: MailTarget,
  message: Message,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  // Loaded only where mail is sent: it costs memory nobody else should pay.
  const { createTransport } = await import("./mail-library.ts");
  let socket: Socket | undefined;
  const { trusted: secureContext } = egress();
  const trusted = secureContext === undefined ? {} : { secureContext };
  const transport = createTransport({
    host: target.host,
    port: target.port,
    secure: target.encryption === "tls" || (target.encryption === "auto" && target.port === 465),
    ignoreTLS: target.encryption === "none",
    requireTLS: target.encryption === "starttls" || (target.encryption === "auto" && sendsPassword(target)),
    // The connection is ours, so that giving up ends it: the mail must not arrive after all, beside its repetition.
    getSocket(_, callback) {
      const connection = connect(target.port, target.host);
      socket = connection;
      connection.once("error", (error) => callback(error, undefined));
      connection.once("connect", () => callback(null, { connection }));
    },
    tls: { rejectUnauthorized: target.verifyCertificate, ...trusted },
    connectionTimeout: DEADLINE_MS,
    greetingTimeout: DEADLINE_MS,
    socketTimeout: DEADLINE_MS,
    dnsTimeout: DEADLINE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(target.auth === undefined
      ? {}
      : { auth: { user: target.auth.user, pass: target.auth.password.reveal() } }),
    ...(target.clientHost === undefined ? {} : { name: target.clientHost }),
  });
  const finished = new AbortController();
  // Ends early, as ABORTED, when `signal` does; the deadline is what else ends it.
  const deadline = clock.sleep(DEADLINE_MS, AbortSignal.any([signal, finished.signal])).then(() => {
    throw new DdnsError("TIMEOUT", lateness(target));
  });
  try {
    const from = { name: target.fromName ?? "Cloudflare DDNS", address: target.from };
    const mail = { from, to: [...target.to], subject: message.title, text: textOrTitle(message) };
    await Promise.race([transport.sendMail(mail), deadline]);
  } catch (error) {
    throw asReportable(error, target);
  } finally {
    finished.abort();
    socket?.destroy();
  }
}

function lateness({ host, port }: MailTarget): string {
  return `the mail server ${host}:${port} did not answer within ${DEADLINE_MS / 1000} s.`;
}

/** A password goes over an unencrypted connection only inside this machine, or where the URL says so. */
function sendsPassword(target: MailTarget): boolean {
  return target.auth !== undefined && !/^(?:localhost|127\.[0-9.]+|::1)$/.test(target.host);
}

function asReportable(error: unknown, target: MailTarget): DdnsError {
  if (error instanceof DdnsError) return error;
  const where = `the mail server ${target.host}:${target.port}`;
  const { code, responseCode } = (typeof error === "object" && error !== null ? error : {}) as {
    readonly code?: unknown;
    readonly responseCode?: unknown;
  };
  const status = typeof responseCode === "number" ? ` (${responseCode})` : "";
  switch (code) {
    case "EAUTH":
    case "ENOAUTH":
      return new DdnsError("AUTH_REJECTED", `${where} refused user or password${status}; check the URL.`);
    case "EENVELOPE":
      return new DdnsError(
        "BAD_INPUT",
        `${where} refused the sender or a recipient${status}; check from and to.`,
      );
    case "ETLS":
      return new DdnsError(
        "UNAVAILABLE",
        `${where} and we found no encryption in common; set encryption=ImplicitTLS or, inside your own network, encryption=None.`,
      );
    case "ETIMEDOUT":
      return new DdnsError("TIMEOUT", lateness(target));
    default: {
      const permanent = typeof responseCode === "number" && responseCode >= 500;
      return permanent
        ? new DdnsError("BAD_INPUT", `${where} refused the mail${status}.`)
        : new DdnsError("UNAVAILABLE", `${where} cannot be reached or did not take the mail${status}.`);
    }
  }
}
