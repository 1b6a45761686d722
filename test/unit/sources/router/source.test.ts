import { describe, expect, test } from "vitest";
import { systemClock } from "../../../../src/adapters/clock.ts";
import { createSourceFactory, type SourceFactoryOptions } from "../../../../src/adapters/sources/index.ts";
import { natVerdict } from "../../../../src/core/address/nat.ts";
import type { SourceSpec } from "../../../../src/core/source/spec.ts";
import type { Detection, IpFamily } from "../../../../src/core/types.ts";
import { never, outcome } from "../kit.ts";
import {
  type Behaviour,
  descriptionOf,
  type FakeRouter,
  natPmpReply,
  searchAnswer,
  startRouter,
} from "./fake-router.ts";

const HOST: SourceSpec = { kind: "router", host: "127.0.0.1" };

function factoryFor(router: FakeRouter, options: Partial<SourceFactoryOptions> = {}) {
  return createSourceFactory({
    clock: systemClock,
    timeoutMs: 5000,
    rejectCloudflare: true,
    endpoints: router.endpoints,
    ...options,
  });
}

function ask(router: FakeRouter, family: IpFamily = 4, spec = HOST): Promise<Detection> {
  return factoryFor(router)(spec).detect(family, never);
}

const verdict = (detection: Detection) =>
  "nat" in detection ? natVerdict(detection.nat ?? {}) : "no evidence";

/** A router that is found by search and answers these actions. */
async function upnpRouter(actions: Behaviour["actions"], more: Partial<Behaviour> = {}): Promise<FakeRouter> {
  const router: FakeRouter = await startRouter({
    actions,
    description: descriptionOf,
    search: (_search, location) => [searchAnswer(location)],
    ...more,
  });
  return router;
}

const ip = (address: string): string => `<NewExternalIPAddress>${address}</NewExternalIPAddress>`;
const status = (word: string): string =>
  `<NewConnectionStatus>${word}</NewConnectionStatus><NewLastConnectionError>ERROR_NONE</NewLastConnectionError><NewUptime>5</NewUptime>`;

describe("IPv4 by NAT-PMP", () => {
  test("a router with a global address / ask / it, and no search on the LAN", async () => {
    const router = await startRouter({ natPmp: () => natPmpReply("5.6.7.8") });
    const detection = await ask(router);
    expect(detection).toEqual({
      status: "known",
      addresses: [{ address: "5.6.7.8" }],
      source: "router:127.0.0.1",
      nat: { router: "5.6.7.8" },
    });
    expect(router.asked).toEqual(["natpmp"]);
  });

  test("the first question is lost / ask / the second is answered", async () => {
    let questions = 0;
    const router = await startRouter({
      natPmp: () => (++questions > 1 ? natPmpReply("5.6.7.8") : undefined),
    });
    expect(outcome(await ask(router))).toEqual(["5.6.7.8"]);
  });

  test("rubbish before the answer (short, wrong opcode) / ask / the answer", async () => {
    let questions = 0;
    const rubbish = [natPmpReply("9.9.9.9", 1, 0, 0x81), natPmpReply("9.9.9.9").subarray(0, 11)];
    const router = await startRouter({ natPmp: () => rubbish[questions++] ?? natPmpReply("5.6.7.8") });
    expect(outcome(await ask(router))).toEqual(["5.6.7.8"]);
  });

  test.each<readonly [string, string, string, RegExp]>([
    [
      "a private address",
      "192.168.178.2",
      "double_nat",
      /192\.168\.178\.2, which is private.*double_nat.*another router/,
    ],
    ["a carrier's address", "100.64.3.4", "carrier_nat", /100\.64\.3\.4.*carrier_nat.*IPv6 or a tunnel/],
    ["a documentation address", "203.0.113.7", "unknown", /203\.0\.113\.7.*documentation/],
    ["an address of Cloudflare", "104.16.1.1", "unknown", /Cloudflare/],
    ["loopback", "127.0.0.1", "unknown", /loopback/],
    ["link-local", "169.254.1.1", "unknown", /link-local/],
  ])("%s / ask / unavailable with verdict and reason", async (_what, address, nat, reason) => {
    const detection = await ask(await startRouter({ natPmp: () => natPmpReply(address) }));
    expect(detection.status).toBe("unavailable");
    expect(outcome(detection)).toMatch(reason);
    expect(verdict(detection)).toBe(nat);
  });

  test("no usable address (result 3), no UPnP / ask / carrier_nat, before a third of the time is over", async () => {
    const start = performance.now();
    const detection = await ask(await startRouter({ natPmp: () => natPmpReply("0.0.0.0", 9, 3) }));
    expect(performance.now() - start).toBeLessThan(1650);
    expect(outcome(detection)).toMatch(/has no public IPv4 address \(carrier_nat\)/);
    expect(verdict(detection)).toBe("carrier_nat");
  });

  test("no usable address, and UPnP names a private one / ask / double_nat", async () => {
    const router = await upnpRouter(
      { GetExternalIPAddress: ip("10.1.2.3") },
      { natPmp: () => natPmpReply("0.0.0.0", 9, 3) },
    );
    expect(verdict(await ask(router))).toBe("double_nat");
  });
});

