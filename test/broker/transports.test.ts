/** Every way to a broker that MQTT_URL knows: plain, TLS with an own authority, websocket. */

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Broker } from "../../addon/mqtt/connection/broker.ts";
import { type MqttSession, openSession } from "../../addon/mqtt/connection/session.ts";
import { freePort, hasMosquitto } from "./mosquitto.ts";

describe.skipIf(!hasMosquitto)("transports of a real broker", () => {
  const folder = mkdtempSync(join(tmpdir(), "transports-"));
  const caFile = join(folder, "ca.pem");
  const readAfterStart = () => readFileSync(caFile, "utf8");
  let child: ChildProcess | undefined;
  const ports = { mqtt: 0, mqtts: 0, ws: 0, wss: 0 };

  beforeAll(async () => {
    const openssl = (...words: readonly string[]) =>
      execFileSync("openssl", words, { cwd: folder, stdio: "ignore" });
    openssl(
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-keyout",
      "ca.key",
      "-out",
      "ca.pem",
      "-subj",
      "/CN=lab",
      "-days",
      "2",
    );
    openssl(
      "req",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-keyout",
      "key.pem",
      "-out",
      "request.pem",
      "-subj",
      "/CN=localhost",
    );
    writeFileSync(join(folder, "names"), "subjectAltName=DNS:localhost\n");
    openssl(
      "x509",
      "-req",
      "-in",
      "request.pem",
      "-CA",
      "ca.pem",
      "-CAkey",
      "ca.key",
      "-CAcreateserial",
      "-out",
      "cert.pem",
      "-days",
      "2",
      "-extfile",
      "names",
    );
    const lines = ["allow_anonymous true", "user root"];
    for (const kind of ["mqtt", "mqtts", "ws", "wss"] as const) {
      ports[kind] = await freePort();
      lines.push(`listener ${ports[kind]} 127.0.0.1`);
      if (kind.startsWith("ws")) lines.push("protocol websockets");
      if (kind.endsWith("s") && kind !== "ws")
        lines.push(`certfile ${join(folder, "cert.pem")}`, `keyfile ${join(folder, "key.pem")}`);
    }
    writeFileSync(join(folder, "mosquitto.conf"), `${lines.join("\n")}\n`);
    const started = spawn("mosquitto", ["-c", join(folder, "mosquitto.conf")], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    child = started;
    for await (const chunk of started.stderr) if (/running/.test(String(chunk))) break;
  });
  afterAll(async () => {
    if (child) {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  });

  const open = (broker: Broker) =>
    openSession(broker, {
      clientId: `cfddns_test_${Math.random().toString(16).slice(2, 8)}`,
      onMessage: () => undefined,
    });
  const urlOf = (kind: keyof typeof ports, path = "") => `${kind}://localhost:${ports[kind]}${path}`;

  test.each([
    ["mqtt", "", false],
    // A final slash was once taken for a local socket.
    ["mqtt", "/", false],
    ["mqtts", "", true],
    ["ws", "/mqtt", false],
    ["wss", "/mqtt", true],
  ] as const)("%s with path %j / connect / connected", async (kind, path, tls) => {
    const session = await open({ url: urlOf(kind, path), ...(tls ? { caFile } : {}) });
    await session.publish("a", "b", false);
    await session.end();
    expect(session.gone.aborted).toBe(true);
    await expect(session.publish("a", "b", false)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });

  test.each([
    ["unknown authority", { url: "mqtts" }, "UNAVAILABLE"],
    ["no such file", { url: "mqtts", caFile: "/nowhere.pem" }, "CONFIG_INVALID"],
  ] as const)("%s / connect / refused, saying why", async (_, { url, ...rest }, code) => {
    const error: unknown = await open({ url: urlOf(url), ...rest }).catch((thrown) => thrown);
    expect(error).toMatchObject({ code });
    expect(String(error)).toMatch(/CERT|SIGNATURE|SIGNED|MQTT_CA_FILE/i);
  });

  test.each([
    ["mqtt", "mqtts", /may want TLS \(write mqtts:\/\//],
    ["mqtt", "ws", /be one for websockets \(write ws:\/\/\)/],
    ["mqtt", "wss", /may want TLS/],
    ["mqtts", "mqtt", /no TLS on that port; .* write mqtt:\/\//],
    ["mqtts", "ws", /no TLS on that port/],
    ["ws", "mqtt", /no plain websocket on that port; .* mqtt:\/\/ for no websocket/],
    ["ws", "mqtts", /no plain websocket on that port/],
    ["ws", "wss", /write wss:\/\/ for TLS/],
    ["wss", "mqtt", /no websocket with TLS on that port/],
    ["wss", "ws", /write ws:\/\/ for a plain one/],
  ] as const)("%s at the port of %s / connect / the mix-up is named", async (kind, other, says) => {
    const url = `${kind}://localhost:${ports[other]}/mqtt`;
    const error: unknown = await open({ url, caFile }).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: "UNAVAILABLE", message: expect.stringMatching(says) });
  });

  test.each([
    ["a certificate as text", { ca: readAfterStart }, undefined],
    ["no certificate, outside the app", {}, /unable|self-signed.* into MQTT_CA_FILE/],
    ["no certificate, in the app", { caSetting: "mqtt.ca" }, /self-signed.* into mqtt\.ca/],
  ] as const)("mqtts with %s / connect / connected, or told where to put it", async (_, trust, says) => {
    const ca = "ca" in trust ? { ca: trust.ca() } : trust;
    const opened = await open({ url: urlOf("mqtts"), ...ca }).catch((thrown: unknown) => thrown);
    if (says === undefined) await (opened as MqttSession).end();
    else expect(String(opened)).toMatch(says);
  });

  test("a web server instead of a broker / connect / its answer and the path are named", async () => {
    const server = createServer((_, response) => response.writeHead(404).end());
    await once(server.listen(0, "127.0.0.1"), "listening");
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    const error: unknown = await open({ url: `ws://localhost:${port}/x` }).catch((thrown) => thrown);
    server.close();
    expect(error).toMatchObject({
      message: expect.stringMatching(/HTTP 404 instead of a websocket; check the path/),
    });
  });

  test.each(["ws", "wss"] as const)(
    "a huge message over %s / ends the connection, not read",
    async (kind) => {
      const outside = await open({ url: urlOf("mqtt") });
      await outside.publish("huge", "x".repeat(2_000_000), true);
      const reader = await open({ url: urlOf(kind, "/mqtt"), caFile });
      reader.subscribe("huge").catch(() => undefined);
      await once(reader.gone, "abort");
      expect(reader.gone.reason).toMatchObject({ message: expect.stringContaining("longer than 1 MB") });
      await outside.publish("huge", "", true);
      await outside.end();
    },
  );

  test("no address at all / connect / CONFIG_INVALID", async () => {
    await expect(open({ url: "http://x" })).rejects.toMatchObject({ code: "CONFIG_INVALID" });
    await expect(open({ url: "nonsense" })).rejects.toMatchObject({ code: "CONFIG_INVALID" });
  });

  test("stopped while connecting / ABORTED or unreachable at once, nothing left", async () => {
    const stop = new AbortController();
    const opening = openSession(
      { url: "mqtt://192.0.2.1:1883" },
      { clientId: "cfddns_test", onMessage: () => undefined, signal: stop.signal },
    );
    setTimeout(() => stop.abort(), 50);
    await expect(opening).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });
});
