/** Who is refused: by peer, Host, password and origin. */

import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { hasPassword } from "../../../addon/web/server/entry/credentials.ts";
import type { WebMode } from "../../../addon/web/server/entry/gate.ts";
import { isOwnHost } from "../../../addon/web/server/entry/host-header.ts";
import { peerRights } from "../../../addon/web/server/entry/peer.ts";
import { startWeb } from "../../../addon/web/server/server.ts";
import { Secret } from "../../../src/core/secret.ts";
import { clockAtStart, fakeService } from "./scene.ts";
import { INGRESS, post, STANDALONE, started } from "./start.ts";

describe("the peer, behind ingress", () => {
  test.each([
    ["172.30.32.2", "all"],
    ["::ffff:172.30.32.2", "all"],
    ["::FFFF:172.30.32.2", "all"],
    ["127.0.0.1", "health"],
    ["::ffff:127.0.0.1", "health"],
    ["::1", "health"],
    ["172.30.32.1", "nothing"],
    ["172.30.32.20", "nothing"],
    ["192.168.1.10", "nothing"],
    ["::ffff:10.0.0.1", "nothing"],
    [undefined, "nothing"],
  ] as const)("%s / connects / may see %s", (remote, rights) => {
    expect(peerRights(remote, "172.30.32.2")).toBe(rights);
  });

  test.each(["172.30.32.2", "::ffff:172.30.32.2"])("%s / asks / is served", async (remote) => {
    const { ask } = await started(INGRESS, { remoteAddress: () => remote });
    expect((await ask("/")).status).toBe(200);
    // The name the browser used is the proxy's business.
    expect((await ask("/api/view", { headers: { Host: "homeassistant.local:8123" } })).status).toBe(200);
    expect((await ask("/healthz")).status).toBe(200);
  });

  test("loopback / asks / healthz alone, whatever the headers claim", async () => {
    const { ask, service } = await started(INGRESS);
    expect(await ask("/healthz")).toMatchObject({ status: 200, json: { status: "ok" } });
    const claims = {
      "X-Forwarded-For": "172.30.32.2",
      "X-Ingress-Path": "/x",
      "X-Remote-User-Name": "admin",
    };
    for (const path of [
      "/",
      "/dashboard.js",
      "/api/view",
      "/api/events",
      "/healthz/",
      "//healthz",
      "/nothing",
    ])
      expect((await ask(path, { headers: claims })).status, path).toBe(403);
    expect((await ask("/api/update", post({}, claims))).status).toBe(403);
    expect(service.calls).toEqual([]);
  });

  test("a stranger / connects / is cut off before anything is read; told once", async () => {
    const { web, warnings } = await started(INGRESS, { remoteAddress: () => "::ffff:172.30.33.9" });
    for (let knocks = 0; knocks < 3; knocks += 1) expect(await rawAnswer(web.url)).toBe("");
    expect(warnings).toEqual([expect.stringContaining("from 172.30.33.9:")]);
  });
});

describe("the Host header, standalone", () => {
  test.each([
    ["localhost", "127.0.0.1", true],
    ["LOCALHOST:8080", "127.0.0.1", true],
    ["localhost.:8080", "127.0.0.1", true],
    ["127.0.0.1:8080", "127.0.0.1", true],
    ["[::1]:8080", "::1", true],
    ["192.168.1.5:8080", "0.0.0.0", true],
    ["[2001:db8::5]", "::", true],
    ["nas:8080", "0.0.0.0", true],
    ["nas.local", "::", true],
    ["nas.local.", "0.0.0.0", true],
    ["ddns.lan:8080", "ddns.lan", true],
    ["nas:8080", "127.0.0.1", false],
    ["ddns.lan", "0.0.0.0", false],
    ["evil.example", "0.0.0.0", false],
    ["evil.example", "127.0.0.1", false],
    ["127.0.0.1.evil.example", "127.0.0.1", false],
    ["localhost.evil.example", "127.0.0.1", false],
    ["evil.example#localhost", "127.0.0.1", false],
    ["evil.example@localhost", "127.0.0.1", false],
    ["local host", "127.0.0.1", false],
    ["", "127.0.0.1", false],
    [undefined, "127.0.0.1", false],
  ])("%s / bound to %s / %s", (header, bound, own) => {
    expect(isOwnHost(header, bound, "nas")).toBe(own);
  });

  test("a machine without a name / wildcard bind / `.local` is not its own", () => {
    expect(isOwnHost(".local", "0.0.0.0", "")).toBe(false);
  });

  test("a foreign name / asks for the page or an action / 403 that says what to do", async () => {
    const { ask, service } = await started();
    const headers = { Host: "evil.example" };
    for (const path of ["/", "/dashboard.js", "/api/view", "/api/events"])
      expect(await ask(path, { headers })).toMatchObject({
        status: 403,
        json: { error: { code: "FOREIGN_HOST" } },
      });
    expect((await ask("/api/update", post({}, headers))).status).toBe(403);
    expect(service.calls).toEqual([]);
  });

  test("a foreign name / asks for healthz / served, probes use service names", async () => {
    const { ask } = await started();
    expect((await ask("/healthz", { headers: { Host: "ddns:8080" } })).status).toBe(200);
  });
});

