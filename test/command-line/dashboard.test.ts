/** What the dashboard is told by the whole service: the journal's addresses, the changes by cycle, what the world sees. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { DashboardPast, DashboardState } from "../../addon/web/wire.ts";
import { startSandbox } from "../sandbox/index.ts";
import { serveNames } from "../verification/name-server.ts";
import { runCommandLine } from "./command-line.ts";

type Told = DashboardState & { readonly past: DashboardPast };

test("a service with a journal and a witness / the address changes / strip, history and verdict follow", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ddns-dashboard-"));
  const file = join(folder, "address");
  writeFileSync(file, "203.0.113.7\n");
  const sandbox = await startSandbox({ seed: { zones: [{ name: "example.org", records: [] }] } });
  const names = await serveNames(() => ({ answer: [readFileSync(file, "utf8").trim()] }));
  const port = await freePort();
  const stopping = new AbortController();
  const running = runCommandLine(
    ["run"],
    {
      CLOUDFLARE_API_TOKEN: "cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD",
      CLOUDFLARE_BASE_URL: sandbox.url,
      DOMAINS: "home.example.org,vpn.example.org",
      IP4_PROVIDER: `file:${file}`,
      IP6_PROVIDER: "none",
      VERIFY: "authoritative",
      WEB_ADDRESS: `127.0.0.1:${port}`,
      STATE_DIR: folder,
    },
    {
      stopping: stopping.signal,
      witnesses: { resolve: async () => ["127.0.0.1"], port: names.port, resolvers: [], patienceMs: 500 },
    },
  );
  onTestFinished(async () => {
    stopping.abort();
    await running;
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const told = async (): Promise<Partial<Told>> => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/view`).catch(() => undefined);
    return answer?.ok === true ? ((await answer.json()) as Told) : {};
  };
  const span = (address: string, isOver: boolean) => ({
    address,
    to: isOver ? expect.any(String) : null,
    source: `file:${file}`,
  });
  const patience = { timeout: 15_000, interval: 100 };

  await expect.poll(told, patience).toMatchObject({
    places: [{ site: "", ipv4: true, ipv6: false }],
    past: { strips: [{ site: "", family: 4, spans: [span("203.0.113.7", false)] }] },
    view: { seenAt: expect.any(String), seen: { records: [{ published: "yes" }, { published: "yes" }] } },
  });
  writeFileSync(file, "203.0.113.99\n");
  await expect.poll(told, patience).toMatchObject({
    past: { strips: [{ spans: [span("203.0.113.7", true), span("203.0.113.99", false)] }] },
    view: { seenAt: expect.any(String), report: { detections: { ipv4: { status: "known" } } } },
  });
  const { past } = await told();
  const times = past?.changes.map(({ at, what, to }) => [at, what, ...to]) ?? [];
  expect(times.map(([, ...rest]) => rest)).toEqual([
    ["home.example.org A", "203.0.113.7"],
    ["vpn.example.org A", "203.0.113.7"],
    ["home.example.org A", "203.0.113.99"],
    ["vpn.example.org A", "203.0.113.99"],
  ]);
  expect(new Set(times.map(([at]) => at)).size).toBe(2);
});

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
