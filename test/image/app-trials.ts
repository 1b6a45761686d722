/** What is promised of the app: options of root, Supervisor, broker, ingress. In this order, since some go on where others stopped. */

import { statSync } from "node:fs";
import { join } from "node:path";
import { ask, atMost, body, includes, same, until } from "./looking.ts";
import {
  APP,
  available,
  BROKER,
  broker,
  CLOUDFLARE_TOKEN,
  current,
  installed,
  OPTIONS,
  ROOT_TOPIC,
  STRANGER,
  SUPERVISOR,
  sandbox,
  start,
  stateOf,
  supervisor,
  TOKEN,
  type Trial,
} from "./stage.ts";

export const APP_TRIALS: readonly Trial[] = [
  [
    "options of root, mode 0600 / started / read, then root is left, the record follows, MQTT is online",
    inApp,
  ],
  ["a running app / asked by its peers / ingress alone is served, HEALTHCHECK over loopback", peers],
  ["a running app / SIGTERM / exit 0 at once, offline is retained", ends],
  ["no options.json / started / Supervisor tells the options", withoutFile],
  ["no options at all / started / waits healthy and says why", withoutOptions],
  ["a blank token / started / waits healthy, dashboard and MQTT say for what", blankToken],
  ["refused options / started / waits healthy and tells each of them", refusedOptions],
  ["no broker / started / works and says so", withoutBroker],
  ["a read-only root / started as app / works", readOnlyRoot],
  ["a running app / told to purge by standard input / nothing retained is left, exit 0", purged],
  ["no capabilities / started as app / goes on as it is and says so", withoutCapabilities],
];

/** Stays up for the two trials behind it. */
async function inApp(): Promise<void> {
  supervisor.broker = installed;
  const app = await start({ env: APP, options: OPTIONS });
  await until(() => broker.retained(`${ROOT_TOPIC}/availability`) === "online", "online on the broker");
  await until(() => stateOf("status") === "in_sync" && stateOf("ipv4") === "203.0.113.7", "in_sync");
  same(
    sandbox.records("example.org").map(({ content }) => content),
    ["203.0.113.7"],
    "the record",
  );
  const status = app.status();
  same(status.get("Uid"), "1000\t1000\t1000\t1000", "the user");
  same(status.get("Gid"), "1000\t1000\t1000\t1000", "the group");
  same(status.get("Groups"), "1000", "further groups");
  same(status.get("CapEff"), "0000000000000000", "capabilities");
  const options = statSync(join(app.data, "options.json"));
  same([options.uid, options.mode & 0o777], [0, 0o600], "owner and mode of options.json");
  await until(
    () => statSync(join(app.data, "main.json"), { throwIfNoEntry: false }) !== undefined,
    "the state",
  );
  const state = statSync(join(app.data, "main.json"));
  same([state.uid, state.mode & 0o777], [1000, 0o600], "owner and mode of the state");
  same(
    JSON.parse(broker.retained("homeassistant/device/cloudflare_ddns_main/config") ?? "{}").device?.name,
    "Cloudflare DDNS",
    "the device",
  );
}

async function peers(): Promise<void> {
  same(current()?.health(), 0, "HEALTHCHECK");
  same(await ask("/", SUPERVISOR), 200, "the dashboard for ingress");
  same(await ask("/api/view", SUPERVISOR), 200, "its state for ingress");
  same(await ask("/", "127.0.0.1"), 403, "the dashboard for loopback");
  same(await ask("/healthz", "127.0.0.1"), 200, "the health for loopback");
  same(await ask("/healthz", STRANGER), "cut off", "anything for a stranger");
}

async function ends(): Promise<void> {
  const startedAt = performance.now();
  same(await current()?.stop(), 0, "the exit status");
  atMost(performance.now() - startedAt, 5000, "milliseconds until the end");
  same(broker.retained(`${ROOT_TOPIC}/availability`), "offline", "availability");
  const text = current()?.log() ?? "";
  for (const secret of [CLOUDFLARE_TOKEN, TOKEN, BROKER.password])
    same(
      text.includes(secret) || broker.told.some((line) => line.includes(secret)),
      false,
      "a secret in log or topic",
    );
  same(text.includes("entered through the base image"), false, "the base image's shell script");
}

