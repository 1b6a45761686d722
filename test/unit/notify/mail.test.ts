/** E-mail against a stand-in for a mail server. */

import { afterEach, beforeEach, expect, test } from "vitest";
import { type MailServer, openMailServer } from "./mail-server.ts";
import { openReporters, record, report, until } from "./receiver.ts";

let server: MailServer;
beforeEach(async () => {
  server = await openMailServer();
});
afterEach(() => server.close());

const open = (user = "user:s3cr3t-password@", host = "127.0.0.1", more = "") =>
  openReporters({
    base: "",
    notifications: [
      `smtp://${user}${host}:${server.port}/?from=ddns@example.org&to=a@example.org,b+x@example.org${more}`,
    ],
  });

test("a change / told by mail / signed in, to everybody, in plain text", async () => {
  const bench = open();
  bench.end(report([record("updated")]));
  await bench.finish();
  expect(bench.log).toEqual([]);
  expect(server.commands.filter((line) => /^(AUTH|MAIL|RCPT)/.test(line))).toEqual([
    `AUTH PLAIN ${btoa("\0user\0s3cr3t-password")}`,
    "MAIL FROM:<ddns@example.org>",
    "RCPT TO:<a@example.org>",
    "RCPT TO:<b+x@example.org>",
  ]);
  expect(server.mails).toHaveLength(1);
  expect(server.mails[0]).toMatch(/^Subject: Cloudflare DDNS: 1 updated\r?$/m);
  expect(server.mails[0]).toContain("198.51.100.1 =E2=86=92 203.0.113.7");
  expect(bench.clock.sleeping).toBe(0);
});

test("no user / a change / not signed in", async () => {
  const bench = open("");
  bench.end(report([record("updated")]));
  await bench.finish();
  expect(server.commands.some((line) => line.startsWith("AUTH"))).toBe(false);
  expect(server.mails).toHaveLength(1);
});

test("encryption asked for, server has none / a change / nothing is sent, told once", async () => {
  const bench = open(undefined, undefined, "&encryption=ExplicitTLS");
  bench.end(report([record("updated")]));
  await bench.finish();
  expect(server.mails).toEqual([]);
  expect(server.commands.some((line) => line.startsWith("AUTH"))).toBe(false);
  expect(bench.log.filter(({ level }) => level === "warn")).toHaveLength(1);
});

test.each([
  ["AUTH", "535 no, s3cr3t-password is wrong"],
  ["RCPT", "550 nobody here"],
  ["MAILED", "554 spam s3cr3t-password"],
  ["CONNECT", "554 go away"],
  ["MAIL", "451 later"],
])("%s answered with %s / a change / one warning without the password", async (word, reply) => {
  server.replies[word] = reply;
  const bench = open();
  bench.end(report([record("updated")]));
  await bench.finish();
  expect(bench.log.filter(({ level }) => level === "warn")).toHaveLength(1);
  expect(JSON.stringify(bench.log)).not.toContain("s3cr3t");
});

test("a server that hangs / a change / given up at the deadline, then once more", async () => {
  server.replies["MAIL"] = "";
  const bench = open();
  bench.end(report([record("updated")]));
  const mails = () => server.commands.filter((line) => line.startsWith("MAIL")).length;
  await until(() => mails() === 1);
  await bench.clock.advance(20_000);
  await until(() => server.open === 0);
  await until(() => bench.clock.sleeping === 1);
  await bench.clock.advance(2_000);
  await until(() => mails() === 2);
  await bench.clock.advance(20_000);
  await bench.reporters.settled();
  expect(bench.log.map(({ level }) => level)).toEqual(["debug", "warn"]);
  expect(bench.clock.sleeping).toBe(0);
});

test("a server nobody runs / a change / one more attempt, then one warning", async () => {
  await server.close();
  const bench = open();
  bench.end(report([record("updated")]));
  await bench.finish();
  expect(bench.log.map(({ level }) => level)).toEqual(["debug", "warn"]);
  server = await openMailServer();
});

test("stopping / the signal aborts before the greeting / settled, and the connection is gone", async () => {
  server.replies["CONNECT"] = "";
  const bench = open();
  bench.end(report([record("updated")]));
  await until(() => server.open === 1);
  const stop = new AbortController();
  stop.abort();
  await bench.reporters.settled(stop.signal);
  await until(() => server.open === 0);
  expect(bench.log).toEqual([]);
  expect(bench.clock.sleeping).toBe(0);
});
