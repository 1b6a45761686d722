/** What routers and their kin really send, read; and what cannot be read, refused. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readAsked, refusalOf } from "../../../addon/push/http/request.ts";
import { readTelling } from "../../../addon/push/telling.ts";
import { describeClass } from "../../../src/core/address/class.ts";

const LAN = "192.168.178.1";
const basic = (text: string, encoding: "utf8" | "latin1" = "utf8"): string =>
  `Basic ${Buffer.from(text, encoding).toString("base64")}`;

function read(query: string, { authorization, body = "" }: { authorization?: string; body?: string } = {}) {
  const headers = authorization === undefined ? {} : { authorization };
  return readAsked({ method: "GET", url: `/nic/update?${query}`, headers }, body);
}

function tellingOf(query: string, peer = LAN) {
  return readTelling(read(query), { peer, rejectCloudflare: true });
}

describe("requests as they were recorded", () => {
  test.each([
    [
      "FRITZ!Box, dual stack, nothing escaped",
      "username=fritz&password=a:b/c-and-more&hostname=home.example.org&myip=8.8.4.4&myipv6=2a00:1450:4001:0:e228:6dff:fe00:1&prefix=2a00:1450:4001:ff00::/56",
      { ipv4: "8.8.4.4", ipv6: "2a00:1450:4001:0:e228:6dff:fe00:1" },
      { address: "2a00:1450:4001:ff00::", prefixLength: 56 },
    ],
    [
      "FRITZ!Box, DS-Lite: the IPv4 address is empty",
      "username=fritz&password=p&hostname=home.example.org&myip=&myipv6=2a00:1450:4001::5&prefix=",
      { ipv6: "2a00:1450:4001::5" },
      undefined,
    ],
    [
      "FRITZ!Box without IPv6",
      "username=fritz&password=p&hostname=home.example.org&myip=8.8.4.4&myipv6=&prefix=",
      { ipv4: "8.8.4.4" },
      undefined,
    ],
    [
      "FRITZ!Box, its own word for the prefix",
      "hostname=home.example.org&myip=8.8.4.4&ip6=2a00:1450::5&ip6lanprefix=2a00:1450:0:1::/64",
      { ipv4: "8.8.4.4", ipv6: "2a00:1450::5" },
      { address: "2a00:1450:0:1::", prefixLength: 64 },
    ],
    [
      "ddclient 4, all in one",
      "hostname=home.example.org,www.example.org&myip=8.8.4.4,2a00:1450:4001::5",
      { ipv4: "8.8.4.4", ipv6: "2a00:1450:4001::5" },
      undefined,
    ],
    [
      "ddclient 3.10, with what nobody needs",
      "system=dyndns&hostname=home.example.org&myip=8.8.4.4&wildcard=NOCHG&mx=&backmx=NO",
      { ipv4: "8.8.4.4" },
      undefined,
    ],
    [
      "inadyn, IPv6",
      "hostname=home.example.org&myipv6=2a00:1450:4001::5",
      { ipv6: "2a00:1450:4001::5" },
      undefined,
    ],
    ["UniFi (inadyn)", "hostname=home.example.org&myip=8.8.4.4", { ipv4: "8.8.4.4" }, undefined],
    [
      "Synology, escaped",
      "hostname=home.example.org&myip=8.8.4.4&username=nas&password=p%26q%23r%2Bs",
      { ipv4: "8.8.4.4" },
      undefined,
    ],
    [
      "OpenWrt, IPv6 in myip, escaped",
      "hostname=home.example.org&myip=2a00%3A1450%3A4001%3A%3A5",
      { ipv6: "2a00:1450:4001::5" },
      undefined,
    ],
    [
      "a length behind the address",
      "myip=8.8.4.4/32&myipv6=2a00:1450:4001::5/64",
      { ipv4: "8.8.4.4", ipv6: "2a00:1450:4001::5" },
      undefined,
    ],
    [
      "the same address twice",
      "myip=8.8.4.4&ip=8.8.4.4&v6=2a00:1450:4001::5&ipv6=2A00:1450:4001:0::5",
      { ipv4: "8.8.4.4", ipv6: "2a00:1450:4001::5" },
      undefined,
    ],
    ["other words", "ipv4=8.8.4.4&ipv6=2a00:1450::5", { ipv4: "8.8.4.4", ipv6: "2a00:1450::5" }, undefined],
    ["shortest words", "v4=8.8.4.4&v6=2a00:1450::5", { ipv4: "8.8.4.4", ipv6: "2a00:1450::5" }, undefined],
    ["capitals", "MyIP=8.8.4.4", { ipv4: "8.8.4.4" }, undefined],
  ])("%s / read / its addresses", (_box, query, addresses, prefix) => {
    expect(tellingOf(query)).toEqual({
      ok: true,
      telling: { ...addresses, ...(prefix === undefined ? {} : { prefix }) },
      passedOver: [],
    });
  });

  test("names in one parameter and in several / read / all of them in order", () => {
    expect(read("hostname=a.example.org,b.example.org,&hostname=%20c.example.org").names).toEqual([
      "a.example.org",
      "b.example.org",
      "c.example.org",
    ]);
    expect(read("hostname=&myip=8.8.4.4").names).toEqual([]);
  });

  test("a form / read / as a query is", () => {
    const asked = read("", { body: "hostname=home.example.org&myip=8.8.4.4&username=a&password=b+c" });
    expect(asked.names).toEqual(["home.example.org"]);
    expect(asked.addresses).toEqual(["8.8.4.4"]);
    expect(asked.logins).toContainEqual({ name: "a", password: "b c" });
  });
});

describe("logins", () => {
  test.each([
    ["Basic", read("", { authorization: basic("fritz:a:b") }), { name: "fritz", password: "a:b" }],
    [
      "Basic in another case",
      read("", { authorization: `bAsIc  ${btoa("fritz:x")}` }),
      { name: "fritz", password: "x" },
    ],
    [
      "Basic in UTF-8",
      read("", { authorization: basic("fritz:Schlüssel") }),
      { name: "fritz", password: "Schlüssel" },
    ],
    [
      "Basic in Latin-1",
      read("", { authorization: basic("fritz:Schlüssel", "latin1") }),
      { name: "fritz", password: "Schlüssel" },
    ],
    ["escaped", read("username=a%40b&password=x%26y"), { name: "a@b", password: "x&y" }],
    ["a bare plus sign", read("username=a&password=x+y"), { name: "a", password: "x+y" }],
    ["a plus sign for a blank", read("username=a&password=x+y"), { name: "a", password: "x y" }],
    ["a bare percent sign", read("username=a&password=100%"), { name: "a", password: "100%" }],
    ["a bare escape", read("username=a&password=x%41"), { name: "a", password: "x%41" }],
    ["a bare hash", read("username=a&password=x#y"), { name: "a", password: "x#y" }],
    [
      "a bare question mark and equals sign",
      read("username=a&password=x?y=z"),
      { name: "a", password: "x?y=z" },
    ],
  ])("%s / read / name and password", (_how, { logins }, login) => {
    expect(logins).toContainEqual(login);
  });

  test.each([
    ["nothing", read("")],
    ["a bearer", read("", { authorization: "Bearer abc" })],
    ["Basic without colon", read("", { authorization: basic("fritz") })],
    ["a name alone", read("username=a")],
    ["a password alone", read("password=a")],
  ])("%s / read / no login", (_how, { logins }) => {
    expect(logins).toEqual([]);
  });
});

describe("what cannot be used", () => {
  test.each([
    ["a placeholder that was not filled", "myip=<ipaddr>", LAN],
    ["a name", "myip=home.example.org", LAN],
    ["two IPv4 addresses", "myip=8.8.4.4,9.9.9.9", LAN],
    ["two IPv4 addresses in two places", "myip=8.8.4.4&ip=9.9.9.9", LAN],
    ["two IPv6 addresses", "myip=2a00:1450::1&myipv6=2a00:1450::2", LAN],
    ["a good one beside rubbish", "myip=8.8.4.4&myipv6=fe80::1%25eth0", LAN],
    ["a private one", "myip=192.168.178.20", LAN],
    ["a carrier's", "myip=100.64.1.2", LAN],
    ["for documentation", "myip=203.0.113.7", LAN],
    ["Cloudflare's own", "myip=104.16.1.1", LAN],
    ["a private and a local one", "myip=10.0.0.1&myipv6=fd00::1", LAN],
    ["nothing, from the LAN", "hostname=home.example.org", LAN],
    ["nothing, from the LAN by IPv6", "", "fe80::1%eth0"],
    ["all empty, from loopback", "myip=&myipv6=&prefix=", "::1"],
    ["a prefix alone, from the LAN", "prefix=2a00:1450:0:1::/64", LAN],
    ["a prefix that is none", "myip=8.8.4.4&prefix=2a00:1450:0:1", LAN],
    ["a prefix of IPv4", "myip=8.8.4.4&prefix=8.8.4.0/24", LAN],
    ["a prefix of the whole world", "myipv6=2a00:1450::5&prefix=2000::/3", LAN],
    ["two prefixes", "myipv6=2a00:1450::5&prefix=2a00:1450:0:1::/64&ip6lanprefix=2a00:1450:0:2::/64", LAN],
    ["an address with a tail", "myip=8.8.4.4;reboot", LAN],
    ["leading zeros", "myip=008.8.4.4", LAN],
    ["a mapped one", "myip=::ffff:8.8.4.4", LAN],
  ])("%s / judged / refused", (_what, query, peer) => {
    expect(tellingOf(query, peer)).toMatchObject({ ok: false });
  });

  test("an unreadable address that may be anything / judged / the reason does not repeat it", () => {
    const read = tellingOf("myip=my-router-password-1");
    expect(read.ok ? "" : read.reason).not.toContain("my-router");
  });

  test.each([
    ["IPv6 with a private IPv4", "myip=192.168.1.2&myipv6=2a00:1450::5", { ipv6: "2a00:1450::5" }, /private/],
    ["IPv4 with a local IPv6", "myip=8.8.4.4&myipv6=fd00::5", { ipv4: "8.8.4.4" }, /unique local/],
    ["IPv4 with nothing but zeros", "myip=8.8.4.4&myipv6=::", { ipv4: "8.8.4.4" }, /unspecified/],
    [
      "IPv6 with a local prefix",
      "myipv6=2a00:1450::5&prefix=fd00:1:2:3::/64",
      { ipv6: "2a00:1450::5" },
      /unique local/,
    ],
  ])("%s / judged / one is taken, the other named", (_what, query, telling, why) => {
    expect(tellingOf(query)).toEqual({ ok: true, telling, passedOver: [expect.stringMatching(why)] });
  });

  test.each([
    ["IPv4", "8.8.4.4", { ipv4: "8.8.4.4" }],
    ["IPv4 on a socket for both", "::ffff:8.8.4.4", { ipv4: "8.8.4.4" }],
    ["IPv6", "2a00:1450::5", { ipv6: "2a00:1450::5" }],
  ])("nothing told, from a global peer, %s / judged / the peer's", (_family, peer, telling) => {
    expect(tellingOf("hostname=home.example.org&myip=", peer)).toEqual({ ok: true, telling, passedOver: [] });
  });

  test("Cloudflare's ranges, where they are not refused / judged / taken", () => {
    const asked = read("myip=104.16.1.1");
    expect(readTelling(asked, { peer: LAN, rejectCloudflare: false })).toMatchObject({ ok: true });
  });
});

describe("shapes of requests", () => {
  const of = (method: string, url: string, headers = {}) => refusalOf({ method, url, headers })?.status;
  const form = { "content-type": "application/x-www-form-urlencoded; charset=utf-8", "content-length": "9" };
  test.each([
    ["GET", "/nic/update", {}, undefined],
    ["GET", "/nic/update?myip=8.8.4.4", {}, undefined],
    ["GET", "/nic/update/?myip=8.8.4.4", {}, undefined],
    ["GET", "http://any.name:8245/nic/update?myip=8.8.4.4", {}, undefined],
    ["GET", "/nic/update", { host: "anything.example" }, undefined],
    ["POST", "/nic/update", form, undefined],
    ["POST", "/nic/update", { "content-length": "9" }, undefined],
    ["POST", "/nic/update", { "content-length": "0", "content-type": "application/json" }, undefined],
    ["GET", "/", {}, 404],
    ["GET", "/nic/updates", {}, 404],
    ["GET", "/nic/update/more", {}, 404],
    ["GET", "/NIC/UPDATE", {}, 404],
    ["GET", "/nic/../nic/update", {}, 404],
    ["HEAD", "/nic/update", {}, 405],
    ["PUT", "/nic/update", {}, 405],
    ["DELETE", "/nic/update", {}, 405],
    ["POST", "/nic/update", { ...form, "content-type": "application/json" }, 415],
    ["POST", "/nic/update", { "transfer-encoding": "chunked", "content-type": "multipart/form-data" }, 415],
    ["POST", "/nic/update", { ...form, "content-length": "16385" }, 413],
    ["GET", "/nic/update", { origin: "http://evil.example" }, 403],
    ["GET", "/nic/update", { "sec-fetch-site": "cross-site" }, 403],
    ["GET", "/nic/update", { "sec-fetch-site": "same-origin" }, 403],
    ["GET", "/nic/update", { "sec-fetch-site": "none" }, undefined],
  ])("%s %s %o / looked at / %s", (method, url, headers, status) => {
    expect(of(method, url, headers)).toBe(status);
  });
});

describe("whatever comes", () => {
  const word = fc.oneof(
    fc.constantFrom("hostname", "myip", "myipv6", "prefix", "username", "password", "ip", "MYIP"),
    fc.string({ maxLength: 12 }),
  );
  const value = fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 200 })).map(([address, length]) => `${address}/${length}`),
    fc.tuple(fc.ipV4(), fc.ipV6()).map((both) => both.join(",")),
    fc.string({ maxLength: 40 }),
  );
  const query = fc
    .array(fc.tuple(word, value), { maxLength: 8 })
    .map((pairs) => pairs.map((pair) => pair.join("=")).join("&"));

  test("any query and form / read / never throws; what is told is global, one of a family, and without a length", () => {
    fc.assert(
      fc.property(query, query, fc.string(), (asked, body, authorization) => {
        const head = { method: "POST", url: `/nic/update?${asked}`, headers: { authorization } };
        const told = readTelling(readAsked(head, body), { peer: LAN, rejectCloudflare: true });
        if (!told.ok) return;
        const { ipv4, ipv6, prefix } = told.telling;
        expect(ipv4 ?? ipv6).toBeDefined();
        for (const address of [ipv4, ipv6, prefix?.address])
          if (address !== undefined) expect(describeClass(address)).toBeUndefined();
        expect(ipv4 ?? "1.1.1.1").toMatch(/^[\d.]+$/);
        expect(ipv6 ?? "::").toMatch(/^[\da-f:]+$/);
        if (prefix !== undefined) expect(prefix.prefixLength).toBeGreaterThanOrEqual(12);
      }),
      { numRuns: 1000 },
    );
  });
});
