/** Guessing: slow, told once, and never in the way of the health check. Keys open what they say, and nothing else. */

import { describe, expect, test } from "vitest";
import { Secret } from "../../../src/core/secret.ts";
import { settle } from "../../clock.ts";
import { STANDALONE, type Started, started } from "./start.ts";

const password = new Secret("a long enough password");
const readKey = new Secret("read-0123456789-abcdef");
const basic = (text: string) => ({ Authorization: `Basic ${Buffer.from(`me:${text}`).toString("base64")}` });
const bearer = (text: string) => ({ Authorization: `Bearer ${text}` });

/** Asks, and lets the time of a wrong password pass. */
async function guess({ ask, clock }: Started, headers: Record<string, string>, path = "/"): Promise<number> {
  const asked = ask(path, { headers }).then(({ status }) => status);
  let done = false;
  void asked.finally(() => {
    done = true;
  });
  while (!done) {
    await settle();
    await new Promise((resolve) => setTimeout(resolve, 2));
    if (clock.sleeping > 0) await clock.advance(1000);
  }
  return asked;
}

describe("wrong passwords", () => {
  test("six in a row / the right one after them / too early, then in; told once; healthz all the while", async () => {
    const stage = await started({ ...STANDALONE, password } as never);
    for (let count = 0; count < 5; count += 1) expect(await guess(stage, basic(`no ${count}`))).toBe(401);
    const sixth = await stage.ask("/", { headers: basic(password.reveal()) });
    expect(sixth).toMatchObject({ status: 429, json: { error: { code: "TOO_MANY_GUESSES" } } });
    expect(Number(sixth.headers["retry-after"])).toBeGreaterThan(50);
    expect((await stage.ask("/healthz")).status).toBe(200);
    expect(stage.warnings).toHaveLength(1);
    expect(stage.warnings.join()).toMatch(/127\.0\.0\.1/);
    await stage.clock.advance(60_000);
    expect(await guess(stage, basic(password.reveal()))).toBe(200);
  });

  test("thirty peers, one each / another peer's guess / not looked at; who was in before is", async () => {
    let peer = "192.168.1.2";
    const stage = await started({ ...STANDALONE, password } as never, { remoteAddress: () => peer });
    expect(await guess(stage, basic(password.reveal()))).toBe(200);
    const statuses: number[] = [];
    for (let count = 0; count < 31; count += 1) {
      peer = `10.0.0.${count}`;
      statuses.push(await guess(stage, basic("wrong")));
    }
    expect(statuses.at(0)).toBe(401);
    expect(statuses.at(-1)).toBe(429);
    peer = "192.168.1.2";
    expect(await guess(stage, basic(password.reveal()))).toBe(200);
    expect(stage.warnings.length).toBeLessThanOrEqual(22);
  });

  test("no password at all / asked often / 401 at once, nothing is counted", async () => {
    const stage = await started({ ...STANDALONE, password } as never);
    for (let count = 0; count < 10; count += 1) expect((await stage.ask("/")).status).toBe(401);
    expect(stage.warnings).toEqual([]);
  });
});

describe("the read key", () => {
  const both = { ...STANDALONE, password, readKey } as never;

  test.each([
    ["/metrics", bearer(readKey.reveal()), 200],
    ["/api/status", bearer(readKey.reveal()), 200],
    ["/metrics", basic(password.reveal()), 200],
    ["/metrics", { Host: "ddns:8080", ...bearer(readKey.reveal()) }, 200],
    ["/metrics", { Host: "ddns:8080", ...basic(password.reveal()) }, 403],
    ["/metrics", basic(readKey.reveal()), 401],
    ["/metrics", bearer(password.reveal()), 401],
    ["/metrics", bearer("wrong"), 401],
    ["/metrics", {}, 401],
    [`/metrics?key=${readKey.reveal()}`, {}, 401],
    ["/", bearer(readKey.reveal()), 401],
    ["/api/view", bearer(readKey.reveal()), 401],
    ["/api/events", bearer(readKey.reveal()), 401],
    ["/%6detrics", bearer(readKey.reveal()), 401],
  ])("%s with %j / asked / %i", async (path, headers, status) => {
    expect(await guess(await started(both), headers as Record<string, string>, path)).toBe(status);
  });

  test("a key without a password, on loopback / asked / the key opens, nothing else does", async () => {
    const stage = await started({ ...STANDALONE, readKey } as never);
    expect((await stage.ask("/metrics")).status).toBe(401);
    expect((await stage.ask("/metrics", { headers: bearer(readKey.reveal()) })).status).toBe(200);
    expect((await stage.ask("/api/view")).status).toBe(200);
  });
});
