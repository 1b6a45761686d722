/** Connections of web sources: limits, redirects, families, faults, and what the server gets to see. */

import { describe, expect, test } from "vitest";
import { createBench, detect, lookup, never, outcome, serve, serveTcp, until } from "./kit.ts";

const url = (port: number, rest = "/") => ({ kind: "url", url: `http://echo.test:${port}${rest}` }) as const;

describe("the question", () => {
  test("any web source / asks / names itself, asks for no compression, keeps no connection", async () => {
    const server = await serve((_request, response) => response.end("8.8.8.8"));
    const { factory, clock } = createBench();
    expect(outcome(await detect(factory, url(server.port, "/ip?format=text")))).toEqual(["8.8.8.8"]);
    const [request] = server.requests;
    expect(request?.url).toBe("/ip?format=text");
    expect(request?.headers).toMatchObject({ "user-agent": "cloudflare-ddns", connection: "close" });
    expect(request?.headers["accept-encoding"]).toBeUndefined();
    await until(() => server.open.size === 0);
    expect(clock.sleeping).toBe(0);
  });

  test("user and password in the URL / asks / sends them as Basic authentication", async () => {
    const server = await serve((_request, response) => response.end("8.8.8.8"));
    const { factory } = createBench();
    await detect(factory, { kind: "url", url: `http://me:p%40ss@echo.test:${server.port}/` });
    expect(server.requests[0]?.headers.authorization).toBe(`Basic ${btoa("me:p@ss")}`);
  });

  test("via another family / asks / connects over that one, wants addresses of the one asked for", async () => {
    const seen: unknown[] = [];
    const server = await serve((_request, response) => response.end("2001:4860:4860::8888"));
    const { factory } = createBench({
      lookup: (name, options, callback) => {
        seen.push(options.family);
        lookup(name, options, callback);
      },
    });
    const spec = { ...url(server.port), via: 4 } as const;
    expect(outcome(await detect(factory, spec, 6))).toEqual(["2001:4860:4860::8888"]);
    expect(outcome(await detect(factory, spec, 4))).toContain("IPv4 is meant");
    expect(seen).toEqual([4, 4]);
  });

  test.each([
    ["http://127.0.0.1:9/", 6],
    ["http://[::1]:9/", 4],
    ["http://[::ffff:127.0.0.1]:9/", 6],
  ] as const)("host %s / asked over IPv%i / unavailable, says so", async (literal, family) => {
    const { factory } = createBench();
    expect(outcome(await detect(factory, { kind: "url", url: literal }, family))).toContain(
      `not an IPv${family} address`,
    );
  });

  test("something that is no URL / asked / unavailable", async () => {
    const { factory } = createBench();
    expect((await detect(factory, { kind: "url", url: "nonsense" })).status).toBe("unavailable");
    expect((await detect(factory, { kind: "url", url: "http://%zz:b@echo.test/" })).status).toBe(
      "unavailable",
    );
  });

  test("ipify / asks / its host of the family, one address alone", async () => {
    const server = await serve((request, response) =>
      response.end(request.url === "/two" ? "8.8.8.8\n9.9.9.9" : "8.8.8.8"),
    );
    const base = `http://ipify.test:${server.port}`;
    const one = createBench({ endpoints: { ipify: { 4: base, 6: base } } });
    expect(await detect(one.factory, { kind: "ipify" })).toMatchObject({ status: "known", source: "ipify" });
    const two = createBench({ endpoints: { ipify: { 4: `${base}/two`, 6: base } } });
    expect((await detect(two.factory, { kind: "ipify" })).status).toBe("unavailable");
  });
});

describe("several addresses", () => {
  test("a list with comments and prefix lengths / url / all, with their lengths, each once", async () => {
    const server = await serve((_request, response) =>
      response.end("\uFEFF# home\n8.8.8.8 # a\n9.9.9.9/32\n8.8.8.8\n"),
    );
    const { factory } = createBench();
    expect(await detect(factory, url(server.port))).toEqual({
      status: "known",
      addresses: [{ address: "8.8.8.8" }, { address: "9.9.9.9", prefixLength: 32 }],
      source: `url:http://echo.test:${server.port}/`,
    });
  });
});