describe("IPv4 by UPnP", () => {
  test.each<readonly [string, Partial<Behaviour>]>([
    ["silent", {}],
    ["refuses by 8 bytes", { natPmp: () => Buffer.from("0089000500000010", "hex") }],
    ["speaks PCP alone", { natPmp: () => Buffer.from("0281000100000000".padEnd(48, "0"), "hex") }],
  ])("NAT-PMP %s / ask / found by search and asked by SOAP", async (_what, more) => {
    const router = await upnpRouter({ GetExternalIPAddress: ip("5.6.7.8") }, more);
    expect(outcome(await ask(router))).toEqual(["5.6.7.8"]);
    expect(router.asked.filter((what) => what === "GetExternalIPAddress")).toHaveLength(1);
  });

  test("NAT-PMP's port is closed / ask / at once by UPnP", async () => {
    const router = await upnpRouter({ GetExternalIPAddress: ip("5.6.7.8") });
    const endpoints = { router: { ...router.endpoints.router, natPmp: 1 } };
    const start = performance.now();
    const detection = await factoryFor(router, { endpoints })(HOST).detect(4, never);
    expect(outcome(detection)).toEqual(["5.6.7.8"]);
    expect(performance.now() - start).toBeLessThan(200);
  });

  test("only a search by multicast is heard / ask / found", async () => {
    const router: FakeRouter = await startRouter({
      description: descriptionOf,
      actions: { GetExternalIPAddress: ip("5.6.7.8") },
      search: (search) => (/^MX: 1\r$/m.test(search) ? [searchAnswer(router.location())] : []),
    });
    expect(outcome(await ask(router))).toEqual(["5.6.7.8"]);
  });

  test("no search is heard, a FRITZ!Box's description stands in its place / ask / found", async () => {
    const router = await startRouter({
      actions: { GetExternalIPAddress: ip("5.6.7.8") },
      http(request, response) {
        if (request.url !== "/igddesc.xml") return false;
        response.end(descriptionOf());
        return true;
      },
    });
    const endpoints = { router: { ...router.endpoints.router, avm: router.httpPort } };
    expect(outcome(await factoryFor(router, { endpoints })(HOST).detect(4, never))).toEqual(["5.6.7.8"]);
  });

  test("answers to the search that lead elsewhere come first / ask / only the router's own is followed", async () => {
    const stranger = await startRouter({
      description: descriptionOf,
      actions: { GetExternalIPAddress: ip("9.9.9.9") },
    });
    const router: FakeRouter = await startRouter({
      description: descriptionOf,
      actions: { GetExternalIPAddress: ip("5.6.7.8") },
      search: () => [
        searchAnswer(stranger.location().replace("127.0.0.1", "127.0.0.2")),
        searchAnswer("http://router.example/desc.xml"),
        searchAnswer("https://127.0.0.1/desc.xml"),
        "rubbish",
        searchAnswer(router.location()),
      ],
    });
    expect(outcome(await ask(router))).toEqual(["5.6.7.8"]);
    expect(stranger.asked).toEqual([]);
  });

  test("its second question / ask / without a search; the router on a new port / found anew", async () => {
    const router = await upnpRouter({ GetExternalIPAddress: ip("5.6.7.8") });
    const source = factoryFor(router)(HOST);
    await source.detect(4, never);
    router.asked.length = 0;
    expect(outcome(await source.detect(4, never))).toEqual(["5.6.7.8"]);
    expect(router.asked).toEqual(["GetExternalIPAddress"]);
    await router.moveHttp();
    expect(outcome(await source.detect(4, never))).toEqual(["5.6.7.8"]);
    expect(router.asked).toContain("GET /desc.xml");
  });

  test("several lines, one of them up / ask / its address", async () => {
    const service = (path: string): string =>
      `<service><serviceType>urn:schemas-upnp-org:service:WANPPPConnection:1</serviceType><controlURL>${path}</controlURL></service>`;
    const router = await upnpRouter(
      {},
      {
        description: () => `<root>${service("/a")}${service("/b")}</root>`,
        http(request, response) {
          if (request.method !== "POST") return false;
          const address = request.url === "/b" ? "5.6.7.8" : "";
          const action = /#(\w+)/.exec(String(request.headers["soapaction"]))?.[1];
          response.end(
            `<s:E xmlns:s="x"><s:Body><u:${action}Response xmlns:u="y">${ip(address)}</u:${action}Response></s:Body></s:E>`,
          );
          return true;
        },
      },
    );
    expect(outcome(await ask(router))).toEqual(["5.6.7.8"]);
  });

  test.each<readonly [string, Behaviour["actions"], string, RegExp]>([
    [
      "empty, connected",
      { GetExternalIPAddress: ip(""), GetStatusInfo: status("Connected") },
      "carrier_nat",
      /no public IPv4 address \(carrier_nat\)/,
    ],
    ["empty, no status", { GetExternalIPAddress: ip("") }, "carrier_nat", /carrier_nat/],
    [
      "0.0.0.0, connected",
      { GetExternalIPAddress: ip("0.0.0.0"), GetStatusInfo: status("Connected") },
      "carrier_nat",
      /carrier_nat/,
    ],
    [
      "empty, disconnected",
      { GetExternalIPAddress: ip(""), GetStatusInfo: status("Disconnected") },
      "unknown",
      /line is not connected/,
    ],
    ["fault 501", { GetExternalIPAddress: 501 }, "unknown", /does not tell its address/],
    ["no address element", { GetExternalIPAddress: "<Other/>" }, "unknown", /does not tell its address/],
    [
      "no address",
      { GetExternalIPAddress: ip("hello\u202e&lt;b&gt;") },
      "unknown",
      /hello\\u202e<b>.*no IPv4 address/,
    ],
    ["an IPv6 address", { GetExternalIPAddress: ip("2a02:8071::1") }, "unknown", /no IPv4 address/],
    ["two addresses", { GetExternalIPAddress: ip("5.6.7.8, 5.6.7.9") }, "unknown", /no IPv4 address/],
  ])("it answers %s / ask / unavailable with verdict and reason", async (_what, actions, nat, reason) => {
    const detection = await ask(await upnpRouter(actions));
    expect(detection.status).toBe("unavailable");
    expect(outcome(detection)).toMatch(reason);
    expect(verdict(detection)).toBe(nat);
  });

  test.each<readonly [string, Partial<Behaviour>]>([
    [
      "a bomb of entities",
      { description: () => `<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${descriptionOf()}` },
    ],
    ["a description without end", { description: () => descriptionOf().padEnd(100_000) }],
    ["a web page", { description: () => "<html><body>Login</body></html>" }],
    ["a redirect to another host", { http: redirect("http://evil.example/desc.xml") }],
    ["a redirect to itself", { http: redirect("/desc.xml") }],
    ["a control URL elsewhere", { description: () => descriptionOf(undefined, "http://evil.example/c") }],
    [
      "an answer of 9 kB",
      { actions: { GetExternalIPAddress: `${ip("5.6.7.8")}<Pad>${"x".repeat(9000)}</Pad>` } },
    ],
    ["a fault with status 200 and an address in it", { actions: { GetExternalIPAddress: "<s:Fault/>" } }],
  ])("%s / ask / unavailable, and nothing worse", async (_what, more) => {
    const detection = await ask(await upnpRouter({ GetExternalIPAddress: ip("5.6.7.8") }, more));
    expect(detection.status).toBe("unavailable");
    expect(verdict(detection)).toBe("unknown");
  });
});

