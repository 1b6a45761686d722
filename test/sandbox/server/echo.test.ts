/** The sandbox keeps the specification, through real HTTP: the routes that tell an address. */

import { describe, expect, test } from "vitest";
import { call, start } from "../stage.ts";

describe("echo", () => {
  test("an address set / trace and plain echo / tell it per family", async () => {
    const sandbox = await start();
    sandbox.setAddress(4, "198.51.100.4");
    sandbox.setAddress(6, "2001:db8::6");
    const trace = await (await fetch(`${sandbox.origin}/cdn-cgi/trace`)).text();
    const lines = trace.trimEnd().split("\n");
    const keys = "fl h ip ts visit_scheme uag colo sliver http loc tls sni warp gateway rbi kex".split(" ");
    expect(lines.map((line) => line.split("=")[0])).toEqual(keys);
    expect(lines).toEqual(
      expect.arrayContaining([
        "ip=198.51.100.4",
        `h=${new URL(sandbox.origin).host}`,
        "warp=off",
        "gateway=off",
      ]),
    );
    expect(await (await fetch(`${sandbox.origin}/ip`)).text()).toBe("198.51.100.4\n");
    expect(await (await fetch(`${sandbox.origin}/ip?family=6`)).text()).toBe("2001:db8::6\n");
    expect(sandbox.requests).toEqual([]);
  });

  const whoami = "0677686f616d690a636c6f7564666c617265000010 0003".replace(" ", "");
  const header = (flags: string) => `abcd${flags}0001000000000000`;

  test.each([
    ["whoami TXT CH", `${header("0100")}${whoami}`, 200, "abcd81800001000100000000"],
    ["without recursion", `${header("0000")}${whoami}`, 200, "abcd80800001000100000000"],
    ["class IN", `${header("0100")}${whoami.slice(0, -1)}1`, 200, "abcd818500010000"],
    ["no query", "abcd", 400, ""],
  ])("%s / POST /dns-query / %#", async (_, query, status, expected) => {
    const sandbox = await start();
    const response = await fetch(`${sandbox.origin}/dns-query`, {
      method: "POST",
      headers: { "content-type": "application/dns-message" },
      body: Buffer.from(query, "hex"),
    });
    const answer = Buffer.from(await response.arrayBuffer()).toString("hex");
    expect(response.status).toBe(status);
    expect(response.ok ? answer.slice(0, expected.length) : "").toBe(expected);
  });

  test("the whoami answer / taken apart / one TXT CH string with the address", async () => {
    const sandbox = await start();
    const response = await fetch(`${sandbox.origin}/dns-query`, {
      method: "POST",
      headers: { "content-type": "application/dns-message" },
      body: Buffer.from(`${header("0100")}${whoami}`, "hex"),
    });
    const text = Buffer.from("93.184.216.34").toString("hex");
    const answer = `c00c001000030000 0000 000e 0d${text}`.replaceAll(" ", "");
    expect(Buffer.from(await response.arrayBuffer()).toString("hex")).toBe(
      `abcd81800001000100000000${whoami}${answer}`,
    );
    expect(response.headers.get("content-type")).toBe("application/dns-message");
  });

  test("another content type / POST /dns-query / 415", async () => {
    const sandbox = await start();
    const response = await fetch(`${sandbox.origin}/dns-query`, { method: "POST", body: "x" });
    expect(response.status).toBe(415);
  });

  test("no token / GET /ips / 15 and 7 ranges, jdcloud on demand", async () => {
    const sandbox = await start();
    const { body } = await call(sandbox, "GET", "/ips", undefined, {});
    expect([body.result.ipv4_cidrs.length, body.result.ipv6_cidrs.length]).toEqual([15, 7]);
    expect("jdcloud_cidrs" in body.result).toBe(false);
    const jdcloud = await call(sandbox, "GET", "/ips?networks=jdcloud", undefined, {});
    expect(jdcloud.body.result.jdcloud_cidrs).toEqual([]);
    expect((await (await fetch(`${sandbox.origin}/ips-v4`)).text()).split("\n")).toHaveLength(16);
  });
});
