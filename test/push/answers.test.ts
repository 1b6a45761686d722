/** Every answer of the push endpoint, from the built service over its real cycles. */

import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { BINARY } from "../bench/programs.ts";
import { CLIENT, push } from "./asking.ts";
import { isBuilt, OTHER_CLIENT, type PushService, run, startPushService, TOKEN, until } from "./service.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const LOGIN = `username=${CLIENT.name}&password=${CLIENT.password}`;
const ACCOUNT = "0123456789abcdef0123456789abcdef";

describe.skipIf(!isBuilt)("one service for all questions", () => {
  let service: PushService;
  beforeAll(async () => {
    service = await startPushService({
      DOMAINS: "home.example.org,www.example.org,nas.example.org{hostid6=::7}",
      IP4_DOMAINS: "four.example.org",
      WAF_LISTS: `${ACCOUNT}/home_ips`,
      IP6_PROVIDER: `first(push:${CLIENT.name}; push:${OTHER_CLIENT.name})`,
    });
  });
  afterAll(() => service.stop());

  const tell = (query: string, client: typeof CLIENT | null = CLIENT) =>
    push(service.port, query, { client });
  const lines = async (query: string, client: typeof CLIENT | null = CLIENT) => {
    const { status, body } = await tell(query, client);
    expect(status).toBe(200);
    return body.split("\n");
  };

  test("a FRITZ!Box with its prefix / tells / both families, and host IDs in the prefix; lists stay narrow", async () => {
    const query = `${LOGIN}&hostname=home.example.org&myip=8.8.4.4&myipv6=2a00:1450:4001:0:e228::1/64&prefix=2a00:1450:4002:ff00::/56`;
    const { status, body, headers } = await tell(query, null);
    expect([status, body]).toEqual([200, "good 8.8.4.4,2a00:1450:4001:0:e228::1"]);
    expect(headers["content-length"]).toBe(String(body.length));
    expect(headers["transfer-encoding"]).toBeUndefined();
    expect(service.records()).toEqual([
      "four.example.org A 8.8.4.4",
      "home.example.org A 8.8.4.4",
      "home.example.org AAAA 2a00:1450:4001:0:e228::1",
      "nas.example.org A 8.8.4.4",
      "nas.example.org AAAA 2a00:1450:4002:ff00::7",
      "www.example.org A 8.8.4.4",
      "www.example.org AAAA 2a00:1450:4001:0:e228::1",
    ]);
    const [list] = service.sandbox.lists();
    expect(list?.items.map(({ ip }) => ip).sort()).toEqual(["2a00:1450:4001::/64", "8.8.4.4"]);
  });

  test("several names / told / a line each, in the order asked", async () => {
    const names = "www.example.org,localhost,HOME.example.org,else.example.org,four.example.org";
    expect(await lines(`hostname=${names}&myip=8.8.4.5`)).toEqual([
      "good 8.8.4.5",
      "notfqdn",
      "good 8.8.4.5",
      "nohost",
      "good 8.8.4.5",
    ]);
  });

  test("no names / told / a line for each that the client feeds", async () => {
    expect(await lines("myip=8.8.4.6")).toEqual(Array(4).fill("good 8.8.4.6"));
    expect(await lines("myip=8.8.4.6")).toEqual(Array(4).fill("nochg 8.8.4.6"));
  });

  test("IPv6 alone, by inadyn's word / told / IPv4 stays", async () => {
    expect(await lines("hostname=home.example.org&myipv6=2a00:1450:4001::9")).toEqual([
      "good 2a00:1450:4001::9",
    ]);
    expect(service.records()).toContain("home.example.org A 8.8.4.6");
  });

  test("empty values / told / nothing is cleared", async () => {
    expect(await lines("hostname=home.example.org&myip=&myipv6=2a00:1450:4001::9&prefix=")).toEqual([
      "nochg 2a00:1450:4001::9",
    ]);
    expect(await lines("hostname=home.example.org&myip=&myipv6=&prefix=")).toEqual(["badagent"]);
    expect(service.records()).toContain("nas.example.org AAAA 2a00:1450:4002:ff00::7");
  });

  test("a form / told / as a query is", async () => {
    const { body } = await push(service.port, "", {
      method: "POST",
      client: null,
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: `hostname=home.example.org&myip=8.8.4.7&${LOGIN}`,
    });
    expect(body).toBe("good 8.8.4.7");
  });

  test("twenty names and one more / told / answered, and numhost", async () => {
    const names = (count: number) => Array.from({ length: count }, (_, at) => `n${at}.example.org`).join(",");
    expect(await lines(`hostname=${names(20)}&myip=8.8.4.7`)).toEqual(Array(20).fill("nohost"));
    expect(await lines(`hostname=${names(21)}&myip=8.8.4.7`)).toEqual(["numhost"]);
  });

  test.each([
    ["another client's name", "hostname=four.example.org&myip=8.8.4.9", "nohost"],
    ["a family that another client feeds", "hostname=home.example.org&myip=8.8.4.9", "nohost"],
    ["a name nobody feeds", "hostname=else.example.org&myip=8.8.4.9", "nohost"],
  ])("%s / told by the other client / %s, nothing moves", async (_what, query, line) => {
    const before = service.records();
    expect(await lines(query, OTHER_CLIENT)).toEqual([line]);
    expect(service.records()).toEqual(before);
  });

  test("a source that waits behind another one / told / 911, since it is not published", async () => {
    expect(await lines("hostname=home.example.org&myipv6=2a00:1450:5::5", OTHER_CLIENT)).toEqual(["911"]);
    expect(service.records()).toContain("home.example.org AAAA 2a00:1450:4001::9");
  });

  test.each([
    ["no address, from loopback", "hostname=home.example.org"],
    ["two addresses of one family", "hostname=home.example.org&myip=8.8.4.4,9.9.9.9"],
    ["a private address", "hostname=home.example.org&myip=192.168.178.20"],
    ["a placeholder", "hostname=home.example.org&myip=<ipaddr>"],
  ])("%s / told / badagent, nothing moves", async (_what, query) => {
    const before = service.records();
    expect(await lines(query)).toEqual(["badagent"]);
    expect(service.records()).toEqual(before);
  });

  test("a name that cannot be, with an address that cannot be / told / the name is judged first", async () => {
    expect(await lines("hostname=localhost&myip=192.168.178.20")).toEqual(["notfqdn"]);
    expect(await lines("hostname=else.example.org&myip=192.168.178.20")).toEqual(["nohost"]);
  });

  test("no login, another path, another method / asked / 401, 404, 405", async () => {
    const nobody = await tell("hostname=home.example.org&myip=8.8.4.4", null);
    expect(nobody).toMatchObject({ status: 401, body: "badauth" });
    expect(nobody.headers["www-authenticate"]).toMatch(/^Basic /);
    expect(await push(service.port, "", { method: "DELETE" })).toMatchObject({
      status: 405,
      body: "badagent",
    });
  });

  test.each([
    ["HTTP/1.0, without Host", "GET /nic/update?hostname=home.example.org&myip=8.8.4.7 HTTP/1.0\r\n"],
    [
      "HTTP/1.1, without Host",
      "GET /nic/update?hostname=home.example.org&myip=8.8.4.7 HTTP/1.1\r\nConnection: close\r\n",
    ],
    [
      "any Host",
      "GET /nic/update?hostname=home.example.org&myip=8.8.4.7 HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n",
    ],
    [
      "a whole URL",
      "GET http://members.dyndns.org/nic/update?hostname=home.example.org&myip=8.8.4.7 HTTP/1.1\r\nHost: members.dyndns.org\r\nConnection: close\r\n",
    ],
  ])("%s / asked / answered with a length", async (_how, head) => {
    const login = Buffer.from(`${CLIENT.name}:${CLIENT.password}`).toString("base64");
    const answer = await spoken(service.port, `${head}Authorization: Basic ${login}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toMatch(/\r\nContent-Length: 13\r\n/i);
    expect(answer).toMatch(/\r\n\r\nnochg 8\.8\.4\.7$/);
  });

  test("wrong passwords in a row / told / slow badauth, then abuse; nothing of it is written anywhere", async () => {
    const wrong = { name: CLIENT.name, password: "zqxWrongPassword0007" };
    const query = "hostname=home.example.org&myip=8.8.4.66&username=router&password=zqxAnotherWrong0008";
    const answers = await Promise.all(Array.from({ length: 6 }, () => tell(query, wrong)));
    expect(answers.filter(({ status, body }) => status === 401 && body === "badauth")).toHaveLength(5);
    expect(answers.filter(({ status, body }) => status === 429 && body === "abuse")).toHaveLength(1);
    expect(await tell("hostname=home.example.org&myip=8.8.4.66")).toMatchObject({
      status: 429,
      body: "abuse",
    });
    expect(service.records()).toContain("home.example.org A 8.8.4.7");
    const told = `${service.log()}\n${service.state()}`;
    for (const secret of ["zqx", CLIENT.password, OTHER_CLIENT.password, TOKEN, "hostname=", "myip="])
      expect(told).not.toContain(secret);
    expect(told.match(/wrong name or password/g)).toHaveLength(1);
  });
});

describe.skipIf(!isBuilt)("a service of its own", () => {
  let service: PushService | undefined;
  beforeEach(() => {
    service = undefined;
  });
  afterEach(() => service?.stop());

  test("something told / restarted / remembered with its time, and no news", async () => {
    service = await startPushService();
    const query = "hostname=home.example.org&myip=8.8.4.4,2a00:1450:4001::5";
    expect(await push(service.port, query)).toMatchObject({ body: "good 8.8.4.4,2a00:1450:4001::5" });
    await service.restart();
    expect(await push(service.port, query)).toMatchObject({ body: "nochg 8.8.4.4,2a00:1450:4001::5" });
    expect(service.records()).toHaveLength(4);
  });

  test("records that somebody takes away / started again / made anew of what was told", async () => {
    service = await startPushService({ CACHE_EXPIRATION: "0s" });
    await push(service.port, "myip=8.8.4.4");
    const { sandbox, log, records } = service;
    const headers = { Authorization: `Bearer ${TOKEN}` };
    const zones = (await (await fetch(`${sandbox.url}/zones`, { headers })).json()) as {
      result: { id: string }[];
    };
    for (const { id } of sandbox.records("example.org"))
      await fetch(`${sandbox.url}/zones/${zones.result[0]?.id}/dns_records/${id}`, {
        method: "DELETE",
        headers,
      });
    expect(records()).toEqual([]);
    await service.restart();
    await until(() => records().includes("home.example.org A 8.8.4.4"), log);
  });

  test("Cloudflare refuses one name / told / dnserr for this name alone", async () => {
    service = await startPushService();
    service.sandbox.seed({
      zones: [
        {
          name: "example.org",
          records: [{ name: "www.example.org", type: "CNAME", content: "elsewhere.example.net" }],
        },
      ],
    });
    expect(await push(service.port, "hostname=home.example.org,www.example.org&myip=8.8.4.4")).toMatchObject({
      status: 200,
      body: "good 8.8.4.4\ndnserr",
    });
  });

  test("lists alone / told without a name / one line", async () => {
    service = await startPushService({ DOMAINS: "", WAF_LISTS: `${ACCOUNT}/home_ips` });
    expect(await push(service.port, "myip=8.8.4.4/24&myipv6=2a00:1450:4001::5/48")).toMatchObject({
      body: "good 8.8.4.4,2a00:1450:4001::5",
    });
    const [list] = service.sandbox.lists();
    expect(list?.items.map(({ ip }) => ip).sort()).toEqual(["2a00:1450:4001::/64", "8.8.4.4"]);
    expect(await push(service.port, "myip=8.8.4.4")).toMatchObject({ body: "nochg 8.8.4.4" });
  });

  test("two clients for two families / told side by side / both", async () => {
    service = await startPushService({ IP6_PROVIDER: `push:${OTHER_CLIENT.name}` });
    const answers = await Promise.all([
      push(service.port, "hostname=home.example.org&myip=8.8.4.4"),
      push(service.port, "hostname=home.example.org&myip=2a00:1450:4001::5", { client: OTHER_CLIENT }),
    ]);
    expect(answers.map(({ body }) => body)).toEqual(["good 8.8.4.4", "good 2a00:1450:4001::5"]);
  });

  test("a stop while somebody waits / told / 911, and a clean end", async () => {
    service = await startPushService();
    service.sandbox.fault({ kind: "stall-headers", times: Number.POSITIVE_INFINITY });
    const answer = push(service.port, "hostname=home.example.org&myip=8.8.4.4");
    await until(() => service?.log().includes("told 8.8.4.4") === true, service.log);
    const ended = service.stop();
    service = undefined;
    expect((await answer).body).toBe("911");
    await ended;
  });

  test("the port is taken / started / told, and everything else works", async () => {
    service = await startPushService();
    const second = await run(process.execPath, [BINARY], {
      stopAfterMs: 3000,
      environment: {
        CLOUDFLARE_API_TOKEN: TOKEN,
        CLOUDFLARE_BASE_URL: service.sandbox.url,
        DOMAINS: "second.example.org",
        IP4_PROVIDER: "static:8.8.8.8",
        IP6_PROVIDER: "none",
        PUSH_ADDRESS: `127.0.0.1:${service.port}`,
        PUSH_CLIENTS: `${CLIENT.name}:${CLIENT.password}`,
      },
    });
    expect(second.text).toContain("The push endpoint cannot listen on PUSH_ADDRESS");
    expect(service.records()).toContain("second.example.org A 8.8.8.8");
  });
});

/** Sends text as it stands; answers with all that comes back. */
function spoken(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    socket.setEncoding("utf8").on("data", (part: string) => {
      answer += part;
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(answer));
  });
}