function redirect(location: string): Behaviour["http"] {
  return (request, response) => {
    if (request.method !== "GET") return false;
    response.writeHead(302, { location }).end();
    return true;
  };
}

describe("IPv6 by AVM's actions", () => {
  const own = (address: string, lifetime = 7000): string =>
    `<NewExternalIPv6Address>${address}</NewExternalIPv6Address><NewPrefixLength>64</NewPrefixLength><NewValidLifetime>${lifetime}</NewValidLifetime><NewPreferedLifetime>${lifetime}</NewPreferedLifetime>`;
  const prefix = (text: string, length = 56, lifetime = 7000): string =>
    `<NewIPv6Prefix>${text}</NewIPv6Prefix><NewPrefixLength>${length}</NewPrefixLength><NewValidLifetime>${lifetime}</NewValidLifetime>`;
  const both = (address: string, delegated: string): Behaviour["actions"] => ({
    X_AVM_DE_GetExternalIPv6Address: address,
    X_AVM_DE_GetIPv6Prefix: delegated,
  });

  test.each<readonly [string, string]>([
    ["without its length", prefix("2a02:8071:8406:7600::")],
    ["with its length twice", prefix("2a02:8071:8406:7600::/56")],
  ])("address and prefix, %s / ask / the address, and the prefix beside it", async (_what, delegated) => {
    const router = await upnpRouter(both(own("2a02:8071:1::7"), delegated));
    expect(await ask(router, 6)).toEqual({
      status: "known",
      addresses: [{ address: "2a02:8071:1::7" }],
      source: "router:127.0.0.1",
      delegated: [{ address: "2a02:8071:8406:7600::", prefixLength: 56 }],
    });
    expect(router.asked).not.toContain("natpmp");
  });

  test.each<readonly [string, string]>([
    ["none", prefix("", 0, 0)],
    ["one that ended", prefix("2a02:8071:8406:7600::", 56, 0)],
    ["a private one", prefix("fd00:1::", 56)],
    ["one of a provider's size", prefix("2a02::", 12)],
  ])("an address, and %s as prefix / ask / the address alone", async (_what, delegated) => {
    const detection = await ask(await upnpRouter(both(own("2a02:8071:1::7"), delegated)), 6);
    expect(outcome(detection)).toEqual(["2a02:8071:1::7"]);
    expect(detection).not.toHaveProperty("delegated");
  });

  test.each<readonly [string, Behaviour["actions"], RegExp]>([
    ["no IPv6 (texts empty, numbers 0)", both(own("", 0), prefix("", 0, 0)), /has no IPv6 address/],
    ["an address that ended", both(own("2a02:8071:1::7", 0), prefix("")), /has no IPv6 address/],
    ["a router of another maker", { GetExternalIPAddress: ip("5.6.7.8") }, /only a FRITZ!Box does/],
    ["unique local", both(own("fd00::7"), prefix("")), /unique local/],
    ["link-local", both(own("fe80::7"), prefix("")), /link-local/],
    ["documentation", both(own("2001:db8::7"), prefix("")), /documentation/],
    ["IPv4-mapped", both(own("::ffff:5.6.7.8"), prefix("")), /IPv4-mapped|IPv4/],
  ])("%s / ask / unavailable, and why", async (_what, actions, reason) => {
    const detection = await ask(await upnpRouter(actions), 6);
    expect(detection.status).toBe("unavailable");
    expect(outcome(detection)).toMatch(reason);
  });
});

