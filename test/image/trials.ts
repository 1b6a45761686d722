/** The trials of the built image, run inside a network of their own; prints one JSON line for each. `trials.ts <image.json>` */

import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { startBroker } from "../app/broker.ts";
import { startSupervisor } from "../app/supervisor.ts";
import { startSandbox } from "../sandbox/index.ts";
import { type Packed, type Pod, type PodOptions, runPod } from "./pod.ts";

const image = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as Packed;

/** Supervisor's own address in the app network, which is the one peer that the dashboard serves. */
const SUPERVISOR = "172.30.32.2";
const STRANGER = "172.30.33.9";
const TOKEN = "supervisor-token-of-this-start";
const CLOUDFLARE_TOKEN = "test-token-test-token-test-token-test-tok";
const BROKER = { username: "addons", password: "brokers-own-password" };
const ROOT_TOPIC = "cloudflare_ddns/main";

for (const words of [
  ["link", "set", "lo", "up"],
  ["addr", "add", `${SUPERVISOR}/23`, "dev", "lo"],
  ["addr", "add", `${STRANGER}/32`, "dev", "lo"],
])
  execFileSync("ip", words);

const supervisor = await startSupervisor({ token: TOKEN, host: SUPERVISOR, port: 80 });
const broker = await startBroker(BROKER);
const sandbox = await startSandbox({
  seed: {
    zones: [
      { name: "example.org", records: [{ name: "home.example.org", type: "A", content: "198.51.100.1" }] },
    ],
  },
});
const installed = { host: "127.0.0.1", port: broker.port, ...BROKER };

const OPTIONS = {
  cloudflare_api_token: CLOUDFLARE_TOKEN,
  records: [{ name: "home.example.org", ipv6: false }],
  waf_lists: [],
  ipv4_source: "static:203.0.113.7",
  ipv6_source: "none",
  schedule: "@every 5m",
  mqtt: {},
  delete_on_stop: false,
  log_level: "info",
};
const APP = { SUPERVISOR_TOKEN: TOKEN, TZ: "Europe/Berlin", CLOUDFLARE_BASE_URL: sandbox.url };
const STANDALONE = {
  CLOUDFLARE_API_TOKEN: CLOUDFLARE_TOKEN,
  DOMAINS: "home.example.org",
  IP4_PROVIDER: "static:203.0.113.7",
  IP6_PROVIDER: "none",
  CLOUDFLARE_BASE_URL: sandbox.url,
};

const trials: readonly (readonly [string, () => Promise<void>])[] = [
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
  ["any user, read-only root / started standalone / works, healthy without a port", anyUser],
  ["standalone with a dashboard / started as root / healthy, root is left", standaloneDashboard],
  ["as in compose.yaml, a secret of another user's / started standalone / read, root is left", asInCompose],
  ["an address from a shell command / started standalone / published", fromCommand],
  ["wrong settings / started standalone / exit 2", wrongSettings],
];

let pod: Pod | undefined;
for (const [name, trial] of trials) {
  const startedAt = performance.now();
  let error: string | null = null;
  try {
    await trial();
  } catch (thrown) {
    error = `${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}\n${pod?.log() ?? ""}`;
  }
  console.log(JSON.stringify({ name, error, ms: Math.round(performance.now() - startedAt) }));
}
process.exit(0);

async function start(options: PodOptions): Promise<Pod> {
  await pod?.stop();
  pod = runPod(image, options);
  return pod;
}

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
  same(pod?.health(), 0, "HEALTHCHECK");
  same(await ask("/", SUPERVISOR), 200, "the dashboard for ingress");
  same(await ask("/api/view", SUPERVISOR), 200, "its state for ingress");
  same(await ask("/", "127.0.0.1"), 403, "the dashboard for loopback");
  same(await ask("/healthz", "127.0.0.1"), 200, "the health for loopback");
  same(await ask("/healthz", STRANGER), "cut off", "anything for a stranger");
}