async function withoutFile(): Promise<void> {
  supervisor.options = OPTIONS;
  await start({ env: APP });
  await until(() => stateOf("status") === "in_sync" && available(), "in_sync");
  same(supervisor.asked.includes("/addons/self/options/config"), true, "Supervisor was asked");
}

async function withoutOptions(): Promise<void> {
  const app = await start({ env: { ...APP, SUPERVISOR_TOKEN: "refused" } });
  await until(() => app.log().includes("Until then nothing is read or changed"), "a word about waiting");
  includes(app.log(), "options", "there is no such file");
  await until(() => app.health() === 0, "healthy");
  same(await app.stop(), 0, "the exit status");
}

async function blankToken(): Promise<void> {
  const before = sandbox.requests.length;
  const app = await start({ env: APP, options: { ...OPTIONS, cloudflare_api_token: "", records: [] } });
  await until(() => available() && stateOf("problem") === true, "the problem on the broker");
  await until(() => app.log().includes("Until then nothing is read or changed"), "a word about waiting");
  includes(String(stateOf("reason")), "cloudflare_api_token", "records");
  same(app.health(), 0, "HEALTHCHECK");
  includes(
    app.log(),
    "Settings > Apps > Cloudflare DDNS > Configuration",
    "dash.cloudflare.com/profile/api-tokens",
  );
  includes(await body("/api/view", SUPERVISOR), '"waitingFor":["cloudflare_api_token","records"]');
  same(sandbox.requests.length, before, "requests to Cloudflare");
  same(await app.stop(), 0, "the exit status");
  same(broker.retained(`${ROOT_TOPIC}/availability`), "offline", "availability");
}

async function refusedOptions(): Promise<void> {
  const wrong = { ...OPTIONS, schedule: "often", records: [{ name: "home.example.org", ttl: 7 }] };
  const app = await start({ env: APP, options: wrong });
  await until(
    () => available() && String(stateOf("reason")).includes("records[0].ttl"),
    "the reason on the broker",
  );
  includes(app.log(), "schedule", "records[0].ttl");
  same(app.health(), 0, "HEALTHCHECK");
  const device = JSON.parse(broker.retained("homeassistant/device/cloudflare_ddns_main/config") ?? "{}");
  same("record_home_example_org_a" in device.components, true, "the entity of an earlier start stays");
  same(await app.stop(), 0, "the exit status");
}

async function withoutBroker(): Promise<void> {
  supervisor.broker = undefined;
  const app = await start({ env: APP, options: OPTIONS });
  await until(() => app.log().includes("MQTT"), "a word about MQTT");
  await until(() => /is right|Nothing to change|updated/.test(app.log()), "a cycle");
  includes(app.log(), "no MQTT broker");
  same(app.health(), 0, "HEALTHCHECK");
  same(await app.stop(), 0, "the exit status");
  supervisor.broker = installed;
}

async function readOnlyRoot(): Promise<void> {
  const app = await start({ env: APP, options: OPTIONS, readOnly: true });
  await until(() => available() && stateOf("status") === "in_sync", "in_sync");
  same(app.log().includes("could not be saved"), false, "trouble with the state");
  same(await app.stop(), 0, "the exit status");
}

async function purged(): Promise<void> {
  const app = await start({ env: APP, options: OPTIONS });
  await until(() => available() && stateOf("status") === "in_sync", "in_sync");
  app.write("something else");
  app.write({ command: "purge" });
  await until(() => app.log().includes("emptied"), "the end of the purge");
  same(broker.allRetained(), [], "retained topics");
  same(app.health(), 0, "HEALTHCHECK");
  same(await app.stop(), 0, "the exit status");
  same(broker.allRetained(), [], "retained topics after the end");
}

async function withoutCapabilities(): Promise<void> {
  const app = await start({ env: APP, options: OPTIONS, capabilities: [], readOnly: true });
  await until(() => available() && stateOf("status") === "in_sync", "in_sync");
  includes(app.log(), "goes on as root");
  same(await app.stop(), 0, "the exit status");
}
