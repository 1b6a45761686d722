/** The sandbox keeps reference/zero-trust.md, through real HTTP: DNS locations and their source networks. */

import { describe, expect, test } from "vitest";
import { defaultAccount, type Sandbox, type SandboxSeed } from "../index.ts";
import { call, expectReply, missingId, start, withToken } from "../stage.ts";

const all = `/accounts/${defaultAccount}/gateway/locations`;
const homeId = "ed35569b41ce4d1facfe683550f54086";
const home = `${all}/${homeId}`;

const endpoints = {
  doh: { enabled: true, networks: [{ network: "2001:db8:5::/48" }], require_token: true },
  dot: { enabled: false, networks: [] },
  ipv4: { enabled: true },
  ipv6: { enabled: true, networks: [{ network: "2001:db8:6::/48" }] },
};
const seed: SandboxSeed = {
  locations: [
    {
      id: homeId,
      account: defaultAccount,
      name: "Home",
      client_default: true,
      ecs_support: true,
      max_ttl: { mode: "override", ttl_secs: 300 },
      dns_destination_ips_id: "11111111-1111-4111-8111-111111111111",
      networks: [{ network: "192.0.2.0/24" }],
      endpoints,
    },
    { account: defaultAccount, name: "Cabin" },
  ],
};

const blankEndpoints = {
  doh: { enabled: true, networks: [], require_token: false },
  dot: { enabled: true, networks: [] },
  ipv4: { enabled: true },
  ipv6: { enabled: true, networks: [] },
};

function homeOf(sandbox: Sandbox) {
  const found = sandbox.locations().find(({ id }) => id === homeId);
  if (found === undefined) throw new Error("no home");
  return found;
}

describe("reading", () => {
  test("two locations / listed / every field of the API, those left out of the seed as a new one has them", async () => {
    const { body } = await call(await start({ seed }), "GET", all);
    expect(body.result).toMatchObject([
      { id: homeId, name: "Home", client_default: true, ecs_support: true, endpoints },
      {
        name: "Cabin",
        client_default: false,
        ecs_support: false,
        max_ttl: { mode: "inherit" },
        networks: null,
        endpoints: blankEndpoints,
        dns_destination_ips_id: "0e4a32c6-6fb8-4858-9296-98f51631e8e6",
      },
    ]);
    expect(Object.keys(body.result[0] ?? {}).sort()).toEqual([
      "client_default",
      "created_at",
      "dns_destination_ips_id",
      "dns_destination_ipv6_block_id",
      "doh_subdomain",
      "ecs_support",
      "endpoints",
      "id",
      "ip",
      "ipv4_destination",
      "ipv4_destination_backup",
      "max_ttl",
      "name",
      "networks",
      "updated_at",
    ]);
    expect(body).not.toHaveProperty("result_info");
  });

  test.each([
    ["search=CAB", ["Cabin"]],
    ["filter=is_default:true", ["Home"]],
    ["order_by=name", ["Cabin", "Home"]],
  ])("?%s / listed / %o", async (query, names) => {
    const { body } = await call(await start({ seed }), "GET", `${all}?${query}`);
    expect(body.result.map(({ name }) => name)).toEqual(names);
  });

  test("no such location / asked / 404; PATCH / 405", async () => {
    const sandbox = await start({ seed });
    expectReply(await call(sandbox, "GET", `${all}/${missingId}`), 404, 19974);
    expectReply(await call(sandbox, "PATCH", home, { networks: [] }), 405, 7001);
  });
});

