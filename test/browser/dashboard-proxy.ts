/** A stand-in for Home Assistant around the dashboard: serves it under a long prefix, and frames it in a themed page. */

import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

export const PREFIX = "/api/hassio_ingress/abc";

export interface IngressProxy {
  /** Ends with a slash. */
  readonly url: string;
  /** A page of Home Assistant that frames the dashboard and has a theme of its own. */
  readonly frameUrl: string;
  /** From now on answers as a proxy whose app has gone, and cuts open connections; `false` ends that. */
  setDown(down: boolean): void;
  close(): Promise<void>;
}

const FRAME = `<!doctype html><html lang="en" style="--primary-background-color:#20124d;--card-background-color:#351c75;--primary-text-color:#fff3d6;--secondary-text-color:#d9c8a0;--divider-color:#51389a;--primary-color:#ffd54f;--text-primary-color:#20124d">
<title>Home Assistant</title><link rel="icon" href="data:,"><body style="margin:0"><iframe title="app" src="${PREFIX}/" style="border:0;width:100%;height:100vh"></iframe></body></html>`;

export async function ingressProxy(target: string): Promise<IngressProxy> {
  let down = false;
  const server = createServer((incoming, outgoing) => {
    const path = incoming.url ?? "/";
    if (path === "/app/cloudflare_ddns")
      return void outgoing.setHeader("Content-Type", "text/html").end(FRAME);
    if (!path.startsWith(`${PREFIX}/`)) return void outgoing.writeHead(404).end();
    if (down) return void outgoing.writeHead(502).end("Bad Gateway");
    const inner = request(
      new URL(path.slice(PREFIX.length), target),
      {
        method: incoming.method ?? "GET",
        headers: { ...incoming.headers, host: new URL(target).host, "x-ingress-path": PREFIX },
        agent: false,
      },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
        answer.on("error", () => outgoing.destroy());
      },
    );
    inner.on("error", () => outgoing.destroy());
    outgoing.on("close", () => inner.destroy());
    incoming.pipe(inner);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${base}${PREFIX}/`,
    frameUrl: `${base}/app/cloudflare_ddns`,
    setDown(value) {
      down = value;
      if (value) server.closeAllConnections();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
