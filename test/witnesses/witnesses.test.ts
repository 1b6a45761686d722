/** `verify` and real name servers: knot with authority, unbound as the public resolver, in network namespaces. */

import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import {
  hasInternet,
  type Internet,
  makeInternet,
  OTHER_PROVIDER,
  RESOLVER,
  SERVERS,
  SLOW_SERVER,
} from "./internet.ts";
import { enterHouse, type House, type Verified } from "./orders.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const HOME = "203.0.113.7";
const OLD = "198.51.100.1";
const NAME_SERVERS = ["@ 300 NS a.ns.cloudflare.com.", "@ 300 NS b.ns.cloudflare.com."];
const home = (content: string): string => `home 2 A ${content}`;
/** More than fits into a packet of 1232 bytes. */
const MANY = Array.from({ length: 90 }, (_, index) => `203.0.113.${index + 1}`);
const HUNDRED = Array.from({ length: 100 }, (_, index) => `h${index}.example.org`);

const ZONE = [
  ...NAME_SERVERS,
  home(HOME),
  "cloud 300 A 104.16.1.2",
  "cloud 300 A 172.67.1.2",
  "naked 300 A 203.0.113.7",
  "six 300 AAAA 2001:db8:0:1::7",
  ...MANY.map((address) => `many 300 A ${address}`),
  ...HUNDRED.map((name) => `${name}. 300 A ${HOME}`),
];
const SIMPLE = [...NAME_SERVERS, home(HOME)];

