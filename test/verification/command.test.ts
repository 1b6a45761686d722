/** `verify`: the real command over the sandbox, with name servers and resolvers on loopback. */

import { expect, onTestFinished, test } from "vitest";
import { runCommandLine } from "../command-line/command-line.ts";
import { type SeedRecord, startSandbox } from "../sandbox/index.ts";
import { type Answerer, type Reply, serveNames, serveResolver } from "./name-server.ts";

const HOME = "203.0.113.7";
const TOKEN = "cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD";

interface Scene {
  /** At a.ns.cloudflare.com, then at b.ns.cloudflare.com; the sandbox names these two. */
  readonly servers: readonly [Answerer, Answerer];
  readonly records?: readonly SeedRecord[];
  readonly status?: "active" | "pending" | "moved";
  readonly resolver?: Reply;
  readonly settings?: Readonly<Record<string, string>>;
}

async function verify({ servers, records, status = "active", resolver, settings }: Scene, json = true) {
  const held = records ?? [{ name: "home.example.org", type: "A", content: HOME, ttl: 120 }];
  const sandbox = await startSandbox({
    seed: { zones: [{ name: "example.org", status, records: [...held] }] },
  });
  onTestFinished(() => sandbox.close());
  const first = await serveNames(servers[0]);
  const second = await serveNames(servers[1], { address: "127.0.0.2", port: first.port });
  const open = resolver && (await serveResolver(() => resolver));
  const answer = await runCommandLine(
    ["verify", ...(json ? ["--json"] : [])],
    {
      CLOUDFLARE_API_TOKEN: TOKEN,
      CLOUDFLARE_BASE_URL: sandbox.url,
      DOMAINS: "home.example.org",
      IP4_PROVIDER: `static:${HOME}`,
      IP6_PROVIDER: "none",
      ...settings,
    },
    {
      witnesses: {
        resolve: async (host) => (host.startsWith("a.") ? ["127.0.0.1"] : ["127.0.0.2"]),
        port: first.port,
        resolvers: open === undefined ? [] : [open.url],
        patienceMs: 120,
      },
    },
  );
  const writes = sandbox.requests.filter(({ method }) => method !== "GET");
  return { ...answer, writes, asked: [...first.asked, ...second.asked], open };
}

const right: Answerer = () => ({ answer: [HOME], ttl: 120 });

test("all is right / verify --json / the agreed document and exit 0, nothing written, VERIFY off or not", async () => {
  const { status, json, writes } = await verify({ servers: [right, right] });
  const witness = { kind: "authoritative", answer: [HOME], ttl: 120, error: null };
  expect(json()).toEqual({
    ok: true,
    zones: [
      {
        zone: "example.org",
        delegation: "cloudflare",
        nameServers: ["a.ns.cloudflare.com", "b.ns.cloudflare.com"],
      },
    ],
    records: [
      {
        name: "home.example.org",
        type: "A",
        published: "yes",
        witnesses: [
          { name: "a.ns.cloudflare.com", ...witness },
          { name: "b.ns.cloudflare.com", ...witness },
        ],
        reason: null,
      },
    ],
  });
  expect(status).toBe(0);
  expect(writes).toEqual([]);
});

test.each<[string, Scene, object]>([
  ["one server lies", { servers: [right, () => ({ answer: ["192.0.2.1"] })] }, { published: "no" }],
  ["both refuse", { servers: [() => ({ code: 5 }), () => ({ code: 5 })] }, { published: "unknown" }],
  [
    "something in between answers",
    { servers: [() => ({ answer: [HOME], aa: false }), () => undefined] },
    { published: "unknown" },
  ],
  [
    "a resolver is behind",
    {
      servers: [right, right],
      resolver: { answer: ["198.51.100.1"], aa: false },
      settings: { VERIFY: "public" },
    },
    { published: "no" },
  ],
  [
    "an orange name shows the home",
    {
      servers: [right, right],
      records: [{ name: "home.example.org", type: "A", content: HOME, proxied: true }],
    },
    { published: "no" },
  ],
  [
    "Cloudflare still holds the old address",
    {
      servers: [() => ({ answer: ["198.51.100.1"] }), () => ({ answer: ["198.51.100.1"] })],
      records: [{ name: "home.example.org", type: "A", content: "198.51.100.1" }],
    },
    { published: "no" },
  ],
])("%s / verify --json / not ok, told why, exit 1", async (_, scene, expected) => {
  const { status, json } = await verify(scene);
  expect(json()).toMatchObject({ ok: false, records: [{ ...expected, reason: expect.any(String) }] });
  expect(status).toBe(1);
});