describe("the password, standalone", () => {
  const password = new Secret("grüne:Wiese");
  const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

  test.each([
    [basic("anybody:grüne:Wiese"), true],
    [basic(":grüne:Wiese"), true],
    [basic("x:grüne:Wiese").replace("Basic", "basic"), true],
    [basic("x:grüne:wiese"), false],
    [basic("x:"), false],
    [basic("grüne:Wiese"), false],
    [basic("nothing"), false],
    ["Basic", false],
    ["Basic ???", false],
    ["Bearer grüne:Wiese", false],
    ["", false],
    [undefined, false],
  ])("%s / sent / %s", (header, right) => {
    expect(hasPassword(header, password)).toBe(right);
  });

  test("a password set / asked without it / 401 with a challenge, healthz stays open", async () => {
    const { ask, service } = await started({ ...STANDALONE, password } as WebMode);
    for (const path of ["/", "/dashboard.js", "/api/view", "/api/events", "/nothing"]) {
      const answer = await ask(path);
      expect(answer.status, path).toBe(401);
      expect(answer.headers["www-authenticate"]).toMatch(/^Basic realm=/);
    }
    expect((await ask("/api/update", post({}))).status).toBe(401);
    expect(service.calls).toEqual([]);
    expect((await ask("/healthz")).status).toBe(200);
    expect((await ask("/", { headers: { Authorization: basic("me:grüne:Wiese") } })).status).toBe(200);
  });

  test.each(["0.0.0.0", "::", "192.168.1.5", "nas.lan"])(
    "%s without a password / started / refused",
    async (host) => {
      const starting = startWeb(fakeService(), {
        mode: { kind: "standalone", host, port: 0, password: undefined },
        assets: { html: "", script: "" },
        version: "1",
        log: { info: () => {}, warn: () => {} },
        clock: clockAtStart(),
      });
      await expect(starting).rejects.toMatchObject({ code: "CONFIG_INVALID" });
    },
  );
});

test("curl -X POST, neither body nor length / asks for an update / served", async () => {
  const { web, service } = await started();
  const sent = "POST /api/update HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  expect(await rawAnswer(web.url, sent)).toMatch(/^HTTP\/1.1 200/);
  expect(service.calls).toEqual(["updateNow"]);
});

test("a body broken off mid-way / the connection ends / nobody is warned, the next request is served", async () => {
  const { web, ask, service, warnings } = await started();
  const { port } = new URL(web.url);
  for (const length of [2, 20, 4000]) {
    const head = `POST /api/pause HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n{`;
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), "127.0.0.1", () =>
        socket.write(head, () => setTimeout(() => socket.destroy(), 20)),
      );
      socket.once("close", () => resolve());
    });
  }
  expect((await ask("/healthz")).status).toBe(200);
  expect(warnings).toEqual([]);
  expect(service.calls).toEqual([]);
});

