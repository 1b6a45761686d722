/** Secrets that users write into sources must not come out: not in names, reasons, warnings, or the survey. */

import { expect, test } from "vitest";
import { describeUrl, surveySources } from "../../../src/adapters/sources/index.ts";
import { describeSource } from "../../../src/core/source/format.ts";
import type { SourceSpec } from "../../../src/core/source/spec.ts";
import { createBench, detect, lookup, never, serve, serveTcp, until } from "./kit.ts";

const SECRETS = ["us3rname", "pa55word", "t0k3n", "s3gment"];
const secretUrl = (port: number) => `http://us3rname:pa55word@echo.test:${port}/s3gment/ip?token=t0k3n#t0k3n`;
const expectClean = (value: unknown) => {
  for (const secret of SECRETS) expect(JSON.stringify(value)).not.toContain(secret);
};

test.each([
  ["an error status", 401, {}, "8.8.8.8"],
  ["a web page", 200, { "content-type": "text/html" }, "8.8.8.8"],
  ["a private address", 200, {}, "10.0.0.1"],
  ["the secrets themselves", 200, {}, "unknown t0k3n of us3rname:pa55word s3gment"],
  [
    "a redirect elsewhere with secrets",
    302,
    { location: "http://us3rname:pa55word@b.test/s3gment?t0k3n" },
    "",
  ],
  ["a redirect for ever", 302, { location: "/s3gment/ip?token=t0k3n" }, ""],
  ["success", 200, {}, "8.8.8.8"],
] as const)(
  "a secret URL / answered with %s / nothing of it is told",
  async (_what, status, headers, body) => {
    const server = await serve((_request, response) => response.writeHead(status, headers).end(body));
    const { factory, warnings } = createBench();
    const spec: SourceSpec = { kind: "url", url: secretUrl(server.port) };
    expectClean([factory(spec).name, await detect(factory, spec), warnings]);
    expectClean(await detect(factory, { kind: "first", members: [spec, spec] }));
    expectClean(
      await detect(factory, { kind: "agree", count: 2, members: [spec, { kind: "mqtt", topic: "x" }] }),
    );
  },
);

test("a secret URL / reset, unknown, silent / nothing of it is told", async () => {
  const server = await serveTcp((socket) => socket.resetAndDestroy());
  const spec: SourceSpec = { kind: "url", url: secretUrl(server.port), via: 4 };
  expectClean(await detect(createBench().factory, spec));
  const unknown = createBench({
    lookup: (name, _options, callback) =>
      callback(Object.assign(new Error(`getaddrinfo ${secretUrl(1)} ${name}`), { code: "ENOTFOUND" }), "", 4),
  });
  expectClean(await detect(unknown.factory, spec));

  const silent = await serve(() => undefined);
  const { factory, clock } = createBench({ lookup });
  const detected = detect(factory, { kind: "url", url: secretUrl(silent.port) });
  await until(() => silent.requests.length === 1);
  await clock.advance(5000);
  expectClean(await detected);
});

test("a secret URL and a secret command / survey / nothing of them is told", async () => {
  const server = await serve((_request, response) => response.writeHead(403).end());
  const base = `http://x.test:${server.port}/`;
  const { factory, clock } = createBench({
    endpoints: { trace: [base], doh: base, ipify: { 4: base, 6: base } },
  });
  const members: SourceSpec[] = [
    { kind: "url", url: secretUrl(server.port) },
    { kind: "command", command: "exit 1 # t0k3n" },
  ];
  expectClean(await surveySources([{ family: 4, spec: { kind: "first", members } }], factory, clock, never));
});

test.each([
  ["https://user:pw@example.org:8443/a?b#c", "https://example.org:8443/"],
  ["http://[2001:db8::1]/x", "http://[2001:db8::1]/"],
  ["not a URL at all", "(no URL)"],
])("%s / described / %s", (url, shown) => {
  expect(describeUrl(url)).toBe(shown);
});

test("other sources / described / as they are written", () => {
  const spec: SourceSpec = {
    kind: "agree",
    count: 2,
    members: [
      { kind: "url", url: "https://a.example/x", via: 6 },
      { kind: "local.iface", interface: "eth0", stable: true },
      {
        kind: "first",
        members: [
          { kind: "command", command: "x" },
          { kind: "homeassistant", entity: "sensor.wan" },
        ],
      },
    ],
  };
  expect(describeSource(spec)).toBe(
    "agree(2; url.via6:https://a.example/; local.iface.stable:eth0; first(command; homeassistant:sensor.wan))",
  );
});