describe("PUT", () => {
  test("all that was read, with other networks / written back / nothing else has changed", async () => {
    const sandbox = await start({ seed });
    const before = homeOf(sandbox);
    const { body } = await call(sandbox, "GET", home);
    const networks = [{ network: "203.0.113.7" }, { network: "192.0.2.99/24" }];
    const reply = await call(sandbox, "PUT", home, { ...body.result, id: "x", ip: "::1", networks });
    expectReply(reply, 200);
    expect(homeOf(sandbox)).toEqual({
      ...before,
      updated_at: homeOf(sandbox).updated_at,
      networks: [{ network: "203.0.113.7/32" }, { network: "192.0.2.0/24" }],
    });
  });

  test("a name alone / written / everything is reset but dns_destination_ips_id and what nobody can write", async () => {
    const sandbox = await start({ seed });
    const { id, ip, doh_subdomain, dns_destination_ips_id, created_at } = homeOf(sandbox);
    expectReply(await call(sandbox, "PUT", home, { name: "Home" }), 200);
    expect(homeOf(sandbox)).toMatchObject({
      id,
      ip,
      doh_subdomain,
      dns_destination_ips_id,
      created_at,
      client_default: false,
      ecs_support: false,
      max_ttl: { mode: "inherit" },
      networks: null,
      endpoints: blankEndpoints,
    });
  });

  test("max_ttl that was read as inherit / written back / taken", async () => {
    const sandbox = await start({ seed });
    for (const max_ttl of [{ mode: "inherit" }, { mode: "disabled", ttl_secs: null }, null]) {
      expectReply(await call(sandbox, "PUT", home, { name: "Home", max_ttl }), 200);
    }
  });

  const ipv4 = (network: string) => ({ networks: [{ network }] });
  test.each([
    ["no name", { networks: [] }],
    ["networks as texts", { name: "Home", networks: ["203.0.113.7/32"] }],
    ["networks that are no array", { name: "Home", networks: { network: "203.0.113.7" } }],
    ["an IPv6 network", { name: "Home", ...ipv4("2001:db8::/64") }],
    ["a network wider than /24", { name: "Home", ...ipv4("203.0.113.0/23") }],
    ["a network of 33 bits", { name: "Home", ...ipv4("203.0.113.0/33") }],
    ["a name for a network", { name: "Home", ...ipv4("home.example.org") }],
    ["endpoints without ipv6", { name: "Home", endpoints: { doh: {}, dot: {}, ipv4: {} } }],
    ["IPv4 for the ipv6 endpoint", { name: "Home", endpoints: { ...blankEndpoints, ipv6: ipv4("1.1.1.1") } }],
    ["override without a TTL", { name: "Home", max_ttl: { mode: "override" } }],
    ["a TTL without override", { name: "Home", max_ttl: { mode: "inherit", ttl_secs: 300 } }],
    ["text for a switch", { name: "Home", ecs_support: "yes" }],
  ])("%s / written / refused, and nothing has changed", async (_, body) => {
    const sandbox = await start({ seed });
    const before = homeOf(sandbox);
    expectReply(await call(sandbox, "PUT", home, body), 400, 19970);
    expect(homeOf(sandbox)).toEqual(before);
  });

  test("1,500 networks / one more / refused", async () => {
    const sandbox = await start({ seed });
    const networks = Array.from({ length: 1501 }, (_, n) => ({ network: `10.${n >> 8}.${n & 255}.0/24` }));
    expectReply(await call(sandbox, "PUT", home, { name: "Home", networks }), 400, 19970);
    expectReply(await call(sandbox, "PUT", home, { name: "Home", networks: networks.slice(1) }), 200);
  });

  test.each(["203.0.113.7", "203.0.113.0/24", "203.0.113.7/32"])(
    "a network that somebody else holds / %s written / refused by name",
    async (network) => {
      const sandbox = await start({ seed: { ...seed, takenNetworks: ["203.0.113.7"] } });
      const reply = await call(sandbox, "PUT", home, { name: "Home", networks: [{ network }] });
      expectReply(reply, 400, 19975);
      expect(reply.body.errors[0]?.message).toContain("203.0.113.");
    },
  );

  test("a network that we hold already / claimed by somebody else, written back / kept", async () => {
    const sandbox = await start({ seed: { ...seed, takenNetworks: ["192.0.2.0/24"] } });
    const networks = [{ network: "192.0.2.0/24" }];
    expectReply(await call(sandbox, "PUT", home, { name: "Home", networks }), 200);
  });

  test("the other location becomes the default / written / only one is", async () => {
    const sandbox = await start({ seed });
    const cabin = sandbox.locations()[1]?.id;
    expectReply(await call(sandbox, "PUT", `${all}/${cabin}`, { name: "Cabin", client_default: true }), 200);
    expect(sandbox.locations().map(({ client_default }) => client_default)).toEqual([false, true]);
  });
});

describe("making and taking away", () => {
  test("a name alone / created / the defaults; its name again / refused; deleted / gone", async () => {
    const sandbox = await start({ seed });
    const made = await call(sandbox, "POST", all, { name: "Office" });
    expectReply(made, 200);
    expect(made.body.result).toMatchObject({ name: "Office", networks: null, endpoints: blankEndpoints });
    expectReply(await call(sandbox, "POST", all, { name: "Office" }), 409, 19971);
    expectReply(await call(sandbox, "DELETE", `${all}/${made.body.result.id}`), 200);
    expect(sandbox.locations()).toHaveLength(2);
  });

  test("250 locations / one more / refused", async () => {
    const many = Array.from({ length: 250 }, (_, n) => ({ account: defaultAccount, name: `place ${n}` }));
    const sandbox = await start({ seed: { locations: many } });
    expectReply(await call(sandbox, "POST", all, { name: "one more" }), 400, 19973);
  });
});

describe("who may", () => {
  test.each([
    ["Zero Trust Read", 200, 403, 403],
    ["Zero Trust Write", 200, 200, 200],
    ["Cloudflare Zero Trust Secure DNS Locations Write", 200, 200, 403],
    ["DNS Edit", 403, 403, 403],
  ])(
    "%s / read, write one with required tokens, write one without / %i, %i, %i",
    async (permission, ...statuses) => {
      const sandbox = await withToken({ permissions: [permission] });
      sandbox.seed(seed);
      const cabin = `${all}/${sandbox.locations()[1]?.id}`;
      const replies = [
        await call(sandbox, "GET", all),
        await call(sandbox, "PUT", home, { name: "Home", endpoints }),
        await call(sandbox, "PUT", cabin, { name: "Cabin" }),
      ];
      expect(replies.map(({ status }) => status)).toEqual(statuses);
    },
  );
});
