/** The running service with VERIFY: what the world does not see reaches a notification service, with its likeliest reason. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { startSandbox } from "../sandbox/index.ts";
import { serveNames, serveResolver } from "../verification/name-server.ts";
import { runCommandLine } from "./command-line.ts";

test("a domain that is led to another provider / the service runs / told by the notification service, and to whom", async () => {
  const told: string[] = [];
  const chat = createServer(async (request, response) => {
    told.push(Buffer.concat(await request.toArray()).toString());
    response.end();
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => chat.once("listening", resolve));
  const records = [{ name: "home.example.org", type: "A", content: "203.0.113.7" }];
  const sandbox = await startSandbox({
    seed: { zones: [{ name: "example.org", status: "moved", records }] },
  });
  const names = await serveNames(() => ({ answer: ["203.0.113.7"] }));
  const resolver = await serveResolver(({ type }) => ({
    answer: type === 2 ? ["ns1.other.test"] : ["203.0.113.7"],
    aa: false,
  }));
  const stopping = new AbortController();
  const running = runCommandLine(
    ["run"],
    {
      CLOUDFLARE_API_TOKEN: "cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD",
      CLOUDFLARE_BASE_URL: sandbox.url,
      DOMAINS: "home.example.org",
      IP4_PROVIDER: "static:203.0.113.7",
      IP6_PROVIDER: "none",
      VERIFY: "public",
      SHOUTRRR: `generic+http://127.0.0.1:${(chat.address() as AddressInfo).port}/hook`,
    },
    {
      stopping: stopping.signal,
      witnesses: {
        resolve: async () => ["127.0.0.1"],
        port: names.port,
        resolvers: [resolver.url],
        patienceMs: 1000,
      },
    },
  );
  onTestFinished(async () => {
    stopping.abort();
    await running;
    await sandbox.close();
    chat.close();
  });
  const isTold = () => told.find((body) => body.includes("does not see"));
  for (const end = Date.now() + 15_000; isTold() === undefined && Date.now() < end; )
    await new Promise((resolve) => setTimeout(resolve, 20));
  expect(isTold()).toContain("Your domain example.org is delegated to another provider: ns1.other.test.");
});