test("a JSON document / url / told that the address alone is needed", async () => {
  const server = await serve((_request, response) => response.end('{"ip":"8.8.8.8"}'));
  expect(outcome(await detect(createBench().factory, url(server.port)))).toContain("looks like JSON");
});

describe("redirects", () => {
  const redirecting = (to: (port: number) => string) =>
    serve((request, response) => {
      const port = request.socket.localPort ?? 0;
      if (request.url === "/end") response.end("8.8.8.8");
      else response.writeHead(302, { location: to(port) }).end();
    });

  test.each([
    ["a relative one", () => "/end", true],
    ["the same host", (port: number) => `http://echo.test:${port}/end`, true],
    ["the same host in capitals", (port: number) => `http://ECHO.test:${port}/end`, true],
    ["another host", (port: number) => `http://other.test:${port}/end`, false],
    ["another host without scheme", (port: number) => `//other.test:${port}/end`, false],
    ["a lookalike with a user", (port: number) => `http://echo.test@other.test:${port}/end`, false],
    ["another port", (port: number) => `http://echo.test:${port + 1}/end`, false],
    ["the port that goes without saying", () => "http://echo.test/end", false],
    ["another port over TLS", () => "https://echo.test/end", false],
    ["another scheme", () => "ftp://echo.test/end", false],
    ["nonsense", () => "http://[", false],
    ["for ever", () => "/again", false],
  ])("%s / followed or refused", async (_what, to, followed) => {
    const server = await redirecting(to);
    const { factory } = createBench();
    const detection = await detect(factory, url(server.port));
    expect(detection.status).toBe(followed ? "known" : "unavailable");
    expect(server.requests.length).toBeLessThanOrEqual(4);
  });

  test("a POST / redirected / refused: DNS over HTTPS is asked at one place", async () => {
    const server = await redirecting(() => "/end");
    const { factory } = createBench({ endpoints: { doh: `http://doh.test:${server.port}/dns-query` } });
    expect((await detect(factory, { kind: "cloudflare.doh" })).status).toBe("unavailable");
    expect(server.requests).toHaveLength(1);
  });
});

