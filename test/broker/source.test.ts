/** The source `mqtt:<topic>` against a real Mosquitto. */

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createMqttSources, type MqttSources } from "../../addon/mqtt/source/source.ts";
import { systemClock } from "../../src/adapters/clock.ts";
import { createLogRecorder, type LogRecorder } from "../fakes/log.ts";
import { makeConfig } from "../fakes/settings.ts";
import {
  eventually,
  hasMosquitto,
  type Mosquitto,
  type Observer,
  observe,
  startMosquitto,
} from "./mosquitto.ts";

describe.skipIf(!hasMosquitto)("source mqtt: on a real broker", () => {
  let broker: Mosquitto;
  let outside: Observer;
  let sources: MqttSources;
  let log: LogRecorder;

  beforeEach(async () => {
    log = createLogRecorder();
    broker = await startMosquitto();
    outside = await observe(broker);
    sources = createMqttSources({
      broker: async () => ({ url: broker.url }),
      config: makeConfig(),
      log,
      clock: systemClock,
    });
  });
  afterEach(async () => {
    await sources.stop();
    await outside.end();
    await broker.stop();
  });
  const ask = (topic: string, family: 4 | 6 = 4) =>
    sources.source({ kind: "mqtt", topic }).detect(family, AbortSignal.timeout(5000));

  test.each([
    ["bare text", "93.184.216.34\n", { status: "known", addresses: [{ address: "93.184.216.34" }] }],
    ["a JSON string", '"93.184.216.34"', { status: "known", addresses: [{ address: "93.184.216.34" }] }],
    ["a JSON document", '{"ip":"93.184.216.34"}', { reason: expect.stringContaining("#ip") }],
    ["unavailable", "unavailable", { status: "unavailable" }],
    ["a private address", "192.168.1.2", { status: "unavailable" }],
    ["two addresses", "93.184.216.34, 93.184.216.35", { status: "unavailable" }],
    ["the other family", "2606:2800:220:1::1", { status: "unavailable" }],
    ["garbage", "{", { status: "unavailable" }],
  ])("%s is kept by the broker / ask / as the rules for the network say", async (_, payload, expected) => {
    await outside.publish("router/wan", payload, true);
    expect(await ask("router/wan")).toMatchObject({ ...expected, source: "mqtt:router/wan" });
  });

  test("nothing is published / ask / unavailable, long before the time is up", async () => {
    const started = performance.now();
    expect(await ask("router/wan")).toMatchObject({ status: "unavailable" });
    expect(performance.now() - started).toBeLessThan(3000);
  });

  test("a source beside the device / connected / the log says which of the two connections it is", async () => {
    await ask("router/wan");
    expect(log.lines.join("\n")).toContain(`MQTT sources: connected to ${broker.url}`);
  });

  test("a new message / watch / called once for each change", async () => {
    const source = sources.source({ kind: "mqtt", topic: "router/wan" });
    let changes = 0;
    const unwatch = source.watch?.(4, () => {
      changes += 1;
    });
    await ask("router/wan");
    await outside.publish("router/wan", "93.184.216.34", true);
    await eventually(() => (changes === 1 ? true : undefined), "one change");
    await outside.publish("router/wan", "93.184.216.34", true);
    await outside.publish("router/wan", "93.184.216.35", true);
    await eventually(() => (changes === 2 ? true : undefined), "two changes");
    expect(await ask("router/wan")).toMatchObject({ addresses: [{ address: "93.184.216.35" }] });
    unwatch?.();
    await outside.publish("router/wan", "93.184.216.36", true);
    await outside.until("router/wan", (payload) => payload.endsWith("36"));
    expect(changes).toBe(2);
  });

  test("a don't know between two answers / watch / not called for it, nor for the same answer again", async () => {
    let changes = 0;
    await outside.publish("router/wan", "93.184.216.34", true);
    await ask("router/wan");
    sources.source({ kind: "mqtt", topic: "router/wan" }).watch?.(4, () => {
      changes += 1;
    });
    for (const payload of ["unknown", "", "unavailable", "93.184.216.34", '"none"'])
      await outside.publish("router/wan", payload, true);
    await outside.publish("router/wan", "93.184.216.35", true);
    await eventually(() => (changes > 0 ? true : undefined), "one change");
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(changes).toBe(1);
  });

  test("a huge message that is kept on the topic / not read twice, told once, unavailable with the step; other topics go on", async () => {
    await outside.publish("router/other", "93.184.216.34", true);
    await outside.publish("router/wan", "x".repeat(3_000_000), true);
    await ask("router/wan");
    const answer = await eventually(
      async () => {
        const found = await ask("router/wan");
        return found.status === "unavailable" && found.reason.includes("too large") ? found : undefined;
      },
      "an answer about the size",
      20_000,
    );
    expect(answer.reason).toContain("router/wan");
    await eventually(
      async () => ((await ask("router/other")).status === "known" ? true : undefined),
      "the other topic",
    );
    expect(log.lines.filter((line) => line.startsWith("warn"))).toEqual([
      expect.stringContaining("A message on router/wan was not read, as it is longer than 1 MB"),
    ]);
  }, 40_000);

  test("the broker goes / ask / unavailable with the reason; it comes back / known again", async () => {
    await outside.publish("router/wan", "93.184.216.34", true);
    expect(await ask("router/wan")).toMatchObject({ status: "known" });
    await broker.kill();
    await eventually(
      async () => ((await ask("router/wan")).status === "unavailable" ? true : undefined),
      "a failure",
    );
    await broker.start();
    await eventually(
      async () => ((await ask("router/wan")).status === "known" ? true : undefined),
      "an answer",
    );
  });
});
