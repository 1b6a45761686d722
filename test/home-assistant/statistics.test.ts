/** What a real Home Assistant keeps of the device: history of every change, statistics of the numbers, and no complaint. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type MqttDevice, startMqttDevice } from "../../addon/mqtt/device/device.ts";
import { systemClock } from "../../src/adapters/clock.ts";
import { eventually, type Mosquitto, startMosquitto } from "../broker/mosquitto.ts";
import { createLogRecorder } from "../fakes/log.ts";
import { makeReport } from "../fakes/reports.ts";
import { createFakeService, type FakeService, makeView } from "../fakes/service.ts";
import { makeConfig } from "../fakes/settings.ts";
import { verification } from "../unit/web/scene.ts";
import { hasLab, type Lab, startLab } from "./lab.ts";

const RECORDER = "recorder:\n  commit_interval: 0\nhistory:\n";
const CHANGES = "sensor.cloudflare_ddns_address_changes";
const SINCE = "sensor.cloudflare_ddns_public_ipv4_since";

describe.skipIf(!hasLab)("the recorder of a real Home Assistant", { timeout: 120_000 }, () => {
  let broker: Mosquitto;
  let lab: Lab;
  let device: MqttDevice;
  let service: FakeService;
  const begin = new Date(Date.now() - 60_000).toISOString();

  beforeAll(async () => {
    broker = await startMosquitto();
    lab = await startLab({ brokerPort: broker.port, settings: RECORDER });
    const startedAt = minutesAgo(30);
    service = createFakeService(
      makeConfig({ verify: "authoritative" }),
      makeView({ report: makeReport("203.0.113.7", { startedAt }), lastCheck: startedAt }),
    );
    device = startMqttDevice(service, {
      broker: async () => ({ url: broker.url }),
      log: createLogRecorder(),
      clock: systemClock,
      version: "1.0.0",
    });
  }, 120_000);
  afterAll(async () => {
    await device?.stop();
    await lab?.stop();
    await broker?.stop();
  }, 60_000);

  function minutesAgo(minutes: number): string {
    return new Date(Math.floor(Date.now() / 60_000 - minutes) * 60_000).toISOString();
  }
  const until = (entity: string, wanted: string) =>
    eventually(
      async () => ((await lab.states("cloudflare")).get(entity)?.state === wanted ? true : undefined),
      `${entity} ${wanted}`,
      30_000,
    );

  test("two changes of the address / its history asked / since when, and how many, each as it was", async () => {
    await until(CHANGES, "0");
    for (const [index, address] of ["203.0.113.8", "203.0.113.9"].entries()) {
      const at = minutesAgo(20 - 10 * index);
      const entry = { at, what: "home.example.org A", outcome: "updated", from: [], to: [address] };
      service.show({
        report: makeReport(address, { startedAt: at }),
        lastCheck: at,
        history: [...service.view.history, { ...entry, from: [`203.0.113.${7 + index}`] }],
      });
      await until(CHANGES, String(index + 1));
      await until(SINCE, at.replace(".000Z", "+00:00"));
    }
    const [history] = (await eventually(async () => {
      const answer = await lab.websocket({
        type: "history/history_during_period",
        start_time: begin,
        entity_ids: [CHANGES, SINCE],
        no_attributes: true,
        minimal_response: true,
      });
      const [found] = answer as [Record<string, readonly { readonly s: string }[]>];
      return (found[CHANGES] ?? []).some(({ s }) => s === "2") ? [found] : undefined;
    }, "the history")) as [Record<string, readonly { readonly s: string }[]>];
    const known = (entity: string) =>
      (history[entity] ?? [])
        .map(({ s }) => s)
        .filter((state) => !["unknown", "unavailable"].includes(state));
    expect(known(CHANGES)).toEqual(["0", "1", "2"]);
    expect(known(SINCE)).toHaveLength(3);
  });

  test("the statistics / asked for / those of the numbers are kept, their meaning is no riddle", async () => {
    const [kept, issues] = (await lab.websocket(
      { type: "recorder/list_statistic_ids" },
      { type: "recorder/validate_statistics" },
    )) as [
      readonly { readonly statistic_id: string; readonly statistics_unit_of_measurement: string | null }[],
      Record<string, unknown>,
    ];
    const own = kept.filter(({ statistic_id }) => statistic_id.includes("cloudflare_ddns"));
    expect(own.map(({ statistic_id }) => statistic_id).sort()).toEqual([
      CHANGES,
      "sensor.cloudflare_ddns_records_in_sync",
    ]);
    expect(own.find(({ statistic_id }) => statistic_id === CHANGES)).toMatchObject({
      statistics_unit_of_measurement: "changes",
      has_mean: true,
    });
    expect(Object.keys(issues).filter((id) => id.includes("cloudflare_ddns"))).toEqual([]);
  });

  test("the world sees something else, then not / the entity / a problem, then none", async () => {
    const published = "binary_sensor.cloudflare_ddns_published";
    await until(published, "unknown");
    service.show({ seen: verification({ published: "no" }) });
    await until(published, "on");
    expect((await lab.states("cloudflare")).get(published)?.attributes["device_class"]).toBe("problem");
    service.show({ seen: verification({ published: "yes" }) });
    await until(published, "off");
  });

  test("all of it / look into the log / not one warning", async () => {
    expect(await lab.log()).toBe("");
  });
});
