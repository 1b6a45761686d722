/** Proxies and private authorities count for every connection, on each Node that is here. */

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { useEgress, wayOut } from "../../src/index.ts";
import { BINARY, nodePrograms } from "../bench/programs.ts";
import { NAMES, openProxiedWorld } from "./proxied-world.ts";

const skipped = !existsSync(BINARY) && process.env["CI"] !== "true";
const TOKEN = "cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD";

let runs = 0;
let world: Awaited<ReturnType<typeof openProxiedWorld>>;
beforeAll(async () => {
  world = await openProxiedWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  world.asked.length = 0;
  world.heard.length = 0;
});

test("a websocket, as broker and Home Assistant are reached / opened / through the tunnel, its authority trusted", async () => {
  onTestFinished(() => void useEgress(process.env));
  expect(useEgress({ HTTPS_PROXY: world.proxy, SSL_CERT_FILE: world.authority })).toEqual([]);
  const url = new URL("wss://ha.proxied.test/api/websocket");
  const socket = new WebSocket(url, wayOut(url));
  const answer = await new Promise((resolve, reject) => {
    socket.on("open", () => socket.send("hello"));
    socket.on("message", (message) => resolve(String(message)));
    socket.on("error", reject);
  });
  socket.terminate();
  expect(answer).toBe("hello");
  expect(world.asked).toEqual(["CONNECT ha.proxied.test:443 -"]);
});

describe.skipIf(skipped).each(nodePrograms())("on Node $version", ({ path }) => {
  async function run(words: readonly string[], environment: Readonly<Record<string, string>>) {
    const child = spawn(path, [BINARY, ...words], {
      env: {
        PATH: process.env["PATH"] ?? "",
        CLOUDFLARE_API_TOKEN: TOKEN,
        DOMAINS: `home-${++runs}.example.org`,
        IP6_PROVIDER: "none",
        CLOUDFLARE_BASE_URL: `https://${NAMES.api}/client/v4`,
        IP4_PROVIDER: `url:https://${NAMES.address}/`,
        STATE_DIR: join(world.folder, `state-${Math.random()}`),
        ...environment,
      },
    });
    const output = { out: "", err: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output.out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output.err += text));
    const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
    return { status, ...output };
  }

  test.each([
    [
      "HTTPS_PROXY with user and password",
      () => ({ HTTPS_PROXY: `http://me:pass%20word@${world.proxy}` }),
      "me:pass word",
    ],
    ["https_proxy as host:port", () => ({ https_proxy: world.proxy }), undefined],
    ["ALL_PROXY", () => ({ ALL_PROXY: `http://${world.proxy}/` }), undefined],
  ])(
    "%s and SSL_CERT_FILE / once / API, source, monitor and notification leave through it",
    async (_what, proxy, user) => {
      const { status, out, err } = await run(["once", "--json"], {
        ...proxy(),
        SSL_CERT_FILE: world.authority,
        HEALTHCHECKS: `https://${NAMES.monitor}/0123`,
        SHOUTRRR: `generic+https://${NAMES.chat}/hook`,
      });
      expect(status, err).toBe(0);
      expect(JSON.parse(out)).toMatchObject({ ok: true, detections: { ipv4: { addresses: ["8.8.4.4"] } } });
      const credentials = user === undefined ? "-" : `Basic ${Buffer.from(user).toString("base64")}`;
      for (const name of Object.values(NAMES))
        expect(world.asked).toContain(`CONNECT ${name}:443 ${credentials}`);
      expect(world.heard.join()).toContain(`${NAMES.monitor}/0123`);
      expect(out + err).not.toMatch(/pass word|pass%20word/);
    },
  );

  test("a source in clear and HTTP_PROXY / detect / the proxy is asked for the whole URL", async () => {
    const { out, err } = await run(["detect", "--json"], {
      HTTP_PROXY: world.proxy,
      IP4_PROVIDER: `url:http://${NAMES.address}/v4?x=1`,
    });
    const { sources } = JSON.parse(out) as { readonly sources: readonly unknown[] };
    expect(sources[0], err).toMatchObject({ configured: true, status: "known", addresses: ["8.8.4.4"] });
    expect(world.asked[0]).toBe(`GET http://${NAMES.address}/v4?x=1 -`);
  });

  test.each([
    ["NODE_EXTRA_CA_CERTS", () => ({ NODE_EXTRA_CA_CERTS: world.authority })],
    [
      "SSL_CERT_DIR",
      () => {
        const folder = join(world.folder, `certs-${Math.random()}`);
        mkdirSync(folder);
        symlinkSync(world.authority, join(folder, "0a1b2c3d.0"));
        symlinkSync("/nowhere", join(folder, "ffffffff.0"));
        return { SSL_CERT_DIR: `/nonexistent-not-there:${folder}` };
      },
    ],
  ])("%s / once / trusted", async (_what, trust) => {
    const { status, err } = await run(["once", "--json"], { HTTPS_PROXY: world.proxy, ...trust() });
    expect(status, err).toBe(0);
  });

  test("no authority / once / refused, and the step named", async () => {
    const { status, out } = await run(["once", "--json"], { HTTPS_PROXY: world.proxy });
    expect(status).toBe(1);
    expect(out).toContain("SSL_CERT_FILE");
  });

  test("a dead proxy / once / named as proxy, for API and source", async () => {
    const { status, out } = await run(["once", "--json"], { HTTPS_PROXY: "127.0.0.1:9" });
    expect(status).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      detections: {
        ipv4: {
          reason: expect.stringContaining("the proxy 127.0.0.1:9 of HTTPS_PROXY does not answer") as string,
        },
      },
    });
    const api = await run(["once", "--json"], { HTTPS_PROXY: "127.0.0.1:9", IP4_PROVIDER: "static:8.8.4.4" });
    expect(api.out).toContain("the proxy 127.0.0.1:9 of HTTPS_PROXY does not answer");
  });

  test("NO_PROXY / detect / the proxy is not asked for what it names", async () => {
    await run(["detect", "--json"], { HTTPS_PROXY: world.proxy, NO_PROXY: "localhost, .proxied.test" });
    expect(world.asked.join()).not.toContain("proxied.test");
  });

  test("a SOCKS proxy, and files of authorities that are not there / check / said, not refused", async () => {
    const { status, out } = await run(["check"], {
      HTTPS_PROXY: "socks5://127.0.0.1:1080",
      all_proxy: "nonsense value",
      SSL_CERT_FILE: "/no/ca.pem",
    });
    expect(status).toBe(0);
    expect(out).toContain("HTTPS_PROXY: a proxy that speaks socks5 cannot be used");
    expect(out).toContain("all_proxy: it is not the address of a proxy");
    expect(out).toContain("SSL_CERT_FILE");
  });
});
