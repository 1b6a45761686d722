/** The whole service between a real Home Assistant and the sandbox: an entity changes, and the record follows. */

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventually } from "../broker/mosquitto.ts";
import { type Answer, runCommandLine } from "../command-line/command-line.ts";
import { type Sandbox, startSandbox } from "../sandbox/index.ts";
import { hasLab, type Lab, startLab } from "./lab.ts";

const TOKEN = "cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD";
const ACCOUNT = "0123456789abcdef0123456789abcdef";
const RECORD = "sensor.cloudflare_ddns_home_example_org_a";
const PROXIED = "switch.cloudflare_ddns_home_example_org_a_proxied";

describe.skipIf(!hasLab)("the service in a real Home Assistant", { timeout: 120_000 }, () => {
  let lab: Lab;
  let sandbox: Sandbox;
  const stopping = new AbortController();
  let ended: Promise<Answer>;

  beforeAll(async () => {
    sandbox = await startSandbox({
      seed: {
        zones: [
          {
            name: "example.org",
            records: [
              { name: "home.example.org", type: "A", content: "198.51.100.1", comment: "kept", ttl: 300 },
            ],
          },
        ],
        lists: [{ account: ACCOUNT, name: "home_ips", items: [] }],
      },
    });
    lab = await startLab();
    await setAddress("93.184.216.34");
    ended = runCommandLine(
      ["run"],
      {
        CLOUDFLARE_API_TOKEN: TOKEN,
        CLOUDFLARE_BASE_URL: sandbox.url,
        IP4_DOMAINS: "home.example.org",
        WAF_LISTS: `${ACCOUNT}/home_ips`,
        IP4_PROVIDER: "homeassistant:sensor.public_address",
        IP6_PROVIDER: "none",
        UPDATE_CRON: "@hourly",
        HOME_ASSISTANT_URL: lab.url,
        HOME_ASSISTANT_TOKEN: lab.token,
        MQTT_URL: lab.brokerUrl,
        STATE_DIR: mkdtempSync(join(tmpdir(), "cloudflare-ddns-test-")),
      },
      { stopping: stopping.signal },
    );
  }, 120_000);

  afterAll(async () => {
    stopping.abort();
    await lab?.stop();
    await sandbox?.close();
  }, 60_000);

  const setAddress = (value: string) =>
    lab.call("input_text.set_value", { entity_id: "input_text.public_ip", value });
  const record = () => sandbox.records("example.org").find(({ type }) => type === "A");
  const until = (entity: string, wanted: string) =>
    eventually(
      async () => ((await lab.states("cloudflare")).get(entity)?.state === wanted ? true : undefined),
      `${entity} ${wanted}`,
      30_000,
    );

  test("started / look / the record and every entity are right", async () => {
    await eventually(
      async () => (record()?.content === "93.184.216.34" ? true : undefined),
      "the record",
      30_000,
    );
    expect(record()).toMatchObject({ comment: "kept", ttl: 300 });
    await until(RECORD, "93.184.216.34");
    await until("sensor.cloudflare_ddns_status", "in_sync");
    await until("sensor.cloudflare_ddns_waf_home_ips_012345", "93.184.216.34/32");
  });

  test("the router's own sensor changes / wait / the record follows within two seconds, the entity behind it", async () => {
    await setAddress("93.184.216.35");
    const changedAt = performance.now();
    await eventually(
      async () => (record()?.content === "93.184.216.35" ? true : undefined),
      "the record",
      10_000,
    );
    expect(performance.now() - changedAt).toBeLessThan(2000);
    await until(RECORD, "93.184.216.35");
  });

  test("the switch of the orange cloud / turned on / the record is proxied, and shows it", async () => {
    await lab.call("switch.turn_on", { entity_id: PROXIED });
    await eventually(async () => (record()?.proxied ? true : undefined), "the orange cloud", 15_000);
    await until(PROXIED, "on");
  });

  test("somebody edits the record / button pressed / it is read again and corrected", async () => {
    const zone = sandbox.records("example.org");
    expect(zone).toHaveLength(1);
    await fetch(`${sandbox.url}/zones/${await zoneId()}/dns_records/${record()?.id}`, {
      method: "PATCH",
      headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
      body: JSON.stringify({ content: "192.0.2.1" }),
    });
    await lab.call("button.press", { entity_id: "button.cloudflare_ddns_update_now" });
    await eventually(
      async () => (record()?.content === "93.184.216.35" ? true : undefined),
      "the correction",
      15_000,
    );
  });

  test("paused / the address changes / nothing is written until updates go on", async () => {
    await lab.call("switch.turn_off", { entity_id: "switch.cloudflare_ddns_automatic_updates" });
    await until("sensor.cloudflare_ddns_status", "paused");
    await setAddress("93.184.216.36");
    await new Promise((resolve) => setTimeout(resolve, 1800));
    expect(record()?.content).toBe("93.184.216.35");
    await lab.call("switch.turn_on", { entity_id: "switch.cloudflare_ddns_automatic_updates" });
    await eventually(
      async () => (record()?.content === "93.184.216.36" ? true : undefined),
      "the record",
      15_000,
    );
  });

  test("Home Assistant restarts / the address changes after it / the record follows", async () => {
    await lab.restart();
    await setAddress("93.184.216.37");
    await eventually(
      async () => (record()?.content === "93.184.216.37" ? true : undefined),
      "the record",
      60_000,
    );
    await until(RECORD, "93.184.216.37");
  });

  test("asked to stop / look / exit 0, the entities are unavailable, Home Assistant had nothing to complain about", async () => {
    stopping.abort();
    const { status, out, err } = await ended;
    expect(status).toBe(0);
    await until(RECORD, "unavailable");
    expect(await lab.log()).toBe("");
    for (const text of [out, err, JSON.stringify([...(await lab.states())])]) {
      expect(text).not.toContain(TOKEN);
      expect(text).not.toContain(lab.token);
    }
  });

  async function zoneId(): Promise<string> {
    const answer = await fetch(`${sandbox.url}/zones`, { headers: { authorization: `Bearer ${TOKEN}` } });
    const { result } = (await answer.json()) as { result: readonly { id: string }[] };
    return result[0]?.id ?? "";
  }
});
