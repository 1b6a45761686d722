/** The Supervisor's client over a stand-in of it. */

import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findBroker } from "../../../addon/mqtt/connection/broker.ts";
import { createSupervisor, type Supervisor, supervisorFrom } from "../../../addon/supervisor/client.ts";
import { hostGateway } from "../../../addon/supervisor/gateway.ts";
import { supervisorSource } from "../../../addon/supervisor/source.ts";
import { createSourceFactory } from "../../../src/adapters/sources/index.ts";
import { Secret } from "../../../src/core/secret.ts";
import { createVirtualClock } from "../../clock.ts";

const TOKEN = "supervisor-token";
let server: Server;
let supervisor: Supervisor;
let answer: { status?: number; body?: unknown; location?: string; silent?: boolean } = {};
let asked: (string | undefined)[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization}`);
    if (answer.silent) return;
    response.statusCode = answer.status ?? 200;
    if (answer.location) response.setHeader("location", answer.location);
    response.end(typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  supervisor = createSupervisor({
    token: new Secret(TOKEN),
    baseUrl: `http://127.0.0.1:${port}`,
    deadlineMs: 300,
  });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
const ok = (data: unknown) => {
  asked = [];
  answer = { body: { result: "ok", data } };
};

test("a broker is installed / ask / where it is and how to log in, the password redacted", async () => {
  ok({
    host: "core-mosquitto",
    port: 1883,
    ssl: false,
    protocol: "3.1.1",
    username: "addons",
    password: "pass-word",
  });
  const mqtt = await supervisor.mqtt();
  expect(mqtt).toMatchObject({ host: "core-mosquitto", port: 1883, ssl: false, username: "addons" });
  expect(mqtt?.password?.reveal()).toBe("pass-word");
  expect(JSON.stringify(mqtt)).not.toContain("pass-word");
  expect(asked).toEqual([`/services/mqtt Bearer ${TOKEN}`]);
  const broker = await findBroker({ mqtt: undefined }, supervisor)?.();
  expect(broker).toMatchObject({ url: "mqtt://core-mosquitto:1883", username: "addons" });
});

test("no broker / ask / undefined, and an advice", async () => {
  answer = { status: 400, body: { result: "error", message: "Service not enabled" } };
  expect(await supervisor.mqtt()).toBeUndefined();
  await expect(findBroker({ mqtt: undefined }, supervisor)?.()).rejects.toMatchObject({
    code: "UNAVAILABLE",
  });
});

test("settings name a broker / they win; neither / MQTT is off", async () => {
  const mqtt = {
    url: "mqtts://own:8883",
    username: "me",
    password: new Secret("x"),
    caFile: "/ca.pem",
    baseTopic: "cloudflare_ddns",
    discoveryPrefix: "homeassistant",
  };
  expect(await findBroker({ mqtt }, supervisor)?.()).toMatchObject({
    url: "mqtts://own:8883",
    caFile: "/ca.pem",
  });
  expect(findBroker({ mqtt: undefined }, undefined)).toBeUndefined();
});

test.each([
  ["forbidden", { status: 403, body: {} }, "PERMISSION_DENIED"],
  ["unknown token", { status: 401, body: {} }, "AUTH_REJECTED"],
  ["broken", { status: 502, body: "Bad gateway" }, "UNAVAILABLE"],
  ["HTML", { body: "<html>" }, "RESPONSE_MALFORMED"],
  ["another shape", { body: { result: "ok", data: { host: 5 } } }, "RESPONSE_MALFORMED"],
  ["far too long", { body: "x".repeat(2_000_000) }, "RESPONSE_MALFORMED"],
  ["a redirect", { status: 302, location: "http://127.0.0.1:1/", body: {} }, "UNAVAILABLE"],
  ["silent", { silent: true }, "TIMEOUT"],
])("%s / ask / rejects, the token nowhere", async (_, given, code) => {
  answer = given;
  const error: unknown = await supervisor.mqtt().catch((thrown) => thrown);
  expect(error).toMatchObject({ code });
  expect(String(error)).not.toContain(TOKEN);
});

test("this app / ask / its slug and its options", async () => {
  ok({ slug: "0123abcd_cloudflare_ddns" });
  expect(await supervisor.slug()).toBe("0123abcd_cloudflare_ddns");
  ok({ records: [] });
  expect(await supervisor.options()).toEqual({ records: [] });
  expect(asked).toEqual([`/addons/self/options/config Bearer ${TOKEN}`]);
});

test("stopped while asking / ABORTED", async () => {
  answer = { silent: true };
  await expect(supervisor.network(AbortSignal.timeout(20))).rejects.toMatchObject({ code: "ABORTED" });
});

const NETWORK = {
  interfaces: [
    { interface: "wlan0", enabled: false, connected: false, primary: false, ipv4: null, ipv6: null },
    {
      interface: "eth0",
      enabled: true,
      connected: true,
      primary: true,
      ipv4: { address: ["192.168.1.10/24"], gateway: "192.168.1.1" },
      ipv6: { address: ["fe80::1/64", "2606:2800:220:1::10/64", "2606:2800:220:1:aaaa::/128"] },
    },
  ],
};
const detect = (spec: { interface?: string }, family: 4 | 6, warn?: (text: string) => void) =>
  supervisorSource({ kind: "supervisor", ...spec }, { supervisor, ...(warn ? { warn } : {}) }).detect(
    family,
    AbortSignal.timeout(5000),
  );

