/** What lists cost: the requests of an exchange, and none for what is remembered. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { SandboxSeed } from "../../sandbox/index.ts";
import { ACCOUNT, LIST_ENVIRONMENT, LISTS, NEW, OLD, openSandboxStage } from "../sandbox/stage.ts";

const signal = new AbortController().signal;
const listEnvironment = { ...LIST_ENVIRONMENT, WAF_LISTS: "", IP4_DOMAINS: "" };

const KINDS: readonly (readonly [
  kind: string,
  most: number,
  seed: SandboxSeed,
  environment: Readonly<Record<string, string>>,
  writes: readonly string[],
])[] = [
  [
    "a WAF list with somebody else's item",
    6,
    { lists: LISTS },
    { WAF_LISTS: `${ACCOUNT}/home_ips` },
    ["POST", "DELETE"],
  ],
  [
    "a Zero Trust list with somebody else's item",
    3,
    {
      zeroTrustLists: [
        {
          account: ACCOUNT,
          name: "Home",
          items: [{ value: OLD, description: "ddns" }, { value: "192.0.2.9" }],
        },
      ],
    },
    { ZERO_TRUST_LISTS: `${ACCOUNT}/Home` },
    ["PATCH"],
  ],
  [
    "a DNS location with somebody else's network",
    2,
    { locations: [{ account: ACCOUNT, name: "Home", networks: [{ network: "192.0.2.0/24" }] }] },
    { ZERO_TRUST_LOCATIONS: `${ACCOUNT}/Home` },
    ["PUT"],
  ],
];

test.each(KINDS)(
  "%s / changed, then two cycles from memory, then one anew / at most %i requests, none, one reading",
  async (_kind, most, seed, environment, writes) => {
    await using stage = await openSandboxStage(seed, { ...listEnvironment, ...environment });
    const { engine, close } = await stage.openEngine();
    const sent = () => stage.sandbox.requests.map(({ method }) => method);
    expect((await engine.cycle({ signal })).lists).toMatchObject([
      { outcome: "updated", added: [`${NEW}/32`] },
    ]);
    expect(sent().length).toBeLessThanOrEqual(most);
    expect(sent().filter((method) => method !== "GET")).toEqual(writes);
    stage.sandbox.clearRequests();
    for (let again = 0; again < 2; again++) await engine.cycle({ signal });
    expect(sent()).toEqual([]);
    await engine.cycle({ signal, fresh: true });
    expect(sent().length).toBeLessThanOrEqual(2);
    await close();
  },
);

test("a DNS location whose address moves / exchanged / in two requests, the network of before is gone", async () => {
  const environment = { ZERO_TRUST_LOCATIONS: `${ACCOUNT}/Home`, IP4_DOMAINS: "" };
  const seed = { locations: [{ account: ACCOUNT, name: "Home", networks: [{ network: "192.0.2.0/24" }] }] };
  const folder = await mkdtemp(join(tmpdir(), "ddns-requests-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "address");
  await using stage = await openSandboxStage(seed, { ...environment, IP4_PROVIDER: `file:${file}` });
  await writeFile(file, OLD);
  const { engine, close } = await stage.openEngine();
  await engine.cycle({ signal });
  await writeFile(file, NEW);
  stage.sandbox.clearRequests();
  await engine.cycle({ signal });
  expect(stage.sandbox.requests.map(({ method }) => method)).toEqual(["GET", "PUT"]);
  expect(
    stage.sandbox
      .locations()[0]
      ?.networks?.map(({ network }) => network)
      .sort(),
  ).toEqual(["192.0.2.0/24", `${NEW}/32`]);
  await close();
});
