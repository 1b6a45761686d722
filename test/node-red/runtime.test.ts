/** The palette in real Node-RED: 5 on Node 24 and 4.1 on Node 20, installed from the tarball, against the sandbox. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { LANGUAGES, NODE_TYPES } from "../../scripts/build-nodes.ts";
import {
  accountEntry,
  detectEntry,
  type FlowEntry,
  type Instance,
  majors,
  type Packed,
  packPalette,
  runtimesMissing,
  type Sandbox,
  startInstance,
  startSandbox,
  syncEntry,
  updateEntry,
} from "./world/index.ts";

const HOME = "0123456789abcdef0123456789abcdef";
const OFFICE = "fedcba9876543210fedcba9876543210";
const TOKEN = "Sup3rSecretTokenForTests_0123456789abcdef";
const OTHER_TOKEN = "An0therSecretTokenForTests_0123456789abc";
const LIMITED = "L1mitedSecretTokenForTests_0123456789abc";
const V4 = "93.184.216.34";
const V6 = "2606:2800:220:1:248:1893:25c8:1946";

const tab: FlowEntry = { id: "tab", type: "tab", label: "Test" };
const out = (wires: readonly string[] = []) => [wires, wires];

describe.skipIf(runtimesMissing())("palette", () => {
  let packed: Packed;
  beforeAll(async () => {
    packed = await packPalette();
  });
  afterAll(() => packed?.dispose());

  test("tarball / holds nodes, catalogues, icons, examples and no more, below 1 MB", () => {
    for (const type of NODE_TYPES) {
      for (const ending of ["js", "html"])
        expect(packed.files).toContain(`dist/nodes/${type}/${type}.${ending}`);
      for (const language of LANGUAGES)
        expect(packed.files).toContain(`dist/nodes/${type}/locales/${language}/${type}.json`);
    }
    expect(packed.files.filter((file) => file.startsWith("examples/"))).toHaveLength(7);
    for (const file of packed.files)
      expect(file).toMatch(/^(package\.json|README\.md|LICENSE|dist\/nodes\/|examples\/)/);
    const size = packed.files.reduce((sum, file) => sum + readFileSync(join(packed.folder, file)).length, 0);
    expect(size).toBeLessThan(1_000_000);
  });

  describe.each(majors())("Node-RED $major", (major) => {
    let sandbox: Sandbox;
    let red: Instance;

    const account = (more: FlowEntry = {}) =>
      accountEntry(sandbox.url, { credentials: { token: TOKEN }, ...more });
    const detect = (more: FlowEntry = {}) => detectEntry({ ipv4: `static:${V4}`, ...more });
    /** Watchers of everything, and two sinks for the outputs. */
    const around: FlowEntry[] = [
      tab,
      { id: "watch-errors", z: "tab", type: "catch", scope: null, uncaught: false, wires: [["o1"]] },
      { id: "watch-done", z: "tab", type: "complete", scope: ["u", "s", "d"], wires: [["o1"]] },
      { id: "statuses", z: "tab", type: "status", scope: ["u", "s", "d"], wires: [["o1"]] },
      { id: "o1", z: "tab", type: "function", func: "return null;", outputs: 1, wires: [] },
      { id: "o2", z: "tab", type: "function", func: "return null;", outputs: 1, wires: [] },
    ];
    const flow = (...nodes: readonly FlowEntry[]): FlowEntry[] => [...around, account(), ...nodes];
    const contents = (zone: string) =>
      sandbox.records(zone).map(({ name, type, content }) => `${name} ${type} ${content}`);

    async function start(options: Partial<Parameters<typeof startInstance>[0]> = {}): Promise<Instance> {
      return startInstance({ major, tarball: packed.tarball, ...options });
    }

    beforeAll(async () => {
      sandbox = await startSandbox({ listOperationPolls: 1 });
      red = await start({ environment: { CF_TOKEN: TOKEN, CLOUDFLARE_BASE_URL: sandbox.url } });
    });

    beforeEach(async () => {
      sandbox.clearFaults();
      await resetSandbox();
    });

    async function resetSandbox(): Promise<void> {
      await fetch(`${sandbox.origin}/__sandbox/reset`, { method: "POST" });
      sandbox.seed({
        zones: [
          {
            name: "example.com",
            account: HOME,
            records: [
              { name: "home.example.com", type: "A", content: "198.51.100.1", ttl: 300, comment: "by hand" },
              { name: "www.example.com", type: "CNAME", content: "example.com" },
            ],
          },
          { name: "example.net", account: HOME },
        ],
        lists: [
          {
            account: HOME,
            name: "home_ips",
            items: [
              { ip: "192.0.2.1", comment: "theirs" },
              { ip: "192.0.2.2", comment: "mine" },
            ],
          },
        ],
        tokens: [
          { value: TOKEN, accounts: [HOME] },
          { value: OTHER_TOKEN, accounts: [OFFICE] },
          { value: LIMITED, permissions: ["zone:read", "dns:read"], accounts: [HOME] },
        ],
      });
      sandbox.clearRequests();
    }

    afterEach(() => {
      expect(red.unhandled, "no rejection goes unhandled").toEqual([]);
    });

    afterAll(async () => {
      await red?.stop();
      red?.dispose();
      await sandbox?.close();
    });

    describe("package", () => {
      test("every node set / loaded without error, with catalogues, icons and examples", async () => {
        expect(red.version.split(".")[0]).toBe(String(major.major));
        expect(red.nodeVersion).toMatch(major.major === 5 ? /^v24/ : /^v2[02]/);
        const nodes = (await red.request("/nodes", { headers: { accept: "application/json" } }))
          .json as unknown as { module: string; types: string[]; err?: string; enabled: boolean }[];
        const ours = nodes.filter(({ module }) => module === "@homeward/cloudflare-ddns");
        expect(ours.flatMap(({ types }) => types).sort()).toEqual([...NODE_TYPES].sort());
        for (const set of ours) expect(set).toMatchObject({ enabled: true });
        for (const set of ours) expect(set.err).toBeUndefined();
        const german = await red.request("/nodes/@homeward/cloudflare-ddns/detect-ip/messages?lng=de");
        expect(german.text).toContain("Zeitlimit");
        const examples = await red.request("/library/examples/flows/@homeward/cloudflare-ddns/");
        expect(examples.json).toHaveLength(7);
        expect((await red.request("/icons")).text).toContain("cloudflare-ddns-update-record.svg");
      });

      test("help / in the language of the browser", async () => {
        const html = await red.request("/nodes", {
          headers: { accept: "text/html", "accept-language": "fr" },
        });
        expect(html.text).toContain("Détermine les adresses publiques");
      });
    });

    describe("update-record", () => {
      test("an address that differs / first output, attributes kept, other properties untouched, done once, Complete hears", async () => {
        await red.deploy(flow(updateEntry()));
        const from = red.happenings.length;
        const told = await red.tell("u", { payload: V4, topic: "t", parts: { id: 1 }, custom: { a: [1] } });
        expect(told).toMatchObject({ port: 0, dones: 1, sends: 1, error: undefined });
        expect(told.message).toMatchObject({
          topic: "t",
          parts: { id: 1 },
          custom: { a: [1] },
          payload: { changed: true, dryRun: false },
        });
        expect(told.message["payload"].records).toEqual([
          {
            name: "home.example.com",
            type: "A",
            zone: "example.com",
            outcome: "updated",
            error: null,
            changes: [{ action: "update", id: expect.any(String), from: "198.51.100.1", to: V4 }],
          },
        ]);
        expect(sandbox.records("example.com")[0]).toMatchObject({
          content: V4,
          ttl: 300,
          comment: "by hand",
        });
        expect(red.lastStatus("u")).toEqual({ fill: "green", shape: "dot", text: "1 updated" });
        await red.next("send", "watch-done", from);
        expect(
          red.happenings.slice(from).some((event) => event.kind === "send" && event.id === "watch-errors"),
        ).toBe(false);
      });

      test("the same address again / second output, not one request", async () => {
        await red.deploy(flow(updateEntry()));
        await red.tell("u", { payload: V4 });
        const before = sandbox.requests.length;
        const told = await red.tell("u", { payload: V4 });
        expect(told).toMatchObject({ port: 1, dones: 1, message: { payload: { changed: false } } });
        expect(sandbox.requests.length).toBe(before);
        expect(red.lastStatus("u")).toMatchObject({ fill: "grey", text: "status.unchanged" });
        expect(await red.tell("u", { payload: V4, reset: true })).toMatchObject({ port: 1 });
        expect(sandbox.requests.length).toBeGreaterThan(before);
      });

      test("both families, several names over two zones / created where missing", async () => {
        await red.deploy(flow(updateEntry({ record: "home.example.com, nas.example.net" })));
        const told = await red.tell("u", { payload: { ipv4: V4, ipv6: V6 } });
        expect(told).toMatchObject({ port: 0 });
        expect(contents("example.com")).toContain(`home.example.com AAAA ${V6}`);
        expect(contents("example.net").sort()).toEqual([
          `nas.example.net A ${V4}`,
          `nas.example.net AAAA ${V6}`,
        ]);
      });

      test("a family that is null / its record stays", async () => {
        sandbox.seed({
          zones: [
            { name: "example.com", records: [{ name: "home.example.com", type: "AAAA", content: V6 }] },
          ],
        });
        await red.deploy(flow(updateEntry()));
        const told = await red.tell("u", { payload: { ipv4: V4, ipv6: null } });
        expect(told.message["payload"].records).toMatchObject([
          { type: "A", outcome: "updated" },
          { type: "AAAA", outcome: "skipped" },
        ]);
        expect(contents("example.com")).toContain(`home.example.com AAAA ${V6}`);
      });

      test("create is off / a missing record stays missing", async () => {
        await red.deploy(flow(updateEntry({ record: "new.example.com", create: false })));
        expect(await red.tell("u", { payload: V4 })).toMatchObject({
          port: 1,
          message: { payload: { changed: false } },
        });
      });

      test("given attributes / enforced though the address is right", async () => {
        await red.deploy(
          flow(
            updateEntry({
              proxied: "true",
              proxiedType: "bool",
              ttl: "ttl",
              ttlType: "msg",
              comment: "kept by flow",
              commentType: "str",
            }),
          ),
        );
        expect(await red.tell("u", { payload: V4, ttl: null })).toMatchObject({ port: 0 });
        expect(sandbox.records("example.com")[0]).toMatchObject({
          content: V4,
          proxied: true,
          comment: "kept by flow",
        });
        expect(await red.tell("u", { payload: V4, ttl: null })).toMatchObject({ port: 1 });
      });

      test("dry run / says what would change, writes nothing", async () => {
        await red.deploy(flow(updateEntry({ dryRun: true })));
        const told = await red.tell("u", { payload: V4 });
        expect(told).toMatchObject({
          port: 0,
          message: { payload: { changed: true, dryRun: true, records: [{ outcome: "updated" }] } },
        });
        expect(sandbox.requests.every(({ method }) => method === "GET")).toBe(true);
        expect(contents("example.com")).toContain("home.example.com A 198.51.100.1");
      });

      test("typed inputs / flow, global, env, JSONata, fixed text", async () => {
        const cases: readonly [Record<string, unknown>, Record<string, unknown>][] = [
          [
            { record: "names", recordType: "msg" },
            { names: ["home.example.com"], payload: V4 },
          ],
          [{ record: "CF_NAME", recordType: "env" }, { payload: V4 }],
          [{ content: "[payload.a, payload.b]", contentType: "jsonata" }, { payload: { a: V4, b: V6 } }],
          [{ content: V4, contentType: "str" }, {}],
          [{ content: "192.168.1.7", contentType: "str" }, { payload: "whatever" }],
        ];
        for (const [properties, message] of cases) {
          await resetSandbox();
          await red.deploy([
            { ...tab, env: [{ name: "CF_NAME", value: "home.example.com", type: "str" }] },
            ...flow(updateEntry(properties)).slice(1),
          ]);
          expect(await red.tell("u", message), JSON.stringify(properties)).toMatchObject({
            port: 0,
            error: undefined,
          });
        }
      });

      test.each([
        ["private address", {}, { payload: "10.0.0.1" }, "BAD_INPUT"],
        ["null", {}, { payload: null }, "BAD_INPUT"],
        ["missing property", { content: "a.b.c", contentType: "msg" }, {}, "BAD_INPUT"],
        ["broken expression", { content: "$sum(", contentType: "jsonata" }, {}, "BAD_INPUT"],
        ["unset variable", { content: "NOT_SET_ANYWHERE", contentType: "env" }, {}, "ENV_UNSET"],
        ["name in no zone", { record: "home.example.org" }, { payload: V4 }, "ZONE_NOT_FOUND"],
        ["CNAME in the way", { record: "www.example.com" }, { payload: V4 }, "RECORD_CONFLICT"],
        ["no account", { account: "" }, { payload: V4 }, "NO_ACCOUNT"],
        ["account that is gone", { account: "gone" }, { payload: V4 }, "NO_ACCOUNT"],
        ["wrong setting", { families: "ipv5" }, { payload: V4 }, "CONFIG_INVALID"],
      ])(
        "%s / Catch hears once, nothing is sent, the code is in both places",
        async (_, properties, message, code) => {
          await red.deploy(flow(updateEntry(properties)));
          const from = red.happenings.length;
          const told = await red.tell("u", message);
          expect(told).toMatchObject({ port: undefined, sends: 0, dones: 1, error: { code } });
          expect(told.message["cloudflare"]).toMatchObject({
            code,
            message: expect.any(String),
            errors: [{ code }],
          });
          const caught = await red.next("send", "watch-errors", from);
          expect(caught.message["error"]).toMatchObject({ source: { id: "u", type: "update-record" }, code });
          expect(caught.message["cloudflare"].code).toBe(code);
          const all = red.happenings
            .slice(from)
            .filter((event) => event.kind === "send" && event.id === "watch-errors");
          expect(all).toHaveLength(1);
          expect(
            red.happenings.slice(from).some((event) => event.kind === "send" && event.id === "watch-done"),
          ).toBe(false);
          expect(red.lastStatus("u")).toMatchObject({ fill: "red", shape: "ring", text: code });
        },
      );

      test("one of two fails / PARTIAL with both outcomes", async () => {
        await red.deploy(flow(updateEntry({ record: "home.example.com, www.example.com" })));
        const told = await red.tell("u", { payload: V4 });
        expect(told).toMatchObject({ port: undefined, error: { code: "PARTIAL" } });
        expect(told.message["cloudflare"]).toMatchObject({
          code: "PARTIAL",
          changed: true,
          records: [{ outcome: "updated" }, { outcome: "failed", error: { code: "RECORD_CONFLICT" } }],
        });
        expect(told.message["payload"]).toBe(V4);
        expect(red.lastStatus("u")).toMatchObject({ fill: "yellow" });
      });

      test("one hundred at once / all answered, one writes", async () => {
        await red.deploy(flow(updateEntry()));
        const from = red.happenings.length;
        await Promise.all(
          Array.from({ length: 100 }, () => red.command("receive", { id: "u", message: { payload: V4 } })),
        );
        await red.until(
          () =>
            red.happenings.slice(from).filter((event) => event.kind === "done" && event.id === "u").length >=
            100
              ? true
              : undefined,
          "100 answers",
        );
        const sends = red.happenings.slice(from).filter((event) => event.kind === "send" && event.id === "u");
        expect(sends).toHaveLength(100);
        expect(sends.filter((event) => event.kind === "send" && event.port === 0)).toHaveLength(1);
        expect(sandbox.requests.filter(({ method }) => method !== "GET")).toHaveLength(1);
        expect(red.output).not.toContain("MaxListenersExceededWarning");
      });
    });

    describe("trouble with Cloudflare", () => {
      test.each([
        ["rejected token", { token: "Unkn0wnSecretTokenForTests_0123456789ab" }, "AUTH_REJECTED"],
        ["token without permission", { token: LIMITED }, "PERMISSION_DENIED"],
        ["token missing", { token: "" }, "CONFIG_INVALID"],
        ["variable unset", { token: "${NOT_SET_ANYWHERE}" }, "ENV_UNSET"],
        ["global key", { token: "0123456789abcdef0123456789abcdef01234" }, "CONFIG_INVALID"],
      ])("%s / %s", async (_, credentials, code) => {
        await red.deploy([...around, account({ credentials }), updateEntry()]);
        const told = await red.tell("u", { payload: V4 });
        expect(told.error).toMatchObject({ code });
        if (code === "ENV_UNSET") expect(told.error?.message).toContain("NOT_SET_ANYWHERE");
        if (code === "ENV_UNSET" || code === "CONFIG_INVALID") {
          await red.deploy([...around, account({ credentials }), updateEntry()]);
          expect(red.lastStatus("u")).toMatchObject({ fill: "red", text: code });
        }
      });

      test("its base is changed, the token is not entered again / refused, nothing sent there; changed back / works", async () => {
        const thief = await startSandbox({});
        try {
          await red.deploy(flow(updateEntry()));
          expect(await red.tell("u", { payload: V4 })).toMatchObject({ port: 0 });
          for (const more of [{}, { credentials: { token: "__PWRD__" } }]) {
            await red.deploy([...around, accountEntry(thief.url, more), updateEntry()]);
            const told = await red.tell("u", { payload: V4 });
            expect(told).toMatchObject({ port: undefined, error: { code: "CONFIG_INVALID" } });
            expect(told.error?.message).toContain("enter the token again");
          }
          expect(thief.requests).toEqual([]);
          await red.deploy([...around, accountEntry(sandbox.url), updateEntry()]);
          expect((await red.tell("u", { payload: V4 })).error).toBeUndefined();
        } finally {
          await thief.close();
        }
      });

      test("a variable that is not named for Cloudflare / refused by name, its value sent nowhere", async () => {
        await red.deploy([...around, account({ credentials: { token: "${HOME}" } }), updateEntry()]);
        const told = await red.tell("u", { payload: V4 });
        expect(told.error).toMatchObject({ code: "CONFIG_INVALID" });
        expect(told.error?.message).toContain("HOME");
        expect(sandbox.requests).toEqual([]);
      });

      test("command and file sources / off without a word in settings.js", async () => {
        for (const source of ["command:echo 1.1.1.1", "file:/etc/hostname", "first(ipify; command:id)"]) {
          await red.deploy(flow(detect({ ipv4: source })));
          const told = await red.tell("d", {});
          expect(told.error, source).toMatchObject({ code: "CONFIG_INVALID" });
          expect(told.error?.message).toMatch(/allowCommands: true|allowFiles/);
        }
      });

      test("token from the environment / works", async () => {
        await red.deploy([...around, account({ credentials: { token: "${CF_TOKEN}" } }), updateEntry()]);
        expect(await red.tell("u", { payload: V4 })).toMatchObject({ port: 0 });
      });

      test.each([
        ["captive portal", { kind: "html" }, "RESPONSE_MALFORMED"],
        ["5xx", { kind: "status", status: 503 }, "UNAVAILABLE"],
        ["redirect", { kind: "redirect" }, "RESPONSE_MALFORMED"],
      ] as const)("%s / %s is caught, and the process lives", async (_, fault, code) => {
        await red.deploy(flow(updateEntry()));
        sandbox.fault({ ...fault, times: Number.POSITIVE_INFINITY });
        const told = await red.tell("u", { payload: V4 }, 30_000);
        expect(told).toMatchObject({ port: undefined, dones: 1, error: { code } });
        sandbox.clearFaults();
        expect(await red.tell("u", { payload: V4 })).toMatchObject({ port: 0 });
      });

      test("429 that lasts / RATE_LIMITED, yellow", async () => {
        await red.deploy(flow(updateEntry()));
        sandbox.fault({ kind: "rate-limit", retryAfter: 300, times: Number.POSITIVE_INFINITY });
        const told = await red.tell("u", { payload: V4 }, 40_000);
        expect(told).toMatchObject({ error: { code: "RATE_LIMITED" } });
        expect(red.lastStatus("u")).toMatchObject({ fill: "yellow" });
      });

      test("two accounts / each with its own token and zones", async () => {
        sandbox.seed({ zones: [{ name: "office.example", account: OFFICE }] });
        await red.deploy(
          flow(
            updateEntry(),
            { ...account({ id: "acc2", credentials: { token: OTHER_TOKEN } }) },
            updateEntry({ id: "u2", account: "acc2", record: "vpn.office.example" }),
          ),
        );
        expect(await red.tell("u", { payload: V4 })).toMatchObject({ port: 0 });
        expect(await red.tell("u2", { payload: V4 })).toMatchObject({ port: 0 });
        expect(contents("office.example")).toEqual([`vpn.office.example A ${V4}`]);
        await red.deploy(
          flow(
            { ...account({ id: "acc2", credentials: { token: OTHER_TOKEN } }) },
            updateEntry({ account: "acc2" }),
          ),
        );
        expect(await red.tell("u", { payload: V4 })).toMatchObject({ error: { code: "ZONE_NOT_FOUND" } });
      });
    });

    describe("sync-waf-list", () => {
      const items = () => sandbox.lists().find(({ name }) => name === "home_ips")?.items;

      test("own items / others' stay, an IPv6 address becomes its /64", async () => {
        await red.deploy(flow(syncEntry()));
        const told = await red.tell("s", { payload: { ipv4: V4, ipv6: V6 }, topic: "t" });
        expect(told).toMatchObject({
          port: 0,
          dones: 1,
          message: {
            topic: "t",
            payload: {
              changed: true,
              dryRun: false,
              list: { id: expect.any(String), name: "home_ips" },
              added: [`${V4}/32`, "2606:2800:220:1::/64"],
              removed: ["192.0.2.2/32"],
              kept: [],
            },
          },
        });
        expect(items()).toEqual(
          expect.arrayContaining([
            { ip: "192.0.2.1", comment: "theirs" },
            { ip: V4, comment: "mine" },
            { ip: "2606:2800:220:1::/64", comment: "mine" },
          ]),
        );
        expect(items()).toHaveLength(3);
        expect(red.lastStatus("s")).toMatchObject({ fill: "green", text: "+2 −1" });
        const before = sandbox.requests.length;
        expect(await red.tell("s", { payload: { ipv4: V4, ipv6: V6 } })).toMatchObject({ port: 1 });
        expect(sandbox.requests.length).toBe(before);
      });

      test("whole list / everything else goes, at once", async () => {
        await red.deploy(flow(syncEntry({ mode: "whole", comment: "", list: `${HOME}/home_ips` })));
        expect(await red.tell("s", { payload: "203.0.113.0/24 # block\n198.51.100.7" })).toMatchObject({
          port: 0,
        });
        expect(
          items()
            ?.map(({ ip }) => ip)
            .sort(),
        ).toEqual(["198.51.100.7", "203.0.113.0/24"]);
        expect(sandbox.requests.filter(({ method }) => method !== "GET")).toHaveLength(1);
      });

      test("nothing at all / refused, and allowed where it is meant", async () => {
        await red.deploy(flow(syncEntry({ mode: "whole" })));
        expect(await red.tell("s", { payload: [] })).toMatchObject({ error: { code: "BAD_INPUT" } });
        expect(items()).toHaveLength(2);
        await red.deploy(flow(syncEntry({ mode: "whole", allowEmpty: true })));
        expect(await red.tell("s", { payload: [] })).toMatchObject({ port: 0 });
        expect(items()).toEqual([]);
      });

      test("{ ip, comment } and a list that is missing / created", async () => {
        sandbox.seed({ zones: [{ name: "office.example", account: OFFICE }] });
        await red.deploy([
          ...around,
          account({ credentials: { token: OTHER_TOKEN } }),
          syncEntry({ list: "fresh_list", mode: "whole" }),
        ]);
        expect(await red.tell("s", { payload: [{ ip: "203.0.113.7", comment: "office" }] })).toMatchObject({
          port: 0,
        });
        expect(sandbox.lists().find(({ name }) => name === "fresh_list")).toMatchObject({
          items: [{ ip: "203.0.113.7", comment: "office" }],
        });
      });

      test("a Zero Trust list / exchanged in one request, others' entries stay", async () => {
        sandbox.seed({
          zeroTrustLists: [
            {
              account: HOME,
              name: "Home IPs",
              items: [{ value: "192.0.2.2", description: "mine" }, { value: "192.0.2.1" }],
            },
          ],
        });
        await red.deploy(flow(syncEntry({ kind: "zero-trust", list: "Home IPs" })));
        expect(await red.tell("s", { payload: V4 })).toMatchObject({
          port: 0,
          message: { payload: { added: [`${V4}/32`], removed: ["192.0.2.2/32"] } },
        });
        expect(
          sandbox
            .zeroTrustLists()[0]
            ?.items.map(({ value }) => value)
            .sort(),
        ).toEqual([V4, "192.0.2.1"].sort());
        expect(sandbox.requests.filter(({ method }) => method !== "GET")).toHaveLength(1);
      });

      test("a DNS location / follows over a redeploy, networks of others and every field stay", async () => {
        sandbox.seed({
          locations: [
            { account: HOME, name: "Home", networks: [{ network: "192.0.2.0/24" }], ecs_support: true },
          ],
        });
        const networks = () =>
          sandbox
            .locations()[0]
            ?.networks?.map(({ network }) => network)
            .sort();
        const entry = syncEntry({ kind: "location", list: "Home" });
        await red.deploy(flow(entry));
        expect(await red.tell("s", { payload: { ipv4: V4, ipv6: V6 } })).toMatchObject({ port: 0 });
        expect(networks()).toEqual(["192.0.2.0/24", `${V4}/32`].sort());
        await red.deploy(flow({ ...entry, name: "deployed anew" }));
        expect(await red.tell("s", { payload: "8.8.4.4" })).toMatchObject({ port: 0 });
        expect(networks()).toEqual(["192.0.2.0/24", "8.8.4.4/32"]);
        expect(sandbox.locations()[0]).toMatchObject({ ecs_support: true });
      });

      test("a comment that was given later / the home of before goes too", async () => {
        const entry = syncEntry({ comment: "" });
        await red.deploy(flow(entry));
        expect(await red.tell("s", { payload: V4 })).toMatchObject({ port: 0 });
        await red.deploy(flow({ ...entry, comment: "office" }));
        expect(await red.tell("s", { payload: "8.8.4.4" })).toMatchObject({
          port: 0,
          message: { payload: { removed: [`${V4}/32`] } },
        });
      });

      test("dry run / writes nothing", async () => {
        await red.deploy(flow(syncEntry({ dryRun: true })));
        expect(await red.tell("s", { payload: V4 })).toMatchObject({
          port: 0,
          message: { payload: { dryRun: true, added: [`${V4}/32`] } },
        });
        expect(sandbox.requests.every(({ method }) => method === "GET")).toBe(true);
      });

      test("token of two accounts, name alone / refused with what to write", async () => {
        sandbox.seed({
          zones: [{ name: "office.example", account: OFFICE }],
          tokens: [{ value: TOKEN, accounts: [HOME, OFFICE] }],
        });
        await red.deploy(flow(syncEntry()));
        const told = await red.tell("s", { payload: V4 });
        expect(told.error).toMatchObject({
          code: "BAD_INPUT",
          message: expect.stringContaining("<account id>/home_ips"),
        });
      });

      test("an operation under way / blue meanwhile", async () => {
        await red.deploy(flow(syncEntry()));
        sandbox.fault({ kind: "operation-never-ends" });
        const from = red.happenings.length;
        const told = red.tell("s", { payload: V4 }, 40_000);
        await red.until(
          () =>
            red.happenings
              .slice(from)
              .find((event) => event.kind === "status" && event.status.fill === "blue"),
          "blue",
        );
        await new Promise((resolve) => setTimeout(resolve, 400));
        expect(red.lastStatus("s")).toMatchObject({ fill: "blue", text: "status.syncing" });
        sandbox.clearFaults();
        expect(await told).toMatchObject({ port: 0 });
      });
    });

    describe("detect-ip", () => {
      test("first, again, after a reset / changed, unchanged, changed", async () => {
        await red.deploy(flow(detect()));
        const first = await red.tell("d", { payload: "tick", topic: "t" });
        expect(first).toMatchObject({
          port: 0,
          dones: 1,
          message: {
            topic: "t",
            payload: { ipv4: V4, ipv6: null },
            detected: {
              first: true,
              changed: { ipv4: true, ipv6: false },
              previous: { ipv4: null, ipv6: null },
              errors: [],
              sources: [{ name: "static", family: 4, address: V4, ms: expect.any(Number) }],
            },
          },
        });
        expect(await red.tell("d", {})).toMatchObject({
          port: 1,
          message: { detected: { first: false, previous: { ipv4: V4 } } },
        });
        expect(await red.tell("d", { reset: true })).toMatchObject({
          port: 0,
          message: { detected: { first: true } },
        });
        expect(red.lastStatus("d")).toEqual({ fill: "green", shape: "dot", text: V4 });
      });

      test("sources that fail / partly yellow, wholly an error", async () => {
        await red.deploy(flow(detect({ ipv6: "local.iface:nosuchinterface0" })));
        expect(await red.tell("d", {})).toMatchObject({
          port: 0,
          message: {
            payload: { ipv4: V4, ipv6: null },
            detected: { errors: [{ family: 6, code: "DETECTION_FAILED" }] },
          },
        });
        expect(red.lastStatus("d")).toMatchObject({ fill: "yellow", text: "status.noIpv6" });
        await red.deploy(flow(detect({ ipv6: "local.iface:nosuchinterface0", required: "both" })));
        expect(await red.tell("d", {})).toMatchObject({
          port: undefined,
          error: { code: "DETECTION_FAILED" },
          message: { cloudflare: { code: "DETECTION_FAILED" } },
        });
        await red.deploy(
          flow(detect({ ipv4: "agree(2; static:93.184.216.34; static:8.8.8.8)", ipv6: "none" })),
        );
        expect(await red.tell("d", {})).toMatchObject({ error: { code: "NO_AGREEMENT" } });
        await red.deploy(flow(detect({ ipv4: "cloudflare" })));
        expect(await red.tell("d", {})).toMatchObject({ error: { code: "CONFIG_INVALID" } });
      });

      test("a web source / one address is believed, a login page is not", async () => {
        await red.deploy(flow(detect({ ipv4: `url:${sandbox.origin}/ip4` })));
        const told = await red.tell("d", {});
        if (told.error === undefined) expect(told.message["payload"].ipv4).toBe(V4);
        sandbox.fault({ kind: "html", match: { path: "/ip4" }, times: Number.POSITIVE_INFINITY });
        expect(await red.tell("d", {})).toMatchObject({ error: { code: "DETECTION_FAILED" } });
      });

      test("Home Assistant's palette / its states are read", async () => {
        const setter = {
          id: "fn",
          z: "tab",
          type: "function",
          func: `global.set("homeassistant", { home: { states: { "sensor.wan_ip": { state: "${V4}", attributes: { v6: "${V6}" } } } } }); return null;`,
          outputs: 1,
          wires: [],
        };
        await red.deploy(
          flow(
            setter,
            detect({ ipv4: "homeassistant:sensor.wan_ip", ipv6: "homeassistant:sensor.wan_ip#v6" }),
          ),
        );
        expect(await red.tell("d", {})).toMatchObject({ error: { code: "DETECTION_FAILED" } });
        await red.tell("fn", {});
        expect(await red.tell("d", {})).toMatchObject({
          port: 0,
          message: { payload: { ipv4: V4, ipv6: V6 } },
        });
      });

      test("straight into update-record / the record follows", async () => {
        await red.deploy(flow(detect({ wires: out(["u"]) }), updateEntry()));
        const from = red.happenings.length;
        await red.tell("d", {});
        const done = await red.next("done", "u", from);
        expect(done.error).toBeUndefined();
        expect(contents("example.com")).toContain(`home.example.com A ${V4}`);
      });

      test("one hundred at once / one changed", async () => {
        await red.deploy(flow(detect()));
        const from = red.happenings.length;
        await Promise.all(
          Array.from({ length: 100 }, () => red.command("receive", { id: "d", message: {} })),
        );
        await red.until(
          () =>
            red.happenings.slice(from).filter((event) => event.kind === "done" && event.id === "d").length >=
            100
              ? true
              : undefined,
          "100 answers",
        );
        expect(
          red.happenings
            .slice(from)
            .filter((event) => event.kind === "send" && event.id === "d" && event.port === 0),
        ).toHaveLength(1);
      });
    });

    describe("while a request hangs", () => {
      const changes: readonly [
        string,
        (nodes: FlowEntry[]) => FlowEntry[],
        "full" | "nodes" | "flows" | "reload",
      ][] = [
        ["full", (nodes) => nodes, "full"],
        [
          "nodes",
          (nodes) => nodes.map((node) => (node["id"] === "u" ? { ...node, name: "renamed" } : node)),
          "nodes",
        ],
        [
          "flows",
          (nodes) => nodes.map((node) => (node["id"] === "u" ? { ...node, name: "renamed" } : node)),
          "flows",
        ],
        [
          "disabled tab",
          (nodes) => nodes.map((node) => (node["id"] === "tab" ? { ...node, disabled: true } : node)),
          "full",
        ],
        ["deleted node", (nodes) => nodes.filter((node) => node["id"] !== "u"), "nodes"],
        [
          "changed account",
          (nodes) => nodes.map((node) => (node["id"] === "acc" ? { ...node, name: "renamed" } : node)),
          "nodes",
        ],
        ["deleted account", (nodes) => nodes.filter((node) => node["id"] !== "acc"), "nodes"],
      ];

      test.each(changes)(
        "%s / no stall, nothing sent afterwards, status cleared",
        async (_, change, type) => {
          const nodes = flow(updateEntry());
          await red.deploy(nodes);
          sandbox.fault({ kind: "stall-headers", match: { method: "GET" }, times: Number.POSITIVE_INFINITY });
          const from = red.happenings.length;
          await red.command("receive", { id: "u", message: { payload: V4 } });
          await red.command("receive", { id: "u", message: { payload: V6 } });
          await red
            .until(() => (sandbox.requests.length > 0 ? true : undefined), "a request", 1000)
            .catch(() => {});
          await new Promise((resolve) => setTimeout(resolve, 100));
          const begun = performance.now();
          await red.deploy(change(nodes), type);
          expect(performance.now() - begun).toBeLessThan(4000);
          sandbox.clearFaults();
          await new Promise((resolve) => setTimeout(resolve, 300));
          const own = red.happenings.slice(from).filter((event) => "id" in event && event.id === "u");
          expect(own.filter(({ kind }) => kind === "send")).toEqual([]);
          const dones = own.filter((event) => event.kind === "done");
          expect(dones).toHaveLength(2);
          for (const done of dones) expect(done).toMatchObject({ error: { code: "ABORTED" } });
          expect(red.unhandled).toEqual([]);
        },
      );

      test("account back again / works", async () => {
        await red.deploy([...around, updateEntry()]);
        expect(await red.tell("u", { payload: V4 })).toMatchObject({ error: { code: "NO_ACCOUNT" } });
        await red.deploy(flow(updateEntry()), "nodes");
        expect(await red.tell("u", { payload: V4 })).toMatchObject({ port: 0 });
      });
    });

    describe("admin endpoints", () => {
      const post = (path: string, body: unknown) =>
        red.request(path, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        });

      test("a deployed account / zones, records, lists, test; ids and names only, not cached", async () => {
        await red.deploy(flow(updateEntry()));
        const zones = await red.request("/cloudflare-ddns/zones/acc");
        expect(zones.headers.get("cache-control")).toBe("no-store");
        expect(zones.json["zones"]).toEqual([
          { id: expect.any(String), name: "example.com" },
          { id: expect.any(String), name: "example.net" },
        ]);
        const records = await red.request(`/cloudflare-ddns/records/acc/${zones.json["zones"][0].id}`);
        expect(records.json["records"]).toEqual([{ name: "home.example.com", types: ["A"] }]);
        const lists = await red.request("/cloudflare-ddns/lists/acc");
        expect(lists.json["lists"]).toEqual([{ id: `${HOME}/home_ips`, name: "home_ips", description: "" }]);
        const tested = await red.request("/cloudflare-ddns/test/acc");
        expect(tested.json["test"].permissions).toEqual(
          expect.arrayContaining([{ permission: "DNS: Edit", state: "granted" }]),
        );
        for (const answer of [zones, records, lists, tested]) expect(answer.text).not.toContain(TOKEN);
      });

      test("a token that is not deployed / tried by POST, its gaps named", async () => {
        await red.deploy([tab]);
        const tested = await post("/cloudflare-ddns/test", { token: LIMITED });
        expect(tested.json["test"]).toMatchObject({ accepted: true, error: null });
        expect(tested.json["test"].permissions).toEqual(
          expect.arrayContaining([
            { permission: "DNS: Edit", state: "missing" },
            { permission: "DNS: Read", state: "granted" },
          ]),
        );
        expect((await post("/cloudflare-ddns/zones", { token: "${CF_TOKEN}" })).json["zones"]).toHaveLength(
          2,
        );
        expect(
          (await post("/cloudflare-ddns/test", { token: "${NOT_SET_ANYWHERE}" })).json["error"],
        ).toMatchObject({ code: "ENV_UNSET" });
        sandbox.clearRequests();
        const answers = await Promise.all(
          ["${HOME}", "${HOMELESS}"].map((token) => post("/cloudflare-ddns/test", { token })),
        );
        // Set or not: the same answer, and nothing sent.
        expect(answers[0]?.text).toBe(answers[1]?.text.replaceAll("HOMELESS", "HOME"));
        expect(answers[0]?.json["error"]).toMatchObject({ code: "ENV_UNSET" });
        expect(sandbox.requests).toEqual([]);
        expect(tested.text).not.toContain(LIMITED);
      });

      test("a host in the request / is not asked", async () => {
        const before = sandbox.requests.length;
        const evil = await startSandbox();
        await post("/cloudflare-ddns/test", { token: TOKEN, baseUrl: evil.url });
        expect(evil.requests).toHaveLength(0);
        expect(sandbox.requests.length).toBeGreaterThan(before);
        await evil.close();
      });

      test("unknown ids / 404; other nodes' ids / 404; nonsense / refused", async () => {
        await red.deploy(flow(updateEntry()));
        for (const path of ["zones/nobody", "lists/u", "test/nobody", "records/nobody/x"])
          expect((await red.request(`/cloudflare-ddns/${path}`)).status).toBe(404);
        expect((await post("/cloudflare-ddns/zones", {})).status).toBe(404);
        expect((await red.request("/cloudflare-ddns/records/acc/..%2Fetc")).json["error"]).toMatchObject({
          code: "BAD_INPUT",
        });
      });
    });

    test("the token / appears in no flow file, log, admin answer, message or status", async () => {
      await red.deploy(flow(updateEntry(), detect()));
      await red.tell("u", { payload: V4 });
      await red.deploy([
        ...around,
        account({ credentials: { token: "Unkn0wnSecretTokenForTests_0123456789ab" } }),
        updateEntry(),
      ]);
      await red.tell("u", { payload: V4 });
      const answers = await Promise.all(
        [
          "/flows",
          "/credentials/cloudflare-account/acc",
          "/settings",
          "/diagnostics",
          "/cloudflare-ddns/zones/acc",
        ].map((path) => red.request(path)),
      );
      const inspected = String(await red.command("inspect", { id: "u" }));
      const files = ["flows.json", "flows_cred.json"].map((file) =>
        readFileSync(join(red.userDir, file), "utf8"),
      );
      expect(inspected).toContain("update-record");
      const everything = [
        red.output,
        JSON.stringify(red.happenings),
        inspected,
        ...files,
        ...answers.map(({ text }) => text),
      ].join("\n");
      expect(everything.length).toBeGreaterThan(10_000);
      for (const secret of [TOKEN, OTHER_TOKEN, LIMITED, "Unkn0wnSecretTokenForTests_0123456789ab"])
        expect(everything.includes(secret), "a secret is told").toBe(false);
    });

    test("examples / every one deploys on a clean instance, all its nodes run", async () => {
      for (const { fn: name } of (await red.request("/library/examples/flows/@homeward/cloudflare-ddns/"))
        .json as unknown as { fn: string }[]) {
        const example = await red.request(
          `/library/examples/flows/@homeward/cloudflare-ddns/${encodeURIComponent(name)}`,
        );
        const nodes = example.json as unknown as FlowEntry[];
        expect(nodes.length, name).toBeGreaterThan(5);
        // Nothing may start by itself here: sources would ask the internet.
        await red.deploy(
          nodes.map((node) => (node["type"] === "inject" ? { ...node, once: false, repeat: "" } : node)),
        );
        for (const { id, type, z } of nodes) {
          const inSubflow = nodes.some((node) => node["type"] === "subflow" && node["id"] === z);
          if (type === "tab" || type === "subflow" || type === "comment" || inSubflow) continue;
          expect(await red.command("exists", { id }), `${name}: ${String(type)}`).toBe(true);
        }
      }
    });

    describe("dyndns2 endpoint", () => {
      const PASSWORD = "correct-horse-9-battery";
      const basic = (user: string, password: string) => ({
        Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`,
      });

      /** The example as it is packed, with this password in the properties of its flow. */
      async function deployExample(password: string): Promise<void> {
        const file = packed.files.find((path) => path.includes("dyndns2")) ?? "";
        const example = JSON.parse(readFileSync(join(packed.folder, file), "utf8")) as FlowEntry[];
        await red.deploy(
          example.map((node) => {
            if (node["type"] === "tab") return { ...node, credentials: { DYNDNS_PASSWORD: password } };
            return node["type"] === "cloudflare-account"
              ? { ...node, baseUrl: sandbox.url, credentials: { token: TOKEN } }
              : node;
          }),
        );
      }
      const ask = async (query: string, headers: Record<string, string> = basic("router", PASSWORD)) => {
        const { status, text } = await red.request(`/endpoint/nic/update?${query}`, { headers });
        return status === 200 ? text : `${status} ${text}`;
      };

      test("with its password / good, then nochg, and the errors of the protocol", async () => {
        await deployExample(PASSWORD);
        expect(await ask(`hostname=home.example.com&myip=${V4}`)).toBe(`good ${V4}`);
        expect(await ask(`hostname=home.example.com&myip=${V4}`)).toBe(`nochg ${V4}`);
        expect(await ask(`hostname=other.example.com&myip=${V4}`)).toBe("nohost");
        expect(await ask("hostname=home.example.com&myip=192.168.1.1")).toBe("badagent");
      });

      test.each([
        ["no login", {}, "401 badauth"],
        ["another password", basic("router", `${PASSWORD}x`), "401 badauth"],
        ["a beginning of the password", basic("router", PASSWORD.slice(0, 5)), "401 badauth"],
        ["another user", basic("nobody", PASSWORD), "401 badauth"],
        [
          "a page of another site",
          { ...basic("router", PASSWORD), Origin: "http://evil.example" },
          "403 badagent",
        ],
        [
          "a picture in another site",
          { ...basic("router", PASSWORD), "Sec-Fetch-Site": "cross-site" },
          "403 badagent",
        ],
      ])("%s / refused, nothing is asked of Cloudflare", async (_who, headers, answer) => {
        await deployExample(PASSWORD);
        const before = sandbox.requests.length;
        expect(await ask(`hostname=home.example.com&myip=${V4}`, headers as Record<string, string>)).toBe(
          answer,
        );
        expect(sandbox.requests.length).toBe(before);
      });

      test.each([
        ["two names", `hostname=home.example.com&hostname=other.example.com&myip=${V4}`],
        ["a list of one name", `hostname[]=home.example.com&myip=${V4}`],
        ["two addresses", `hostname=home.example.com&myip=${V4}&myip=9.9.9.9`],
        ["an object", `hostname[a]=home.example.com&myip=${V4}`],
        ["no address", "hostname=home.example.com"],
      ])("%s / badagent, nothing is asked of Cloudflare", async (_what, query) => {
        await deployExample(PASSWORD);
        const before = sandbox.requests.length;
        expect(await ask(query)).toBe("badagent");
        expect(sandbox.requests.length).toBe(before);
      });

      test("as it was imported, without a password / 911, whatever is given", async () => {
        await deployExample("");
        expect(await ask(`hostname=home.example.com&myip=${V4}`, basic("router", ""))).toBe("503 911");
      });
    });

    test("ten thousand messages / flat memory", async () => {
      await red.deploy(flow(detect({ wires: [["u"], ["u"]] }), updateEntry({ wires: [[], []] })));
      const flood = (count: number) => red.command("flood", { id: "u", payloads: [V4], count, width: 50 });
      await flood(2000);
      const before = (await red.command("memory")) as { heapUsed: number };
      await flood(10_000);
      const after = (await red.command("memory")) as { heapUsed: number };
      const grown = (after.heapUsed - before.heapUsed) / 1024 / 1024;
      expect(grown).toBeLessThan(2);
      expect(sandbox.requests.filter(({ method }) => method !== "GET").length).toBeLessThanOrEqual(1);
    }, 60_000);
  });
});
