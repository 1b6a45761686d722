/** The sandbox keeps the specification, through real HTTP: the budget of requests. */

import { describe, expect, test } from "vitest";
import { call, expectReply, start } from "../stage.ts";

describe("rate limit", () => {
  test("1,200 requests in five minutes / one more / blocked for five minutes", async () => {
    let now = Date.UTC(2026, 0, 1);
    const sandbox = await start({ now: () => now });
    const first = await call(sandbox, "GET", "/zones");
    expect(first.headers.get("ratelimit")).toBe('"default";r=1199;t=300');
    expect(first.headers.get("ratelimit-policy")).toBe('"default";q=1200;w=300');
    now += 100_000;
    for (let n = 0; n < 1199; n += 109) {
      await Promise.all(Array.from({ length: 109 }, () => call(sandbox, "GET", "/user/tokens/verify")));
    }
    const over = await call(sandbox, "GET", "/zones");
    expectReply(over, 429, 10500);
    expect(over.headers.get("retry-after")).toBe("300");
    expect(over.headers.get("ratelimit")).toBe('"default";r=0;t=300');
    now += 299_000;
    expectReply(await call(sandbox, "GET", "/zones"), 429, 10500);
    now += 1000;
    expectReply(await call(sandbox, "GET", "/zones"), 200);
  });

  test("five minutes later / asked / the window begins anew", async () => {
    let now = 0;
    const sandbox = await start({ now: () => now });
    await call(sandbox, "GET", "/zones");
    now += 300_000;
    expect((await call(sandbox, "GET", "/zones")).headers.get("ratelimit")).toBe('"default";r=1199;t=300');
  });
});
