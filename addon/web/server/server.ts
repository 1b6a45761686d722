/** Starts the dashboard's server and ends it again: joins socket, gate, routes and streams. */

import { createServer, type Server } from "node:http";
import type { Socket } from "node:net";
import { hostname } from "node:os";
import { getRequestListener } from "@hono/node-server";
import { type Clock, DdnsError } from "../../../src/index.ts";
import { peerAddress } from "../../doorstep/peer-address.ts";
import { type Places, shareOut } from "../../doorstep/places.ts";
import type { Meters, Service } from "../../service/service-view.ts";
import { gateRefusal, type WebMode } from "./entry/gate.ts";
import { createLock } from "./entry/lock.ts";
import { type PeerRights, peerRights } from "./entry/peer.ts";
import { createEventStreams } from "./events.ts";
import { watchHealth } from "./health.ts";
import { metricsText } from "./measures/metrics.ts";
import { keepTally } from "./measures/tally.ts";
import { type AddressJournal, followPast } from "./past.ts";
import { createRoutes, type DashboardAssets } from "./routes.ts";
import { securityHeaders } from "./security-headers.ts";
import { dashboardState } from "./state.ts";

/** Where the server's own remarks go; a pino logger fits. */
export interface WebLog {
  info(text: string): void;
  warn(text: string): void;
}

export interface WebOptions {
  readonly mode: WebMode;
  readonly assets: DashboardAssets;
  readonly version: string;
  readonly log: WebLog;
  /** Asks every source once, as `detect --json`; without it the page shows no survey. */
  readonly detectSurvey?: (() => Promise<unknown[]>) | undefined;
  /** Without it the page shows no addresses of the past. */
  readonly journal?: AddressJournal | undefined;
  /** Without it some of the metrics are missing. */
  readonly meters?: Meters | undefined;
  readonly clock: Clock;
  /** Reads a socket's peer; tests bring their own. */
  readonly remoteAddress?: (socket: Socket) => string | undefined;
  /** This machine's name; tests bring their own. */
  readonly machineName?: string;
}

/** Milliseconds. A request is small: what takes longer only holds a place. Streams of events are answers, and stay. */
const TIMES = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 10_000,
  connectionsCheckingInterval: 1_000,
};

/** A browser opens six connections, and one more for each page's events. */
const PLACES: Places = { ofOnePeer: 64, inAll: 192 };

/** A running server. */
export interface Web {
  /** Ends with a slash. */
  readonly url: string;
  /** Ends every connection; resolves when the port is free. */
  close(): Promise<void>;
}

