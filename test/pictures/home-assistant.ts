/** The device in a real Home Assistant, and the example dashboard over it. */

import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { parse } from "yaml";
import { startMqttDevice } from "../../addon/mqtt/device/device.ts";
import { systemClock } from "../../src/adapters/clock.ts";
import { eventually, startMosquitto } from "../broker/mosquitto.ts";
import { createLogRecorder } from "../fakes/log.ts";
import { known, makeReport, recordReport } from "../fakes/reports.ts";
import { createFakeService, makeView } from "../fakes/service.ts";
import { listTarget, makeConfig, recordTarget } from "../fakes/settings.ts";
import { hasLab, type Lab, startLab } from "../home-assistant/lab.ts";
import { verification } from "../unit/web/scene.ts";
import { VERSION } from "./home.ts";
import { type PastState, writePast } from "./recorder.ts";
import { savePicture } from "./save.ts";

const NAMES = [
  ["home.example.org", "A"],
  ["home.example.org", "AAAA"],
  ["vpn.example.org", "A"],
] as const;
const IPV4 = "203.0.113.7";
const IPV6 = "2001:db8:1:2:3:4:5:6";
/** The past is noted at once, and shown. */
const SETTINGS = "recorder:\n  commit_interval: 0\nhistory:\nlogbook:\n";
/** The provider cuts each night. */
const NIGHTS: readonly PastState[] = Array.from({ length: 10 }, (_, night) => ({
  state: night === 9 ? IPV4 : `198.51.100.${night + 51}`,
  hoursAgo: 24 * (10 - night) - 7,
}));
const WEEKS: readonly PastState[] = [
  { state: "2001:db8:7:2:3:4:5:6", hoursAgo: 236 },
  { state: IPV6, hoursAgo: 90 },
];
const EXAMPLE = new URL("../../examples/home-assistant/dashboard.yaml", import.meta.url);

export async function photographHomeAssistant(browser: Browser): Promise<void> {
  if (!hasLab) return;
  const broker = await startMosquitto();
  const lab = await startLab({ settings: SETTINGS, brokerPort: broker.port });
  try {
    const { show, stop } = await startDevice(lab, broker.url);
    try {
      await show(IPV4);
      await lab.halt();
      writePast(lab.stateDir, "sensor.cloudflare_ddns_public_ipv4", NIGHTS);
      writePast(lab.stateDir, "sensor.cloudflare_ddns_public_ipv6", WEEKS);
      await lab.restart();
      await show(IPV4);
      await writeStatistics(lab);
      const page = await openHomeAssistant(browser, lab);
      savePicture("home-assistant-device", await deviceOn(page, lab));
      savePicture("home-assistant-dashboard", await exampleOn(page, lab));
      await page.context().close();
    } finally {
      await stop();
    }
  } finally {
    await lab.stop();
    await broker.stop();
  }
}

/** One change a day, some days more. */
async function writeStatistics(lab: Lab): Promise<void> {
  const midnight = new Date().setUTCHours(0, 0, 0, 0);
  const stats = Array.from({ length: 90 }, (_, day) => {
    const changes = day % 17 === 5 ? 4 : day % 11 === 3 ? 2 : 1;
    return {
      start: new Date(midnight - (day + 1) * 86_400_000).toISOString(),
      min: 0,
      mean: changes,
      max: changes,
    };
  });
  await lab.websocket({
    type: "recorder/import_statistics",
    metadata: {
      statistic_id: "sensor.cloudflare_ddns_address_changes",
      source: "recorder",
      name: null,
      unit_of_measurement: "changes",
      unit_class: null,
      has_mean: true,
      mean_type: 1,
      has_sum: false,
    },
    stats,
  });
}

/** The real device message and states, over a service in our hands. */
async function startDevice(lab: Lab, url: string) {
  const config = makeConfig({
    verify: "authoritative",
    records: NAMES.map(([name, type]) => {
      const target = recordTarget(name, type);
      return type === "A"
        ? { ...target, detector: { ...target.detector, source: { kind: "router" } as const } }
        : target;
    }),
    lists: [listTarget("home_ips")],
    sources: { ipv4: { kind: "router" }, ipv6: { kind: "cloudflare.trace" } },
  });
  const viewOf = (ipv4: string) => {
    const now = new Date().toISOString();
    const records = NAMES.map(([name, type]) => recordReport(name, type, type === "A" ? ipv4 : IPV6));
    return makeView({
      report: makeReport(ipv4, {
        startedAt: now,
        nat: "direct",
        detections: { ipv4: known(ipv4), ipv6: known(IPV6) },
        records,
      }),
      lastCheck: now,
      lastChange: now,
      seen: verification({}),
    });
  };
  const service = createFakeService(config, viewOf("203.0.113.99"));
  const device = startMqttDevice(service, {
    broker: async () => ({ url }),
    log: createLogRecorder(),
    clock: systemClock,
    version: VERSION,
  });
  return {
    stop: () => device.stop(),
    /** Resolves when Home Assistant shows it. */
    show: async (ipv4: string) => {
      service.show(viewOf(ipv4));
      await eventually(
        async () =>
          (await lab.states("cloudflare_ddns")).get("sensor.cloudflare_ddns_public_ipv4")?.state === ipv4
            ? true
            : undefined,
        `Home Assistant shows ${ipv4}`,
        60_000,
      );
    },
  };
}

async function openHomeAssistant(browser: Browser, lab: Lab): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 1080 },
    locale: "en-GB",
    reducedMotion: "reduce",
  });
  await context.addInitScript(
    ({ url, token }) => {
      const tokens = {
        hassUrl: url,
        clientId: `${url}/`,
        access_token: token,
        refresh_token: "",
        token_type: "Bearer",
        expires_in: 86_400,
        expires: Date.now() + 86_400_000,
      };
      localStorage.setItem("hassTokens", JSON.stringify(tokens));
    },
    { url: lab.url, token: lab.token },
  );
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  return page;
}

async function deviceOn(page: Page, lab: Lab): Promise<Buffer> {
  const { devices } = await lab.registry();
  const id = devices.find(({ name }) => name === "Cloudflare DDNS")?.id;
  await page.goto(`${lab.url}/config/devices/device/${id}`);
  await page.getByText("Automatic updates").first().waitFor();
  return await settledPicture(page);
}

async function exampleOn(page: Page, lab: Lab): Promise<Buffer> {
  const config: unknown = parse(readFileSync(EXAMPLE, "utf8"));
  await lab.websocket(
    {
      type: "lovelace/dashboards/create",
      url_path: "ddns-example",
      title: "Cloudflare DDNS",
      mode: "storage",
    },
    { type: "lovelace/config/save", url_path: "ddns-example", config },
  );
  await page.goto(`${lab.url}/ddns-example/internet`);
  await page.getByText("What the provider does").first().waitFor();
  return await settledPicture(page);
}

/** Cards of Home Assistant come one by one, and nothing says which is the last. */
async function settledPicture(page: Page): Promise<Buffer> {
  await page.waitForTimeout(6_000);
  return await page.screenshot();
}
