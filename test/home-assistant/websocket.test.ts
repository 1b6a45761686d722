/** The websocket to a real Home Assistant: sources that follow entities, notifications that come and go. */

import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { connectHomeAssistant, type HomeAssistant } from "../../addon/home-assistant/connection.ts";
import { homeAssistantNotifications } from "../../addon/home-assistant/notifications.ts";
import { homeAssistantSource } from "../../addon/home-assistant/source.ts";
import { systemClock } from "../../src/adapters/clock.ts";
import { Secret } from "../../src/core/secret.ts";
import { eventually } from "../broker/mosquitto.ts";
import { createLogRecorder } from "../fakes/log.ts";
import { makeReport } from "../fakes/reports.ts";
import { hasLab, type Lab, startLab } from "./lab.ts";

describe.skipIf(!hasLab)("websocket to a real Home Assistant", { timeout: 120_000 }, () => {
  let lab: Lab;
  let homeAssistant: HomeAssistant;
  const log = createLogRecorder();

  beforeAll(async () => {
    lab = await startLab();
    homeAssistant = connectHomeAssistant({
      access: { url: lab.url, token: new Secret(lab.token) },
      log,
      clock: systemClock,
    });
  }, 120_000);
  afterAll(async () => {
    await homeAssistant?.stop();
    await lab?.stop();
  }, 60_000);

  const source = (entity: string, attribute?: string) =>
    homeAssistantSource(
      { kind: "homeassistant", entity, ...(attribute === undefined ? {} : { attribute }) },
      { homeAssistant, rejectCloudflare: true },
    );
  const ask = (entity: string, attribute?: string, family: 4 | 6 = 4) =>
    source(entity, attribute).detect(family, AbortSignal.timeout(10_000));
  const setIp = (value: string) =>
    lab.call("input_text.set_value", { entity_id: "input_text.public_ip", value });
  const notifications = async () => {
    const [shown] = (await lab.websocket({ type: "persistent_notification/get" })) as [
      { notification_id: string; message: string; title: string }[],
    ];
    return shown.filter(({ notification_id }) => notification_id.startsWith("cloudflare_ddns"));
  };

  test("the automations of the examples / checked by Home Assistant / accepted, every part", async () => {
    const file = new URL("../../examples/home-assistant/automations.yaml", import.meta.url);
    const automations = parse(readFileSync(file, "utf8")) as readonly {
      readonly triggers: unknown;
      readonly actions: unknown;
    }[];
    const answers = await lab.websocket(
      ...automations.map(({ triggers, actions }) => ({ type: "validate_config", triggers, actions })),
    );
    expect(answers).toEqual(
      automations.map(() => ({
        triggers: { valid: true, error: null },
        actions: { valid: true, error: null },
      })),
    );
  });

  test("an entity shows an address / ask / known; documentation addresses are refused", async () => {
    expect(await ask("input_text.public_ip")).toMatchObject({ status: "unavailable" });
    await setIp("93.184.216.34");
    await eventually(
      async () => ((await ask("input_text.public_ip")).status === "known" ? true : undefined),
      "an address",
    );
    expect(await ask("sensor.public_address")).toMatchObject({
      status: "known",
      addresses: [{ address: "93.184.216.34" }],
      source: "homeassistant:sensor.public_address",
    });
  });

  test("no such entity, no such attribute, an attribute that is no address / ask / unavailable", async () => {
    expect(await ask("sensor.nowhere")).toMatchObject({
      status: "unavailable",
      reason: expect.stringContaining("no entity"),
    });
    expect(await ask("input_text.public_ip", "nothing")).toMatchObject({ status: "unavailable" });
    expect(await ask("input_text.public_ip", "friendly_name")).toMatchObject({ status: "unavailable" });
  });

  test("an attribute holds the address / ask / known", async () => {
    const response = await fetch(`${lab.url}/api/states/sensor.router`, {
      method: "POST",
      headers: { authorization: `Bearer ${lab.token}`, "content-type": "application/json" },
      body: JSON.stringify({ state: "up", attributes: { external_ip: "93.184.216.40" } }),
    });
    expect(response.status).toBe(201);
    expect(await ask("sensor.router", "external_ip")).toMatchObject({
      status: "known",
      addresses: [{ address: "93.184.216.40" }],
    });
  });

  test("the entity changes / watch / called; Home Assistant restarts / it goes on", async () => {
    let changes = 0;
    const unwatch = source("input_text.public_ip").watch?.(4, () => {
      changes += 1;
    });
    await eventually(() => (changes > 0 ? true : undefined), "the first state");
    const before = changes;
    await setIp("93.184.216.35");
    await eventually(() => (changes === before + 1 ? true : undefined), "one change");
    await lab.restart();
    await eventually(
      () => log.lines.filter((line) => line.includes("connected (version")).at(1),
      "a second connection",
      60_000,
    );
    const again = changes;
    await setIp("93.184.216.36");
    await eventually(() => (changes > again ? true : undefined), "a change after the restart");
    expect(await ask("input_text.public_ip")).toMatchObject({ addresses: [{ address: "93.184.216.36" }] });
    unwatch?.();
  });

  test("a failure that is told / notified once; its end / dismissed", async () => {
    const listener = homeAssistantNotifications({ homeAssistant, instance: "main", log });
    const failed = makeReport("203.0.113.7", {
      ok: false,
      detections: {
        ipv4: { status: "unavailable", reason: "timed out after 5 s", source: "cloudflare.trace" },
        ipv6: { status: "unmanaged" },
      },
    });
    const quiet = { alert: undefined, nextTry: undefined };
    listener.cycleEnded(failed, { ...quiet, stands: false });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await notifications()).toEqual([]);
    listener.cycleEnded(failed, {
      ...quiet,
      alert: { kind: "failed", failingForMs: undefined },
      stands: true,
    });
    const shown = await eventually(async () => (await notifications())[0], "a notification");
    expect(shown).toMatchObject({ notification_id: "cloudflare_ddns_main", title: "Cloudflare DDNS" });
    expect(shown.message).toContain("timed out after 5 s");
    listener.cycleEnded(failed, { ...quiet, stands: true });
    expect(await notifications()).toHaveLength(1);
    listener.cycleEnded(makeReport(), { ...quiet, stands: false });
    await eventually(
      async () => ((await notifications()).length === 0 ? true : undefined),
      "no notification",
    );
    listener.stop();
  });

  test("a wrong token / connect / refused, said once, not hammered", async () => {
    const own = createLogRecorder();
    const stranger = connectHomeAssistant({
      access: { url: lab.url, token: new Secret("not-a-token") },
      log: own,
      clock: systemClock,
    });
    const spec = { kind: "homeassistant", entity: "input_text.public_ip" } as const;
    const refused = await homeAssistantSource(spec, {
      homeAssistant: stranger,
      rejectCloudflare: true,
    }).detect(4, AbortSignal.timeout(10_000));
    expect(refused).toMatchObject({ status: "unavailable", reason: expect.stringContaining("token") });
    expect(own.lines.join()).not.toContain("not-a-token");
    await stranger.stop();
  });

  test("all in all / look into the log / nothing but the refused login", async () => {
    const lines = (await lab.log()).split("\n").filter((line) => line !== "");
    expect(
      lines.filter((line) => !/invalid authentication|homeassistant\.components\.http\.ban/.test(line)),
    ).toEqual([]);
    expect(log.lines.join()).not.toContain(lab.token);
  });
});
