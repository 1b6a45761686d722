/** What is promised of the container outside Home Assistant: users, secrets, health, sources, exit statuses. */

import { statSync } from "node:fs";
import { join } from "node:path";
import { same, until } from "./looking.ts";
import type { PodOptions } from "./pod.ts";
import { startSecurePage } from "./secure-page.ts";
import { STANDALONE, sandbox, start, type Trial } from "./stage.ts";

export const STANDALONE_TRIALS: readonly Trial[] = [
  ["any user, read-only root / started standalone / works, healthy without a port", anyUser],
  ["standalone with a dashboard / started as root / healthy, root is left", standaloneDashboard],
  ["as in compose.yaml, a secret of another user's / started standalone / read, root is left", asInCompose],
  ["an address from a shell command / started standalone / published", fromCommand],
  [
    "an address from a page by HTTPS / started standalone / published, unless nobody knows its authority",
    fromSecurePage,
  ],
  ["wrong settings / started standalone / exit 2", wrongSettings],
];

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
  // A pipe, a substitution and a file in /tmp: what people write.
  await publishes("93.184.216.9", {
    IP4_PROVIDER: "command:printf '93.184.216.%s' 9 > /tmp/it; echo \"$(cat /tmp/it)\" | sed 's/^/ /'",
  });
}

async function fromSecurePage(): Promise<void> {
  const page = await startSecurePage("93.184.216.10");
  const env = { IP4_PROVIDER: `url:${page.url}` };
  const secretFile = { name: "authority.pem", text: page.authority, owner: 1000 };
  await publishes("93.184.216.10", { ...env, NODE_EXTRA_CA_CERTS: "/data/authority.pem" }, { secretFile });
  const app = await start({ env: { ...STANDALONE, ...env } });
  await until(() => app.log().includes("certificate"), "a word about the unknown authority");
  same(await app.stop(), 0, "the exit status");
  page.close();
}

async function publishes(
  address: string,
  env: Readonly<Record<string, string>>,
  more: PodOptions = {},
): Promise<void> {
  const app = await start({ ...more, env: { ...STANDALONE, ...env } });
  await until(
    () => sandbox.records("example.org").some(({ content }) => content === address),
    `the address ${address} at Cloudflare`,
  );
  same(await app.stop(), 0, "the exit status");
}

async function wrongSettings(): Promise<void> {
  const app = await start({ env: { ...STANDALONE, DOMAINS: "localhost" } });
  same(await app.ended, 2, "the exit status");
}