describe.skipIf(!hasInternet)("knot and unbound", () => {
  let made: Internet | undefined;
  let entered: House | undefined;
  const internet = (): Internet => made ?? expect.fail("there is no internet");

  beforeAll(async () => {
    made = await makeInternet({
      zones: {
        a: {
          "example.org": [...ZONE, `split 300 A ${HOME}`],
          "signed.org": SIMPLE,
          "bogus.org": SIMPLE,
          "moved.org": SIMPLE,
          "stolen.org": SIMPLE,
          "half.org": SIMPLE,
        },
        b: {
          "example.org": [...ZONE, `split 300 A ${OLD}`],
          "signed.org": SIMPLE,
          "bogus.org": SIMPLE,
          "moved.org": SIMPLE,
          "stolen.org": SIMPLE,
        },
        other: {
          "moved.org": ["@ 300 NS ns1.other.test.", "@ 300 NS ns2.other.test.", home("192.0.2.1")],
          "stolen.org": ["@ 300 NS ns1.other.test.", home("192.0.2.1")],
        },
      },
      signed: ["signed.org", "bogus.org"],
      resolver: (keyOf) => [
        `trust-anchor: "${keyOf("signed.org")}"`,
        `trust-anchor: "bogus.org. DS 12345 13 2 ${"ab".repeat(32)}"`,
        ...["example.org", "moved.org", "stolen.org", "half.org"].map((zone) => `domain-insecure: "${zone}"`),
      ],
      ledTo: {
        "example.org": SERVERS.a,
        "signed.org": SERVERS.a,
        "bogus.org": SERVERS.a,
        "half.org": SERVERS.a,
        "moved.org": OTHER_PROVIDER,
        "stolen.org": OTHER_PROVIDER,
      },
    });
    entered = await enterHouse(made);
  });
  afterAll(async () => {
    entered?.close();
    await made?.close();
  });
  afterEach(() => internet().firewall({}));

  interface Scene {
    readonly name?: string;
    readonly content?: string | readonly string[];
    readonly proxied?: boolean;
    readonly status?: "active" | "moved";
    readonly VERIFY?: "public" | "authoritative";
    readonly addresses?: Readonly<Record<string, readonly string[]>>;
  }

  async function verify(
    scene: Scene,
  ): Promise<Verified & { readonly record: Verified["records"][number] | undefined }> {
    const {
      name = "home.example.org",
      content = HOME,
      proxied = false,
      status = "active",
      VERIFY = "public",
      addresses = {},
    } = scene;
    const contents = [content].flat();
    const type = contents[0]?.includes(":") ? "AAAA" : "A";
    const records = contents.map((each) => ({ name, type, content: each, proxied, ttl: 120 }));
    const zone = { name: name.split(".").slice(-2).join("."), status, records };
    const sources =
      type === "A"
        ? { IP4_PROVIDER: `static:${contents.join(",")}` }
        : { IP4_PROVIDER: "none", IP6_PROVIDER: `static:${content}` };
    const settings = { DOMAINS: name, VERIFY, ...sources };
    const found = await (entered ?? expect.fail("nobody is at home")).verify({
      zones: [zone],
      settings,
      addresses,
    });
    return { ...found, record: found.records[0] };
  }
  const errors = ({ records }: Verified) =>
    records.flatMap(({ witnesses }) => witnesses.map(({ error }) => error));

  test.each<[string, Scene]>([
    ["an address", {}],
    ["an IPv6 address", { name: "six.example.org", content: "2001:db8:0:1::7" }],
    ["an orange name that shows Cloudflare", { name: "cloud.example.org", proxied: true }],
    ["more addresses than fit into a packet, so over TCP", { name: "many.example.org", content: MANY }],
    ["a signed zone", { name: "home.signed.org" }],
  ])("%s / verify / yes by all three", async (_, scene) => {
    const found = await verify(scene);
    expect(errors(found)).toEqual([null, null, null]);
    expect(found).toMatchObject({
      ok: true,
      status: 0,
      told: null,
      record: { published: "yes", reason: null },
    });
    expect(found.zones).toEqual([expect.objectContaining({ delegation: "cloudflare" })]);
  });

  test("another address, an orange name that shows the home, one server of two behind / verify / no, and who says so", async () => {
    expect((await verify({ content: "203.0.113.8" })).record).toMatchObject({ published: "no" });
    expect((await verify({ name: "naked.example.org", proxied: true })).record).toMatchObject({
      published: "no",
      reason: expect.stringContaining("instead of Cloudflare's addresses"),
    });
    const split = await verify({ name: "split.example.org", VERIFY: "authoritative" });
    expect(split.record).toMatchObject({
      published: "no",
      reason: expect.stringMatching(/^b\.ns\.cloudflare\.com answers 198\.51\.100\.1 /),
    });
    expect(split.told).toMatch(/does not see what was published\. b\.ns/);
  });

  test("a name that the servers do not hold / verify / NXDOMAIN with authority is no", async () => {
    const { record } = await verify({ name: "gone.example.org" });
    expect(record).toMatchObject({
      published: "no",
      reason: expect.stringContaining("there is no A record"),
    });
    expect(record?.witnesses.map(({ answer, error }) => [answer, error])).toEqual(Array(3).fill([[], null]));
  });

  test("one server does not hold the zone, and none does / verify / REFUSED proves nothing", async () => {
    const half = await verify({ name: "home.half.org" });
    expect(errors(half)).toEqual([null, "it answered REFUSED", null]);
    expect(half.record).toMatchObject({ published: "yes" });
    const none = await verify({ name: "home.none.org", VERIFY: "authoritative" });
    expect(none).toMatchObject({ ok: false, status: 1, told: null, record: { published: "unknown" } });
    expect(none.record?.reason).toContain("REFUSED");
  });

  test("a resolver that caught the zone's signatures lying / verify / SERVFAIL with its reason, and the problem is told", async () => {
    const found = await verify({ name: "home.bogus.org" });
    expect(errors(found)).toEqual([
      null,
      null,
      expect.stringMatching(/^it answered SERVFAIL: DNSSEC is broken, /),
    ]);
    expect(found).toMatchObject({ ok: false, status: 1, zones: [{ dnssec: "broken" }] });
    expect(found.told).toMatch(/DNSSEC is broken: 127\.0\.0\.1 refuses home\.bogus\.org, since .*DS record/);
  });

  test("something in between turns port 53 to its own resolver / verify / right or wrong, it is unknown", async () => {
    const turn = ["udp", "tcp"]
      .map((by) => `ip daddr { ${SERVERS.a}, ${SERVERS.b} } ${by} dport 53 dnat to ${RESOLVER}`)
      .join("\n");
    await verify({});
    internet().firewall({ turn });
    for (const content of [HOME, "203.0.113.8"]) {
      const found = await verify({ content, VERIFY: "authoritative" });
      expect(errors(found)).toEqual(Array(2).fill(expect.stringContaining("without authority")));
      expect(found).toMatchObject({ told: null, record: { published: "unknown" } });
    }
  });

  test("the zone has moved / verify / elsewhere, and to whom", async () => {
    const found = await verify({ name: "home.moved.org", status: "moved" });
    expect(found).toMatchObject({
      ok: false,
      zones: [{ delegation: "elsewhere", ledTo: ["ns1.other.test", "ns2.other.test"] }],
      record: { published: "no" },
    });
    expect(found.told).toContain(
      "Your domain moved.org is delegated to another provider: ns1.other.test, ns2.other.test. Enter Cloudflare's name servers, a.ns.cloudflare.com and b.ns.cloudflare.com, at its registrar.",
    );
    const alone = await verify({ name: "home.moved.org", status: "moved", VERIFY: "authoritative" });
    expect(alone).toMatchObject({ ok: false, record: { published: "yes" } });
    expect(alone.told).toContain("Your domain moved.org is not delegated to Cloudflare.");
  });

  test("Cloudflare has not noticed that the domain is led elsewhere / verify / the resolvers tell, and to whom", async () => {
    const found = await verify({ name: "home.stolen.org" });
    expect(found).toMatchObject({
      zones: [{ delegation: "cloudflare", ledTo: ["ns1.other.test"] }],
      record: { published: "no" },
    });
    expect(found.told).toContain("Your domain stolen.org is delegated to another provider: ns1.other.test.");
  });

  test("the old address is in the resolver's cache / verify, wait for its TTL, verify / no, then yes", async () => {
    internet().publish("example.org", "moving", OLD);
    const before = await verify({ name: "moving.example.org", content: OLD });
    expect(before.record).toMatchObject({ published: "yes" });
    internet().publish("example.org", "moving", HOME);
    const { record } = await verify({ name: "moving.example.org" });
    expect(record).toMatchObject({
      published: "no",
      reason: expect.stringContaining("keep an old answer for its TTL"),
    });
    expect(record?.witnesses.map(({ answer }) => answer)).toEqual([[HOME], [HOME], [OLD]]);
    await new Promise((resolve) => setTimeout(resolve, 3200));
    expect((await verify({ name: "moving.example.org" })).record).toMatchObject({ published: "yes" });
  });

  test("somebody asked before the name was created / verify, wait for the negative TTL, verify / no, then yes", async () => {
    await verify({ name: "late.example.org" });
    internet().publish("example.org", "late", HOME);
    const { record } = await verify({ name: "late.example.org" });
    expect(record).toMatchObject({ published: "no" });
    expect(record?.witnesses.map(({ answer }) => answer)).toEqual([[HOME], [HOME], []]);
    await new Promise((resolve) => setTimeout(resolve, 4200));
    expect((await verify({ name: "late.example.org" })).record).toMatchObject({ published: "yes" });
  });

  async function hundred(addresses: Readonly<Record<string, readonly string[]>> = {}) {
    const records = HUNDRED.map((name) => ({ name, type: "A", content: HOME, ttl: 120 }));
    const settings = { DOMAINS: HUNDRED.join(","), IP4_PROVIDER: `static:${HOME}`, VERIFY: "public" };
    const zones = [{ name: "example.org", records }];
    return await (entered ?? expect.fail("nobody is at home")).verify({ zones, settings, addresses });
  }

  test("a hundred names / verify / yes for each, in a moment, one question to each witness", async () => {
    internet().firewall({});
    const found = await hundred();
    // A packet that took longer than its share of the time was sent once more.
    expect(internet().packets()).toBeLessThanOrEqual(205);
    expect(found.requests).toBe(100);
    expect(found.records.map(({ published }) => published)).toEqual(HUNDRED.map(() => "yes"));
    expect(errors(found).every((error) => error === null)).toBe(true);
    expect(found.ms).toBeLessThan(10_000);
  });

  test("a hundred names, servers that need 0.6 s for an answer, one address dead / verify / yes for each, within 10 s", async () => {
    const found = await hundred({
      "a.ns.cloudflare.com": ["10.53.0.77", SLOW_SERVER],
      "b.ns.cloudflare.com": [SLOW_SERVER],
    });
    expect(errors(found).every((error) => error === null)).toBe(true);
    expect(found).toMatchObject({ ok: true });
    expect(found.ms).toBeLessThan(10_000);
  });

  test("a hundred names, port 53 swallowed / verify / the resolvers alone, within 10 s", async () => {
    const drop = ["udp", "tcp"].map((by) => `ip daddr { ${SERVERS.a}, ${SERVERS.b} } ${by} dport 53 drop`);
    internet().firewall({ out: drop.join("\n") });
    const found = await hundred();
    expect(found.records.map(({ published }) => published)).toEqual(HUNDRED.map(() => "yes"));
    expect(found.records[7]?.witnesses.map(({ error }) => error)).toEqual([
      "it does not answer",
      "it does not answer",
      null,
    ]);
    expect(found.ms).toBeLessThan(10_000);
  });
});
