/** A stand-in for Home Assistant around the dashboard: serves it under a long prefix, and frames it in a themed page. */

import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

const PREFIX = "/api/hassio_ingress/abc";

export interface IngressProxy {
  /** Ends with a slash. */
  readonly url: string;
  /** A page of Home Assistant that frames the dashboard and has a theme of its own; with `?light` or `?dark` that of Home Assistant. */
  readonly frameUrl: string;
  /** From now on answers as a proxy whose app has gone, and cuts open connections; `false` ends that. */
  setDown(down: boolean): void;
  close(): Promise<void>;
}

/** A theme of a user's own, in which everything is otherwise. */
const USERS_THEME =
  "--primary-background-color:#20124d;--card-background-color:#351c75;--primary-text-color:#fff3d6;--secondary-text-color:#d9c8a0;--divider-color:#51389a;--primary-color:#ffd54f;--text-primary-color:#20124d";

/** What Home Assistant 2026.11's own frontend sets by itself. */
const HOME_ASSISTANT = {
  light:
    "--primary-background-color:#fafafa;--card-background-color:#fff;--primary-text-color:#141414;--secondary-text-color:#5e5e5e;--divider-color:#0000001f;--primary-color:#009ac7;--text-primary-color:#fff;--success-color:#43a047;--warning-color:#ffa600;--error-color:#db4437;--ha-card-border-radius:12px",
  dark: "--primary-background-color:#111;--card-background-color:#1c1c1c;--primary-text-color:#e1e1e1;--secondary-text-color:#9b9b9b;--divider-color:#e1e1e11f;--primary-color:#009ac7;--text-primary-color:#fff;--success-color:#43a047;--warning-color:#ffa600;--error-color:#db4437;--ha-card-border-radius:12px",
} as const;

function frame(theme: string): string {
  return `<!doctype html><html lang="en" style="${theme}">
<title>Home Assistant</title><link rel="icon" href="data:,"><body style="margin:0"><iframe title="app" src="${PREFIX}/" style="border:0;width:100%;height:100vh"></iframe></body></html>`;
}

export async function ingressProxy(target: string): Promise<IngressProxy> {
  let down = false;
  const server = createServer((incoming, outgoing) => {
    const path = incoming.url ?? "/";
    const [place, theme] = path.split("?");
    if (place === "/app/cloudflare_ddns")
      return void outgoing
        .setHeader("Content-Type", "text/html")
        .end(frame(theme === "light" || theme === "dark" ? HOME_ASSISTANT[theme] : USERS_THEME));
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