describe("faults", () => {
  test("a silent server / the deadline passes / timed out, connection closed", async () => {
    const server = await serve(() => undefined);
    const { factory, clock } = createBench();
    const detected = detect(factory, url(server.port));
    await until(() => server.requests.length === 1);
    await clock.advance(4999);
    expect(clock.sleeping).toBe(1);
    await clock.advance(1);
    expect(outcome(await detected)).toBe("timed out after 5 s");
    await until(() => server.open.size === 0);
    expect(clock.sleeping).toBe(0);
  });

  test("a body that trickles / the deadline passes / timed out, connection closed", async () => {
    const server = await serve((_request, response) => {
      response.write("8.8.");
    });
    const { factory, clock } = createBench();
    const detected = detect(factory, url(server.port));
    await until(() => server.requests.length === 1);
    await clock.advance(5000);
    expect(outcome(await detected)).toBe("timed out after 5 s");
    await until(() => server.open.size === 0);
  });

  test("waiting / aborted / stopped, connection closed", async () => {
    const server = await serve(() => undefined);
    const { factory, clock } = createBench();
    const stop = new AbortController();
    const detected = factory(url(server.port)).detect(4, stop.signal);
    await until(() => server.requests.length === 1);
    stop.abort();
    expect(outcome(await detected)).toBe("stopped");
    await until(() => server.open.size === 0);
    expect(clock.sleeping).toBe(0);
  });

  test("already aborted / asked / stopped, nobody is asked", async () => {
    const server = await serve(() => undefined);
    const { factory } = createBench();
    expect(outcome(await factory(url(server.port)).detect(4, AbortSignal.abort()))).toBe("stopped");
    expect(server.requests).toHaveLength(0);
  });

  test("an endless body / asked / refused once it is too large, connection closed", async () => {
    const server = await serve((_request, response) => {
      const pump = () => {
        while (!response.destroyed && response.write("8.8.8.8\n".repeat(1000)));
      };
      response.on("drain", pump);
      pump();
    });
    const { factory } = createBench();
    expect(outcome(await detect(factory, url(server.port)))).toContain("more than 8192 bytes");
    await until(() => server.open.size === 0);
  });

  test("exactly 8192 bytes / asked / accepted", async () => {
    const server = await serve((_request, response) => response.end("8.8.8.8".padEnd(8192)));
    expect((await detect(createBench().factory, url(server.port))).status).toBe("known");
  });

  test("headers without end / asked / unavailable", async () => {
    const server = await serveTcp((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nx: ${"y".repeat(100_000)}`);
    });
    expect((await detect(createBench().factory, url(server.port))).status).toBe("unavailable");
  });

  test.each([
    ["nothing at all", ""],
    ["another protocol", "SSH-2.0-OpenSSH_9.9\r\n"],
    ["a body shorter than announced", "HTTP/1.1 200 OK\r\ncontent-length: 70\r\n\r\n8.8.8.8"],
    ["a chunk without end", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n7\r\n8.8.8.8\r\n"],
    [
      "another protocol from here on",
      "HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n8.8.8.8",
    ],
    ["compression", "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 7\r\n\r\n8.8.8.8"],
    ["no text", "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n\xff\xfe"],
    ["a web page", "HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\n\r\n8.8.8.8"],
    ["part of it", "HTTP/1.1 206 Partial\r\ncontent-length: 7\r\n\r\n8.8.8.8"],
  ])("%s / answered / unavailable", async (_what, reply) => {
    const server = await serveTcp((socket) => {
      socket.once("data", () => socket.end(reply, "latin1"));
    });
    const detection = await detect(createBench().factory, url(server.port));
    expect(detection.status).toBe("unavailable");
    await until(() => server.open.size === 0);
  });

  test("a reset before and within the answer / asked / unavailable", async () => {
    for (const start of ["", "HTTP/1.1 200 OK\r\n\r\n8.8"]) {
      const server = await serveTcp((socket) => {
        socket.once("data", () => {
          if (start === "") socket.resetAndDestroy();
          else socket.write(start, () => setImmediate(() => socket.resetAndDestroy()));
        });
      });
      expect(outcome(await detect(createBench().factory, url(server.port)))).toMatch(/broke/);
    }
  });

  test("nobody listens / asked / refused the connection", async () => {
    const server = await serveTcp(() => undefined);
    const { factory } = createBench({
      lookup: (_name, _options, callback) => callback(null, "127.0.0.2", 4),
    });
    expect(outcome(await detect(factory, url(server.port)))).toBe(
      `http://echo.test:${server.port}/ refused the connection at 127.0.0.2, which is this machine itself, so look for a filter such as Pi-hole or AdGuard, or a line in /etc/hosts, that leads the name there`,
    );
  });

  test.each([
    [
      "ENOTFOUND",
      "has no IPv4 address, or its name is unknown (ENOTFOUND), so check this machine's name server, and whether a filter such as Pi-hole or AdGuard blocks the name",
    ],
    [
      "EAI_AGAIN",
      "could not be looked up: the name server does not answer (EAI_AGAIN), so check this machine's name server, and the connection to it",
    ],
    [
      "ENETUNREACH",
      "cannot be reached over IPv4 (ENETUNREACH), so check this machine's network and its internet connection",
    ],
    ["ESOMETHING", "failed (ESOMETHING), so check the internet connection"],
  ])("%s / told in words", async (code, words) => {
    const { factory } = createBench({
      lookup: (_name, _options, callback) => callback(Object.assign(new Error("lost"), { code }), "", 4),
    });
    expect(outcome(await factory(url(80)).detect(4, never))).toBe(`http://echo.test/ ${words}`);
  });
});