test("Cloudflare was not told yet / verify --json / the step is an update, not patience", async () => {
  const old: Answerer = () => ({ answer: ["198.51.100.1"] });
  const records = [{ name: "home.example.org", type: "A", content: "198.51.100.1" }];
  const { json } = await verify({ servers: [old, old], records });
  expect(json()).toMatchObject({
    records: [
      { reason: expect.stringMatching(/holds 198\.51\.100\.1 .* cannot see 203\.0\.113\.7 yet\..*once/) },
    ],
  });
});

test("no address is detected / verify --json / what is published is asked about", async () => {
  const settings = { IP4_PROVIDER: "file:/nowhere/at/all" };
  expect(await verify({ servers: [right, right], settings })).toMatchObject({ status: 0 });
  const { json } = await verify({ servers: [right, () => ({ code: 3 })], settings });
  expect(json()).toMatchObject({ ok: false, records: [{ published: "no" }] });
});

test("no zone holds the name / verify --json / unknown with the reason, nobody asked", async () => {
  const { status, json, asked } = await verify({
    servers: [right, right],
    settings: { DOMAINS: "home.example.net" },
  });
  expect(json()).toMatchObject({
    ok: false,
    records: [
      { name: "home.example.net", published: "unknown", reason: expect.stringContaining("No zone holds") },
    ],
  });
  expect([status, asked]).toEqual([1, []]);
});

test("an orange name shows Cloudflare / verify --json / published", async () => {
  const edge: Answerer = () => ({ answer: ["104.16.1.2", "172.67.1.2"] });
  const records = [{ name: "home.example.org", type: "A", content: HOME, proxied: true }];
  expect(await verify({ servers: [edge, edge], records })).toMatchObject({ status: 0 });
});

test("a record of others at the name / verify --json / it may be answered besides", async () => {
  const both: Answerer = () => ({ answer: [HOME, "192.0.2.9"] });
  const records = [
    { name: "home.example.org", type: "A", content: HOME, comment: "ours" },
    { name: "home.example.org", type: "A", content: "192.0.2.9", comment: "theirs" },
  ];
  const settings = { MANAGED_RECORDS_COMMENT_REGEX: "^ours$", RECORD_COMMENT: "ours" };
  expect(await verify({ servers: [both, both], records, settings })).toMatchObject({ status: 0 });
});

test("the record is not there yet / verify --json / no, and nobody is asked before it is created", async () => {
  const { status, json, asked } = await verify({ servers: [right, right], records: [] });
  expect(json()).toMatchObject({ ok: false, records: [{ published: "no", witnesses: [] }] });
  expect([status, asked]).toEqual([1, []]);
});

test.each(["pending", "moved"] as const)(
  "the zone is %s / verify --json / elsewhere, not ok",
  async (zone) => {
    const { status, json } = await verify({ servers: [right, right], status: zone });
    expect(json()).toMatchObject({
      ok: false,
      zones: [{ delegation: "elsewhere" }],
      records: [{ published: "yes" }],
    });
    expect(status).toBe(1);
  },
);

test("VERIFY=public and all is right / verify / text for people with every witness", async () => {
  const resolver = { answer: [HOME], aa: false };
  const scene = { servers: [right, right], resolver, settings: { VERIFY: "public" } } as const;
  const { status, out } = await verify(scene, false);
  expect(out).toContain("127.0.0.1: 203.0.113.7 (TTL 300)");
  expect(out).toContain("b.ns.cloudflare.com: 203.0.113.7 (TTL 120)");
  expect(out).toContain("The world sees what was published.");
  expect(out).not.toContain(TOKEN);
  expect(status).toBe(0);
});
