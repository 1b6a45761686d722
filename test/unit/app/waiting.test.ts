/** The service that waits: what it shows, what it refuses, what it leaves alone. */

import { expect, test } from "vitest";
import { parseAppOptions, readAppOptions } from "../../../addon/app/options.ts";
import { createWaitingService, type Waiting, waitingFor } from "../../../addon/app/waiting.ts";
import { namesComplete } from "../../../addon/mqtt/device/shown.ts";
import { stateMessages } from "../../../addon/mqtt/device/states.ts";
import { createLog, type Log } from "../../../addon/service/log.ts";

const TOKEN = "cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD";
const NEW = { cloudflare_api_token: "", records: [] };
const SPOILED = { cloudflare_api_token: TOKEN, records: [{ name: "home.example.org" }], schedule: "often" };

function waitingWith(options: object): Waiting {
  const parsed = parseAppOptions(options, {});
  return waitingFor(readAppOptions(options, {}), parsed.ok ? [] : parsed.problems);
}

function openLog(): Log & { readonly lines: () => readonly string[] } {
  const log = createLog({
    level: "info",
    format: "text",
    emoji: false,
    quiet: false,
    colour: false,
    write: () => {},
    now: () => 0,
  });
  return Object.assign(log, { lines: () => log.tail.map(({ level, text }) => `${level} ${text}`) });
}

test("a new app / running / says where to click, as a warning and not as a fault", async () => {
  const log = openLog();
  const service = createWaitingService(waitingWith(NEW), log);
  const running = service.run();
  expect(service.view).toMatchObject({
    status: "error",
    waitingFor: ["cloudflare_api_token", "records"],
    lastError: undefined,
    busy: false,
  });
  expect(log.lines().some((line) => line.startsWith("error"))).toBe(false);
  expect(log.lines().at(-1)).toMatch(/Settings > Apps > Cloudflare DDNS > Configuration/);
  expect(await service.stop(1000)).toBe(true);
  await running;
});

test("refused options / running / each is told as an error, and as the last error of the device", async () => {
  const log = openLog();
  const service = createWaitingService(waitingWith(SPOILED), log);
  const running = service.run();
  expect(log.lines().filter((line) => line.startsWith("error"))).toEqual([
    expect.stringMatching(/schedule: "often"/),
  ]);
  const [state] = stateMessages(service.view, service.config);
  expect(JSON.parse(state?.payload ?? "")).toMatchObject({
    status: "error",
    problem: true,
    last_error: expect.stringMatching(/^schedule: "often"/),
  });
  await service.stop(1000);
  await running;
});

test("whatever is asked of it / waiting / refused with what is missing, nothing changes", async () => {
  const log = openLog();
  const service = createWaitingService(waitingWith(NEW), log);
  const { view } = service;
  service.updateNow();
  await service.setPaused(true);
  await expect(service.setProxied("home.example.org", "A", true)).rejects.toMatchObject({
    code: "CONFIG_INVALID",
  });
  await expect(service.plan()).rejects.toMatchObject({ code: "CONFIG_INVALID" });
  expect(service.view).toBe(view);
  expect(log.lines()).toHaveLength(2);
});

test("its config / asked by the MQTT device / names are not known, so that no entity may be called gone", () => {
  for (const options of [NEW, SPOILED])
    expect(namesComplete(waitingWith(options).config, undefined)).toBe(false);
});