/** Rejects with CONFIG_INVALID where the address cannot be listened on, or would be open to the network without a password. */
export async function startWeb(service: Service, options: WebOptions): Promise<Web> {
  const { mode, clock, log } = options;
  if (mode.kind === "standalone" && mode.password === undefined && !isLoopback(mode.host))
    throw new DdnsError(
      "CONFIG_INVALID",
      `WEB_ADDRESS ${mode.host}:${mode.port} is reachable from the network: set WEB_PASSWORD too, or listen on 127.0.0.1.`,
    );

  const facts = { version: options.version, survey: options.detectSurvey !== undefined };
  const health = watchHealth(service, clock);
  const past = followPast(service, options.journal, clock);
  const tally = keepTally(service, clock);
  const streams = createEventStreams(
    service,
    clock,
    (view) => dashboardState(service, view, clock, facts),
    past,
  );
  const routes = createRoutes({
    service,
    assets: options.assets,
    health,
    streams,
    version: options.version,
    state: () => dashboardState(service, service.view, clock, facts),
    past: past.now,
    metrics: () =>
      metricsText({
        service,
        version: options.version,
        health: health.health(),
        tally,
        strips: past.now().strips,
        meters: options.meters,
      }),
    survey: options.detectSurvey,
    onUnexpected: () => log.warn("A request of the dashboard failed in a way nobody foresaw."),
  });

  const rights = new WeakMap<Socket, PeerRights>();
  const { remoteAddress = (socket: Socket) => socket.remoteAddress } = options;
  const peerOf = (socket: Socket) => peerAddress(remoteAddress(socket));
  const headers = Object.entries(securityHeaders(mode.kind === "ingress"));
  const keeper = {
    mode,
    machineName: options.machineName ?? hostname(),
    lock: createLock(mode.kind === "standalone" ? mode : { password: undefined }, clock, (text) =>
      log.warn(text),
    ),
  };
  const ending = new AbortController();
  const listener = getRequestListener(
    async (request, env) => {
      const socket = env.incoming.socket as Socket;
      const refused = await gateRefusal(
        {
          method: request.method,
          path: new URL(request.url).pathname,
          header: (name) => request.headers.get(name) ?? undefined,
          rights: mode.kind === "standalone" ? "all" : (rights.get(socket) ?? "nothing"),
          peer: peerOf(socket) ?? "an unknown address",
          signal: ending.signal,
        },
        keeper,
      );
      const answer = refused ?? (await routes.fetch(request));
      for (const [name, value] of headers) answer.headers.set(name, value);
      return answer;
    },
    { overrideGlobalObjects: false },
  );

  const server = createServer(TIMES, (incoming, outgoing) => void listener(incoming, outgoing));
  // Through ingress all pages come from one peer, which is let in by its address already.
  shareOut(server, mode.kind === "ingress" ? { ...PLACES, ofOnePeer: PLACES.inAll } : PLACES, peerOf);
  if (mode.kind === "ingress") guardPeers(server, mode.peer, rights, peerOf, log);
  try {
    await listen(server, mode);
  } catch (error) {
    health.stop();
    past.stop();
    tally.stop();
    throw error;
  }

  const url = urlOf(server, mode);
  log.info(
    mode.kind === "ingress"
      ? "The dashboard is served through ingress."
      : `The dashboard is served at ${url}`,
  );
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        health.stop();
        past.stop();
        tally.stop();
        ending.abort();
        streams.close();
        server.close(() => resolve());
        // One turn later, so that the ends of the streams are written first.
        setImmediate(() => server.closeAllConnections());
      }),
  };
}

/** Cuts strangers off before a byte of theirs is parsed, and remembers what the others may see. */
function guardPeers(
  server: Server,
  peer: string,
  rights: WeakMap<Socket, PeerRights>,
  peerOf: (socket: Socket) => string | undefined,
  log: WebLog,
): void {
  let told = false;
  server.on("connection", (socket: Socket) => {
    const remote = peerOf(socket);
    const granted = peerRights(remote, peer);
    rights.set(socket, granted);
    if (granted !== "nothing") return;
    socket.destroy();
    // Once: whoever knocks at night must not fill the log.
    if (!told) log.warn(`Refused a connection from ${remote ?? "an unknown peer"}: only ingress is served.`);
    told = true;
  });
}

function listen(server: Server, mode: WebMode): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const where = mode.kind === "ingress" ? `port ${mode.port}` : `WEB_ADDRESS ${mode.host}:${mode.port}`;
      const why = error.code === "EADDRINUSE" ? "another program uses it" : (error.code ?? "unknown reason");
      reject(
        new DdnsError(
          "CONFIG_INVALID",
          `The dashboard cannot listen on ${where}: ${why}. Choose another one.`,
        ),
      );
    });
    // Ingress listens on every address, since HEALTHCHECK comes over loopback; the peer check keeps strangers out.
    if (mode.kind === "ingress") server.listen({ port: mode.port }, resolve);
    else server.listen({ host: bare(mode.host), port: mode.port }, resolve);
  });
}

function urlOf(server: Server, mode: WebMode): string {
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : mode.port;
  const host = mode.kind === "ingress" ? "127.0.0.1" : bare(mode.host);
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}/`;
}

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, "");
}

function isLoopback(host: string): boolean {
  const name = bare(host).toLowerCase();
  return name === "localhost" || name === "::1" || /^127\.\d+\.\d+\.\d+$/.test(name);
}