async function ends(): Promise<void> {
  const startedAt = performance.now();
  same(await pod?.stop(), 0, "the exit status");
  atMost(performance.now() - startedAt, 5000, "milliseconds until the end");
  same(broker.retained(`${ROOT_TOPIC}/availability`), "offline", "availability");
  const text = pod?.log() ?? "";
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

async function anyUser(): Promise<void> {
  const app = await start({ env: STANDALONE, user: { uid: 12_345, gid: 23_456 }, readOnly: true });
  await until(
    () => statSync(join(app.data, "main.json"), { throwIfNoEntry: false }) !== undefined,
    "the state",
  );
  same(app.status().get("Uid"), "12345\t12345\t12345\t12345", "the user");
  same(app.health(), 0, "HEALTHCHECK");
  same(await app.stop(), 0, "the exit status");
}

async function standaloneDashboard(): Promise<void> {
  const web = { WEB_ADDRESS: "0.0.0.0:8080", WEB_PASSWORD: "a password for the page" };
  const app = await start({ env: { ...STANDALONE, ...web } });
  await until(() => app.health() === 0, "healthy");
  same(app.status().get("Uid"), "1000\t1000\t1000\t1000", "the user");
  same(await app.stop(), 0, "the exit status");
  same(app.health(), 1, "HEALTHCHECK when nothing answers");
}

async function asInCompose(): Promise<void> {
  const { CLOUDFLARE_API_TOKEN: text, ...others } = STANDALONE;
  const app = await start({
    env: { ...others, CLOUDFLARE_API_TOKEN_FILE: "/data/token" },
    secretFile: { name: "token", text, owner: 5555 },
    capabilities: ["setuid", "setgid", "chown", "dac_override"],
    readOnly: true,
  });
  await until(
    () => statSync(join(app.data, "main.json"), { throwIfNoEntry: false }) !== undefined,
    "the state",
  );
  same(app.status().get("Uid"), "1000\t1000\t1000\t1000", "the user");
  same(app.status().get("CapEff"), "0000000000000000", "capabilities");
  same(await app.stop(), 0, "the exit status");
}

async function fromCommand(): Promise<void> {
  const command = "command:printf '93.184.216.%s' 9 | sed 's/^/ /' && date +# > /tmp/ran";
  const app = await start({ env: { ...STANDALONE, IP4_PROVIDER: command } });
  await until(
    () => sandbox.records("example.org").some(({ content }) => content === "93.184.216.9"),
    "the address of the command",
  );
  same(await app.stop(), 0, "the exit status");
}

async function wrongSettings(): Promise<void> {
  const app = await start({ env: { ...STANDALONE, DOMAINS: "localhost" } });
  same(await app.ended, 2, "the exit status");
}

function available(): boolean {
  return broker.retained(`${ROOT_TOPIC}/availability`) === "online";
}

function stateOf(key: string): unknown {
  const state = JSON.parse(broker.retained(`${ROOT_TOPIC}/state`) ?? "{}") as Record<string, unknown>;
  return state[key];
}

/** The status, or that the connection was cut off; `from` is the peer that the service sees. */
function ask(path: string, from: string): Promise<number | string> {
  return new Promise((resolve) => {
    get({ host: from, localAddress: from, port: 8099, path, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    }).on("error", () => resolve("cut off"));
  });
}

function body(path: string, from: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host: from, localAddress: from, port: 8099, path, agent: false }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () => resolve(text));
    }).on("error", reject);
  });
}

async function until(look: () => boolean, what: string): Promise<void> {
  const end = performance.now() + 20_000;
  while (!look()) {
    if (performance.now() > end) throw new Error(`there was never ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function same(found: unknown, wanted: unknown, what: string): void {
  if (JSON.stringify(found) !== JSON.stringify(wanted))
    throw new Error(`${what}: found ${JSON.stringify(found)}, wanted ${JSON.stringify(wanted)}`);
}

function atMost(found: number, limit: number, what: string): void {
  if (found > limit) throw new Error(`${what}: ${found}, at most ${limit}`);
}

function includes(text: string, ...parts: readonly string[]): void {
  for (const part of parts) if (!text.includes(part)) throw new Error(`"${part}" is not in: ${text}`);
}
