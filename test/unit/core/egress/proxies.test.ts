/** The variables of proxies: which connection leaves through which, and what is said of the rest. */

import { describe, expect, test } from "vitest";
import { readProxies } from "../../../../src/core/egress/proxies.ts";

function way(environment: Readonly<Record<string, string>>, url: string): string {
  const { protocol, hostname: host, port } = new URL(url);
  const standard = /^(https|wss):$/.test(protocol) ? 443 : 80;
  const proxy = readProxies(environment).proxyFor({ protocol, host, port: Number(port) || standard });
  return proxy === undefined ? "direct" : `${proxy.scheme}://${proxy.host}:${proxy.port}`;
}

describe("which proxy", () => {
  const ALL = { HTTPS_PROXY: "http://s:1", HTTP_PROXY: "http://p:2", ALL_PROXY: "http://a:3" };

  test.each([
    [ALL, "https://h.example.org/", "http://s:1"],
    [ALL, "wss://h.example.org/", "http://s:1"],
    [ALL, "http://h.example.org/", "http://p:2"],
    [ALL, "ws://h.example.org/", "http://p:2"],
    [{ ALL_PROXY: "a:3" }, "https://h.example.org/", "http://a:3"],
    [{ ALL_PROXY: "a:3", HTTPS_PROXY: "  " }, "https://h.example.org/", "http://a:3"],
    [{ https_proxy: "low:1", HTTPS_PROXY: "up:2" }, "https://h.example.org/", "http://low:1"],
    [{ HTTPS_PROXY: "https://s" }, "https://h.example.org/", "https://s:443"],
    [{ HTTPS_PROXY: "s" }, "https://h.example.org/", "http://s:80"],
    [{ HTTPS_PROXY: "http://[fd00::1]:3128/" }, "https://h.example.org/", "http://fd00::1:3128"],
    [{ HTTP_PROXY: "p:2" }, "https://h.example.org/", "direct"],
    [{}, "https://h.example.org/", "direct"],
    [{ HTTPS_PROXY: "s.example.net:1" }, "https://127.0.0.1:8443/", "direct"],
    [{ HTTPS_PROXY: "s.example.net:1" }, "https://localhost/", "direct"],
    [{ HTTPS_PROXY: "127.0.0.1:1" }, "https://localhost/", "http://127.0.0.1:1"],
  ])("%j / %s / %s", (environment, url, expected) => {
    expect(way(environment, url)).toBe(expected);
  });

  test("user and password / read / decoded", () => {
    const { proxyFor } = readProxies({ HTTPS_PROXY: "http://me:p%40ss@s:1" });
    const destination = { protocol: "https:", host: "h.example.org", port: 443 };
    expect(proxyFor(destination)).toMatchObject({
      host: "s",
      credentials: "me:p@ss",
      variable: "HTTPS_PROXY",
    });
  });
});

describe("NO_PROXY", () => {
  test.each([
    ["*", "https://h.example.org/", true],
    ["example.org", "https://h.example.org/", true],
    [".example.org", "https://h.example.org/", true],
    ["*.example.org", "https://h.example.org/", true],
    ["example.org", "https://example.org/", true],
    ["ample.org", "https://example.org/", false],
    ["EXAMPLE.org.", "https://example.org/", true],
    ["example.net, example.org", "https://example.org/", true],
    ["example.net example.org", "https://example.org/", true],
    ["example.org:443", "https://example.org/", true],
    ["example.org:8443", "https://example.org/", false],
    ["10.0.0.0/8", "https://10.1.2.3/", true],
    ["10.0.0.0/8", "https://11.1.2.3/", false],
    ["192.168.1.4", "http://192.168.1.4:8123/", true],
    ["fd00::/8", "http://[fd00::7]/", true],
    ["[fd00::7]:80", "http://[fd00::7]/", true],
    ["::/0", "http://10.0.0.1/", false],
    ["10.0.0.0/nonsense", "https://10.1.2.3/", false],
    ["", "https://example.org/", false],
  ])("%j / %s / excepted: %s", (exceptions, url, excepted) => {
    expect(way({ ALL_PROXY: "a:3", NO_PROXY: exceptions }, url)).toBe(excepted ? "direct" : "http://a:3");
    expect(way({ ALL_PROXY: "a:3", no_proxy: exceptions, NO_PROXY: "" }, url)).toBe(
      excepted ? "direct" : "http://a:3",
    );
  });
});

test.each([
  "socks5://u:hunter2@127.0.0.1:1080",
  "socks4a://s",
  "ftp://s:1",
  "a b",
  "http://",
  "s:99999",
  "://x",
])("%s / read / not used, and said without its text", (text) => {
  const { problems } = readProxies({ HTTPS_PROXY: text });
  expect(problems).toMatchObject([{ variable: "HTTPS_PROXY" }]);
  expect(problems[0]?.message).not.toContain("hunter2");
  expect(way({ HTTPS_PROXY: text }, "https://h.example.org/")).toBe("direct");
});