describe("which router", () => {
  test("nothing named / ask / the gateway of the default route, at each question anew", async () => {
    const router = await startRouter({ natPmp: () => natPmpReply("5.6.7.8") });
    const gateways = ["127.0.0.1", "127.0.0.3", undefined];
    const source = factoryFor(router, { gateway: async () => gateways.shift() })({ kind: "router" });
    expect(outcome(await source.detect(4, never))).toEqual(["5.6.7.8"]);
    expect(outcome(await source.detect(4, never))).toMatch(/127\.0\.0\.3 answers neither NAT-PMP nor UPnP/);
    expect(outcome(await source.detect(4, never))).toMatch(/no IPv4 default route.*router:<host>/);
    expect(source.name).toBe("router");
  });

  test("a name / ask / the address that it leads to", async () => {
    const router = await startRouter({ natPmp: () => natPmpReply("5.6.7.8") });
    const lookup: SourceFactoryOptions["lookup"] = (_name, _options, callback) =>
      callback(null, "127.0.0.1", 4);
    const source = factoryFor(router, { lookup })({ kind: "router", host: "fritz.box" });
    expect(outcome(await source.detect(4, never))).toEqual(["5.6.7.8"]);
  });

  test("a name that leads nowhere / ask / unavailable, and the next step", async () => {
    const router = await startRouter();
    const lookup: SourceFactoryOptions["lookup"] = (_name, _options, callback) =>
      callback(new Error("ENOTFOUND"), "");
    const source = factoryFor(router, { lookup })({ kind: "router", host: "fritz.box" });
    expect(outcome(await source.detect(4, never))).toMatch(/fritz\.box leads to no address.*IP address/);
  });

  test("it never answers / ask / unavailable within the time, for both families", async () => {
    const router = await startRouter();
    const source = factoryFor(router, { timeoutMs: 1000 })(HOST);
    const start = performance.now();
    const [four, six] = await Promise.all([source.detect(4, never), source.detect(6, never)]);
    expect(performance.now() - start).toBeLessThan(1500);
    expect([outcome(four), outcome(six)]).toEqual(["timed out after 1 s", "timed out after 1 s"]);
  });

  test("it takes connections and says nothing / ask / unavailable within the time", async () => {
    const router = await upnpRouter({}, { http: () => true });
    const source = factoryFor(router, { timeoutMs: 1000 })(HOST);
    expect(outcome(await source.detect(4, never))).toBe("timed out after 1 s");
  });

  test("stopped / ask / stopped, at once", async () => {
    const router = await startRouter();
    const stop = new AbortController();
    const asking = factoryFor(router)(HOST).detect(4, stop.signal);
    stop.abort();
    expect(outcome(await asking)).toBe("stopped");
  });
});