test("the host's network / detect / the primary interface's addresses, link-local passed over", async () => {
  ok(NETWORK);
  expect(await detect({}, 6)).toEqual({
    status: "known",
    addresses: [{ address: "2606:2800:220:1::10" }, { address: "2606:2800:220:1:aaaa::" }],
    source: "supervisor",
  });
});

/** The host's main interface with these addresses. */
const hostWith = (ipv4: readonly string[], ipv6: readonly string[]) => ({
  interfaces: [
    { interface: "end0", connected: true, primary: true, ipv4: { address: ipv4 }, ipv6: { address: ipv6 } },
  ],
});

test.each<[what: string, ipv6: readonly string[], found: readonly string[] | string]>([
  [
    "a ULA beside a global one",
    ["fd12:3456:789a::7/64", "2a02:8071:1::7/64", "fe80::1/64"],
    ["2a02:8071:1::7"],
  ],
  ["a ULA alone", ["fd12:3456:789a::7/64", "fe80::1/64"], "fd12:3456:789a::7, which is unique local"],
  ["a documentation prefix", ["2001:db8::7/64"], "for documentation"],
  ["a site-local one", ["fec0::7/64"], "site-local"],
  ["none", [], "no IPv6 address that can be published"],
])("%s / detect / only what the whole internet can reach", async (_what, ipv6, found) => {
  ok(hostWith([], ipv6));
  const detection = await detect({}, 6);
  if (typeof found === "string") expect(detection).toMatchObject({ reason: expect.stringContaining(found) });
  else expect(detection).toMatchObject({ addresses: found.map((address) => ({ address })) });
});

test.each(["192.168.1.7/24", "10.0.0.7/8", "172.30.32.1/23", "100.64.3.4/10"])(
  "%s alone / detect / unavailable, by name; beside a public one passed over",
  async (text) => {
    ok(hostWith([text], []));
    expect(await detect({}, 4)).toMatchObject({
      status: "unavailable",
      reason: expect.stringContaining(text.split("/")[0] ?? ""),
    });
    ok(hostWith([text, "81.2.69.142/24"], []));
    expect(await detect({ interface: "end0" }, 4)).toMatchObject({ addresses: [{ address: "81.2.69.142" }] });
  },
);

test("several global ones / detect / all, and it is said that nobody knows which one lasts", async () => {
  ok(hostWith([], ["2a02:8071:2::7/64", "2a02:8071:1::7/64"]));
  const warnings: string[] = [];
  expect(await detect({}, 6, (text) => warnings.push(text))).toMatchObject({
    addresses: [{ address: "2a02:8071:2::7" }, { address: "2a02:8071:1::7" }],
  });
  expect(warnings).toEqual([expect.stringContaining("2a02:8071:2::7, 2a02:8071:1::7")]);
});

test("no such interface, no address, no Supervisor / detect / unavailable with the reason", async () => {
  ok(NETWORK);
  expect(await detect({ interface: "eth7" }, 4)).toMatchObject({
    reason: expect.stringContaining("wlan0, eth0"),
  });
  expect(await detect({ interface: "wlan0" }, 4)).toMatchObject({ status: "unavailable" });
  answer = { status: 502, body: "" };
  expect(await detect({}, 4)).toMatchObject({ status: "unavailable" });
});

test("the environment has a token or none / the Supervisor or undefined", () => {
  expect(supervisorFrom({})).toBeUndefined();
  expect(supervisorFrom({ SUPERVISOR_TOKEN: "x" })).toBeDefined();
});

describe("the host's gateway", () => {
  const wired = (gateway: unknown, more: object = {}) => ({
    interface: "end0",
    connected: true,
    primary: true,
    ipv4: { address: ["192.168.1.10/24"], gateway },
    ipv6: { address: [], gateway: "fe80::1" },
    ...more,
  });
  const signal = new AbortController().signal;

  test("the interface with the default route / ask / its IPv4 gateway, once a minute", async () => {
    const clock = createVirtualClock();
    const gateway = hostGateway(supervisor, clock);
    ok({ interfaces: [wired("192.168.9.1", { primary: false }), wired("192.168.1.1")] });
    expect(await gateway(signal)).toBe("192.168.1.1");
    ok({ interfaces: [wired("192.168.2.1")] });
    expect([await gateway(signal), asked]).toEqual(["192.168.1.1", []]);
    await clock.advance(60_001);
    expect(await gateway(signal)).toBe("192.168.2.1");
  });

  test.each([
    ["none", []],
    ["null", [wired(null)]],
    ["no address", [wired("router.example")]],
    ["an IPv6 address", [wired("fe80::1")]],
  ])("%s / ask / the reason and the next step", async (_what, interfaces) => {
    ok({ interfaces });
    await expect(hostGateway(supervisor, createVirtualClock())(signal)).rejects.toThrow(
      /no IPv4 gateway.*router:<host>/,
    );
  });

  test("the Supervisor refuses / detect by a router source / its words are the reason", async () => {
    answer = { status: 500, body: {} };
    const clock = createVirtualClock();
    const factory = createSourceFactory({
      clock,
      timeoutMs: 5000,
      rejectCloudflare: true,
      gateway: hostGateway(supervisor, clock),
    });
    expect(await factory({ kind: "router" }).detect(4, signal)).toMatchObject({
      status: "unavailable",
      reason: "The Supervisor cannot tell the host's network (HTTP 500).",
    });
  });
});
