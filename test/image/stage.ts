/** The network, the programs and the settings that all trials share; what is started is ended by the next start. */

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { startBroker } from "../app/broker.ts";
import { startSupervisor } from "../app/supervisor.ts";
import { startSandbox } from "../sandbox/index.ts";
import { type Packed, type Pod, type PodOptions, runPod } from "./pod.ts";

const image = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as Packed;

/** Supervisor's own address in the app network, which is the one peer that the dashboard serves. */
export const SUPERVISOR = "172.30.32.2";
export const STRANGER = "172.30.33.9";
export const TOKEN = "supervisor-token-of-this-start";
export const CLOUDFLARE_TOKEN = "test-token-test-token-test-token-test-tok";
export const BROKER = { username: "addons", password: "brokers-own-password" };
export const ROOT_TOPIC = "cloudflare_ddns/main";

for (const words of [
  ["link", "set", "lo", "up"],
  ["addr", "add", `${SUPERVISOR}/23`, "dev", "lo"],
  ["addr", "add", `${STRANGER}/32`, "dev", "lo"],
])
  execFileSync("ip", words);

export const supervisor = await startSupervisor({ token: TOKEN, host: SUPERVISOR, port: 80 });
export const broker = await startBroker(BROKER);
export const sandbox = await startSandbox({
  seed: {
    zones: [
      { name: "example.org", records: [{ name: "home.example.org", type: "A", content: "198.51.100.1" }] },
    ],
  },
});
export const installed = { host: "127.0.0.1", port: broker.port, ...BROKER };

export const OPTIONS = {
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
export const APP = { SUPERVISOR_TOKEN: TOKEN, TZ: "Europe/Berlin", CLOUDFLARE_BASE_URL: sandbox.url };
export const STANDALONE = {
  CLOUDFLARE_API_TOKEN: CLOUDFLARE_TOKEN,
  DOMAINS: "home.example.org",
  IP4_PROVIDER: "static:203.0.113.7",
  IP6_PROVIDER: "none",
  CLOUDFLARE_BASE_URL: sandbox.url,
};

/** Rejects where what is promised is not so. */
export type Trial = readonly [name: string, run: () => Promise<void>];

let pod: Pod | undefined;

/** What was started last. */
export function current(): Pod | undefined {
  return pod;
}

export async function start(options: PodOptions): Promise<Pod> {
  await pod?.stop();
  pod = runPod(image, options);
  return pod;
}

export function available(): boolean {
  return broker.retained(`${ROOT_TOPIC}/availability`) === "online";
}

export function stateOf(key: string): unknown {
  const state = JSON.parse(broker.retained(`${ROOT_TOPIC}/state`) ?? "{}") as Record<string, unknown>;
  return state[key];
}
