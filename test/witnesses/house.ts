/** What runs at home: Cloudflare's stand-in, the command `verify`, and a door to the resolver's DNS over HTTPS. */

import { Resolver } from "node:dns/promises";
import { once } from "node:events";
import { createServer } from "node:http";
import { type ClientHttp2Session, connect } from "node:http2";
import type { AddressInfo } from "node:net";
import { unpublished, type Verification } from "../../src/index.ts";
import { runCommandLine } from "../command-line/command-line.ts";
import { startSandbox } from "../sandbox/index.ts";
import { RESOLVER } from "./internet.ts";
import type { VerifyOrder } from "./orders.ts";

const names = new Resolver({ timeout: 1000, tries: 2 });
names.setServers([RESOLVER]);

/** unbound speaks HTTP/2 alone; public resolvers speak HTTP/1.1 besides. Nothing but the path goes through. */
let upstream: ClientHttp2Session | undefined;
function toResolver(): ClientHttp2Session {
  if (upstream === undefined || upstream.closed || upstream.destroyed) {
    upstream = connect(`http://${RESOLVER}:8053`);
    upstream.on("error", () => {});
  }
  return upstream;
}

let requests = 0;
const door = createServer(async ({ url = "/", headers }, response) => {
  requests += 1;
  try {
    const stream = toResolver().request({ ":path": url, accept: headers.accept ?? "" });
    const [head] = (await once(stream, "response")) as [Readonly<Record<string, string | number>>];
    const type = String(head["content-type"]);
    response.writeHead(Number(head[":status"]), { "content-type": type });
    for await (const chunk of stream) response.write(chunk);
    response.end();
  } catch {
    response.destroy();
  }
}).listen(0, "127.0.0.1");
await once(door, "listening");
const resolver = `http://127.0.0.1:${(door.address() as AddressInfo).port}/dns-query`;

async function verify({ zones, settings, addresses = {} }: VerifyOrder) {
  const sandbox = await startSandbox({ seed: { zones: [...zones] } });
  const before = requests;
  const startedAt = performance.now();
  const { status, out, err } = await runCommandLine(
    ["verify", "--json"],
    {
      CLOUDFLARE_API_TOKEN: "cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD",
      CLOUDFLARE_BASE_URL: sandbox.url,
      IP6_PROVIDER: "none",
      ...settings,
    },
    {
      witnesses: {
        resolve: async (host) => addresses[host] ?? (await names.resolve4(host)),
        port: 53,
        resolvers: [resolver],
        patienceMs: 2000,
      },
    },
  );
  const ms = performance.now() - startedAt;
  await sandbox.close();
  if (out === "") throw new Error(err);
  const found = JSON.parse(out) as Verification;
  return { ...found, status, ms, requests: requests - before, told: unpublished(found)?.message ?? null };
}

process.on("message", (order: VerifyOrder) => {
  verify(order).then((answer) => process.send?.(answer));
});
process.on("disconnect", () => process.exit());
process.send?.("ready");