test("reads that ask the network / without our header / refused, whoever asks; with it answered", async () => {
  const { ask, service } = await started(STANDALONE, { detectSurvey: async () => [] });
  for (const path of ["/api/plan", "/api/survey", "/%61pi/plan"]) {
    expect(await ask(path), path).toMatchObject({ status: 403, json: { error: { code: "HEADER_NEEDED" } } });
    expect(service.calls).toEqual([]);
  }
  for (const path of ["/api/plan", "/api/survey"])
    expect((await ask(path, { headers: { "X-Cloudflare-DDNS": "1" } })).status).toBe(200);
});

test("a request without Host / asked / refused", async () => {
  const { web } = await started();
  expect(await rawAnswer(web.url, "GET / HTTP/1.0\r\n\r\n")).toMatch(/^HTTP\/1.1 40[03]/);
});

describe("the origin", () => {
  const own = "http://127.0.0.1:8080";
  const host = { Host: "127.0.0.1:8080" };

  test.each([
    ["a script without browser headers", {}, 200],
    ["our own page over http", { Origin: own }, 200],
    ["our own page over https or localhost", { Origin: own, "Sec-Fetch-Site": "same-origin" }, 200],
    [
      "our page behind a TLS proxy",
      { Origin: "https://127.0.0.1:8080", "Sec-Fetch-Site": "same-origin" },
      200,
    ],
    ["another site over http", { Origin: "http://evil.example" }, 403],
    ["another port of this machine", { Origin: "http://127.0.0.1:9999" }, 403],
    ["a sandboxed frame", { Origin: "null" }, 403],
    ["another site", { Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" }, 403],
    ["a sibling site", { Origin: own, "Sec-Fetch-Site": "same-site" }, 403],
    ["a form of our own origin", { Origin: own, "Content-Type": "text/plain" }, 403],
    ["a lying content type", { Origin: own, "Content-Type": "text/plain; application/json" }, 403],
  ])("%s / posts a change / %#: %j → %i", async (_who, headers, status) => {
    const { ask, service } = await started();
    const answer = await ask("/api/update", post({}, { ...host, ...headers }));
    expect(answer.status).toBe(status);
    expect(service.calls).toHaveLength(status === 200 ? 1 : 0);
  });

  test.each(["/%61pi/update", "/api/%75pdate", "//api/update"])(
    "another site / posts to %s / never reaches the service",
    async (path) => {
      const { ask, service } = await started();
      const answer = await ask(path, post({}, { ...host, Origin: "http://evil.example" }));
      expect([403, 404]).toContain(answer.status);
      expect(service.calls).toEqual([]);
    },
  );

  test("another site / reads / refused, so that it cannot make us ask Cloudflare", async () => {
    const { ask, service } = await started();
    const headers = { "Sec-Fetch-Site": "cross-site" };
    for (const path of ["/api/plan", "/api/view", "/api/events", "/%61pi/plan"])
      expect((await ask(path, { headers })).status, path).toBe(403);
    expect(service.calls).toEqual([]);
  });

  test("a link on another site / followed / the page opens", async () => {
    const { ask } = await started();
    expect((await ask("/", { headers: { "Sec-Fetch-Site": "cross-site" } })).status).toBe(200);
  });

  test.each([
    ["our page, whatever name Home Assistant has", { Origin: "http://homeassistant.local:8123" }, 200],
    ["a foreign form", { Origin: "http://evil.example", "Content-Type": "text/plain" }, 403],
    ["a foreign request without a body type", { Origin: "http://evil.example", "Content-Type": "" }, 403],
    ["another site", { Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" }, 403],
  ])("ingress, %s / posts a change / %#: %j → %i", async (_who, headers, status) => {
    const { ask, service } = await started(INGRESS, { remoteAddress: () => "172.30.32.2" });
    expect((await ask("/api/update", post({}, headers))).status).toBe(status);
    expect(service.calls).toHaveLength(status === 200 ? 1 : 0);
  });
});

/** All that comes back on a bare connection that sends `sent`. */
function rawAnswer(url: string, sent = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"): Promise<string> {
  const { port } = new URL(url);
  return new Promise((resolve) => {
    let got = "";
    const socket = connect(Number(port), "127.0.0.1", () => socket.write(sent));
    socket.on("data", (part) => {
      got += part.toString();
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(got));
  });
}
