/** A stand-in for Supervisor: answers what an app may ask it, counts the questions, and can be made to refuse. */

import { once } from "node:events";
import { createServer, type Server } from "node:http";

export interface StandIn {
  readonly url: string;
  /** Paths asked for, oldest first. */
  readonly asked: readonly string[];
  /** Undefined: no broker is installed. */
  broker:
    | { readonly host: string; readonly port: number; readonly username?: string; readonly password?: string }
    | undefined;
  /** Served at `/addons/self/options/config`. */
  options: unknown;
  stop(): Promise<void>;
}

export interface StandInOptions {
  readonly token: string;
  readonly host?: string;
  readonly port?: number;
}

const NETWORK = {
  interfaces: [
    {
      interface: "end0",
      type: "ethernet",
      enabled: true,
      connected: true,
      primary: true,
      mac: "00:00:5E:00:53:01",
      ipv4: {
        method: "auto",
        address: ["192.168.1.10/24", "81.2.69.142/24"],
        gateway: "192.168.1.1",
        ready: true,
      },
      ipv6: { method: "auto", address: ["2001:db8:1::10/64", "fe80::1/64"], gateway: null, ready: true },
    },
  ],
  docker: { interface: "hassio", address: "172.30.32.0/23", gateway: "172.30.32.1", dns: "172.30.32.3" },
  host_internet: true,
  supervisor_internet: true,
};

export async function startSupervisor({
  token,
  host = "127.0.0.1",
  port = 0,
}: StandInOptions): Promise<StandIn> {
  const asked: string[] = [];
  const standIn = { broker: undefined as StandIn["broker"], options: {} as unknown };
  const server: Server = createServer((request, response) => {
    const path = request.url ?? "";
    asked.push(path);
    const answer = (status: number, body: object): void => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    const ok = (data: unknown): void => answer(200, { result: "ok", data });
    const refuse = (status: number, message: string): void => answer(status, { result: "error", message });
    if (request.headers.authorization !== `Bearer ${token}`) return refuse(401, "Unauthorized");
    switch (path) {
      case "/services/mqtt":
        return standIn.broker === undefined
          ? refuse(400, "Service not enabled")
          : ok({ ssl: false, protocol: "3.1.1", addon: "core_mosquitto", ...standIn.broker });
      case "/addons/self/options/config":
        return ok(standIn.options);
      case "/addons/self/info":
        return ok({ name: "Cloudflare DDNS", slug: "0a1b2c3d_cloudflare_ddns", state: "started", rating: 8 });
      case "/network/info":
        return ok(NETWORK);
      default:
        return refuse(path.startsWith("/core/") ? 502 : 403, "Forbidden");
    }
  });
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the stand-in has no port");
  return Object.assign(standIn, {
    url: `http://${host}:${address.port}`,
    asked,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  });
}
