/** The real inadyn tells the real service, as UniFi does, and believes what it hears. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { CLIENT } from "./asking.ts";
import { isAvailable, type PushService, run, startPushService } from "./service.ts";

const INADYN = "/usr/sbin/inadyn";
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe.skipIf(!isAvailable(INADYN))("inadyn", () => {
  let service: PushService;
  let folder = "";
  beforeAll(async () => {
    service = await startPushService();
    folder = mkdtempSync(join(tmpdir(), "inadyn-"));
  });
  afterAll(async () => {
    await service.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** One round with no memory of earlier ones; one section for each address, as its manual has it. */
  async function tell(
    told: readonly (readonly [parameter: "myip" | "myipv6", address: string])[],
    names: readonly string[],
    password = CLIENT.password,
  ) {
    const file = join(folder, "inadyn.conf");
    const sections = told.map(
      ([parameter, address], index) => `custom push:${index} {
  ssl = false
  checkip-command = "echo ${address}"
  username = "${CLIENT.name}"
  password = "${password}"
  ddns-server = 127.0.0.1:${service.port}
  ddns-path = "/nic/update?hostname=%h&${parameter}=%i"
  hostname = { ${names.join(", ")} }
}`,
    );
    writeFileSync(file, ["period = 300", "allow-ipv6 = true", ...sections, ""].join("\n"), { mode: 0o600 });
    const cache = mkdtempSync(join(folder, "cache-"));
    return await run(INADYN, [
      "-1",
      "-n",
      "-f",
      file,
      "-l",
      "debug",
      "--cache-dir",
      cache,
      "-P",
      join(folder, "pid"),
    ]);
  }

  test("dual stack, several names / told / success for each, and Cloudflare has it", async () => {
    const { text } = await tell(
      [
        ["myip", "8.8.4.4"],
        ["myipv6", "2a00:1450:4001::5"],
      ],
      ["home.example.org", "www.example.org"],
    );
    expect(service.records(), text).toEqual([
      "home.example.org A 8.8.4.4",
      "home.example.org AAAA 2a00:1450:4001::5",
      "www.example.org A 8.8.4.4",
      "www.example.org AAAA 2a00:1450:4001::5",
    ]);
    expect(text).toContain("Successful alias table update for home.example.org => new IP# 8.8.4.4");
    expect(text).toContain("Successful alias table update for www.example.org => new IP# 2a00:1450:4001::5");
  });

  test("the same again / told / success, and no request to Cloudflare", async () => {
    const before = service.sandbox.requests.length;
    const { text } = await tell([["myip", "8.8.4.4"]], ["home.example.org"]);
    expect(text).toContain("nochg 8.8.4.4");
    expect(text).toContain("Successful alias table update for home.example.org");
    expect(service.sandbox.requests.length).toBe(before);
  });

  test("a wrong password / told / refused, nothing changed", async () => {
    const { text } = await tell([["myip", "8.8.4.11"]], ["home.example.org"], "zqxWrongPassword0007");
    expect(text).not.toContain("Successful alias table update");
    expect(text).toMatch(/401|[Uu]nauthori[sz]ed|[Aa]uthentication/);
    expect(service.records()).toContain("home.example.org A 8.8.4.4");
    expect(service.log()).not.toContain("zqxWrongPassword0007");
  });

  test("Cloudflare out of reach / told / no success, and success once it is back", async () => {
    service.sandbox.fault({ kind: "status", status: 503, times: Number.POSITIVE_INFINITY });
    const { text } = await tell([["myip", "8.8.4.10"]], ["home.example.org"]);
    expect(text).not.toContain("Successful alias table update");
    service.sandbox.clearFaults();
    const again = await tell([["myip", "8.8.4.10"]], ["home.example.org"]);
    expect(again.text).toContain("Successful alias table update for home.example.org => new IP# 8.8.4.10");
    expect(service.records()).toContain("home.example.org A 8.8.4.10");
  });
});
