/** The real ddclient tells the real service, and believes what it hears. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { CLIENT } from "./asking.ts";
import { isAvailable, type PushService, run, startPushService } from "./service.ts";

const DDCLIENT = "/usr/bin/ddclient";
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe.skipIf(!isAvailable(DDCLIENT))("ddclient", () => {
  let service: PushService;
  let folder = "";
  beforeAll(async () => {
    service = await startPushService({ UPDATE_TIMEOUT: "4s" });
    folder = mkdtempSync(join(tmpdir(), "ddclient-"));
  });
  afterAll(async () => {
    await service.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** One run with no memory of earlier ones. */
  async function tell(
    address: string,
    names: string,
    { password = CLIENT.password }: { password?: string } = {},
  ) {
    const file = join(folder, "ddclient.conf");
    const lines = [
      "ssl=no",
      `use=cmd, cmd="echo ${address}"`,
      `protocol=dyndns2, server=127.0.0.1:${service.port}, login=${CLIENT.name}, password='${password}'`,
      names,
    ];
    writeFileSync(file, `${lines.join("\n")}\n`, { mode: 0o600 });
    const words = [
      "-file",
      file,
      "-cache",
      join(folder, "cache"),
      "-foreground",
      "-force",
      "-noquiet",
      "-verbose",
    ];
    rmSync(join(folder, "cache"), { force: true });
    return await run(DDCLIENT, words);
  }

  test("IPv4 and several names / told / good for each, and Cloudflare has it", async () => {
    const { text } = await tell("8.8.4.4", "home.example.org,www.example.org");
    expect(text).toContain("updating home.example.org: good: IP address set to 8.8.4.4");
    expect(text).toContain("updating www.example.org: good: IP address set to 8.8.4.4");
    expect(service.records()).toEqual(["home.example.org A 8.8.4.4", "www.example.org A 8.8.4.4"]);
  });

  test("IPv6 besides / told / good, and IPv4 stays", async () => {
    const { text } = await tell("2a00:1450:4001::5", "home.example.org,www.example.org");
    expect(text).toContain("updating home.example.org: good: IP address set to 2a00:1450:4001::5");
    expect(service.records()).toEqual([
      "home.example.org A 8.8.4.4",
      "home.example.org AAAA 2a00:1450:4001::5",
      "www.example.org A 8.8.4.4",
      "www.example.org AAAA 2a00:1450:4001::5",
    ]);
  });

  test("the same again / told / nochg, and no request to Cloudflare", async () => {
    const before = service.sandbox.requests.length;
    const { text } = await tell("8.8.4.4", "home.example.org");
    expect(text).toContain("updating home.example.org: nochg");
    expect(service.sandbox.requests.length).toBe(before);
  });

  test("a name that is not fed besides / told / that one alone fails", async () => {
    const { text } = await tell("8.8.4.9", "home.example.org,else.example.org");
    expect(text).toContain("updating home.example.org: good: IP address set to 8.8.4.9");
    expect(text).toMatch(/FAILED:\s+updating else\.example\.org: nohost/);
    expect(service.records()).toContain("home.example.org A 8.8.4.9");
  });

  test("Cloudflare out of reach / told / failed, and made good by itself afterwards", async () => {
    service.sandbox.fault({ kind: "status", status: 503, times: Number.POSITIVE_INFINITY });
    const { text } = await tell("8.8.4.10", "home.example.org");
    expect(text).toMatch(/FAILED:\s+updating home\.example\.org: unexpected status \(911\)/);
    expect(service.records()).toContain("home.example.org A 8.8.4.9");
    service.sandbox.clearFaults();
    const again = await tell("8.8.4.10", "home.example.org");
    expect(again.text).toMatch(/updating home\.example\.org: (good|nochg)/);
    expect(service.records()).toContain("home.example.org A 8.8.4.10");
  });

  test("a wrong password / told / refused, nothing changed, and the password is nowhere", async () => {
    const { text } = await tell("8.8.4.11", "home.example.org", { password: "zqxWrongPassword0007" });
    expect(text).toMatch(/FAILED:\s+updating home\.example\.org: (authorization failed|.*401)/);
    expect(service.records()).not.toContain("home.example.org A 8.8.4.11");
    for (const told of [service.log(), service.state()]) {
      expect(told).not.toContain("zqxWrongPassword0007");
      expect(told).not.toContain(CLIENT.password);
      expect(told).not.toContain("hostname=");
    }
  });
});
