/** One request to Cloudflare over a clock in our hands: deadlines, retries, and the pauses that a 429 asks for. */

import { describe, expect, test } from "vitest";
import { CloudflareRejection, createCaller } from "../../src/adapters/cloudflare/caller.ts";
import { DdnsError } from "../../src/core/errors.ts";
import { createVirtualClock } from "../clock.ts";

const READ = { task: "read", kind: "read" } as const;
const MINUTE = 60_000;

function open() {
  const clock = createVirtualClock();
  const { call } = createCaller({ clock, requestTimeoutMs: 10_000 });
  let sent = 0;
  const signal = new AbortController();
  const ask = (answer: (inner: AbortSignal) => Promise<string>): Promise<string> =>
    call(READ, signal.signal, (inner) => {
      sent += 1;
      return answer(inner);
    }).catch((thrown: unknown) =>
      thrown instanceof CloudflareRejection ? thrown.failure.error.code : "foreign",
    );
  return { clock, ask, abort: () => signal.abort(), sent: () => sent };
}

const good = async () => "good";
const throttled = (retryAfterMs?: number) => async () => {
  throw new DdnsError("RATE_LIMITED", "too many", { retryAfterMs });
};

describe("deadline and stopping", () => {
  test("no answer / ten seconds pass / TIMEOUT, and after four attempts it is given up, no timer left", async () => {
    const { clock, ask, sent } = open();
    const asked = ask(
      (inner) =>
        new Promise((_, reject) =>
          inner.addEventListener("abort", () => reject(inner.reason), { once: true }),
        ),
    );
    await clock.advance(MINUTE);
    expect(await asked).toBe("TIMEOUT");
    expect([sent(), clock.sleeping]).toEqual([4, 0]);
  });

  test("stopped before / ask / ABORTED, nothing sent (was: sent all the same)", async () => {
    const { ask, abort, sent } = open();
    abort();
    expect(await ask(good)).toBe("ABORTED");
    expect(sent()).toBe(0);
  });

  test("stopped while waiting for the next attempt / at once / ABORTED, no timer left", async () => {
    const { clock, ask, abort } = open();
    const asked = ask(async () => {
      throw new DdnsError("UNAVAILABLE", "down");
    });
    await clock.advance(100);
    abort();
    expect(await asked).toBe("ABORTED");
    expect(clock.sleeping).toBe(0);
  });
});

describe("429", () => {
  test("Retry-After of 20 s / ask / asked again after that", async () => {
    const { clock, ask, sent } = open();
    let first = true;
    const asked = ask(async () => {
      if (!first) return "good";
      first = false;
      return await throttled(20_000)();
    });
    await clock.advance(19_999);
    expect(sent()).toBe(1);
    await clock.advance(1);
    expect(await asked).toBe("good");
  });

  test("Retry-After of a year / ask again / nothing is sent for a quarter of an hour, then it is (was: for a year)", async () => {
    const { clock, ask, sent } = open();
    expect(await ask(throttled(365 * 24 * 60 * MINUTE))).toBe("RATE_LIMITED");
    await clock.advance(13 * MINUTE);
    expect(await ask(good)).toBe("RATE_LIMITED");
    expect(sent()).toBe(1);
    await clock.advance(2 * MINUTE);
    expect(await ask(good)).toBe("good");
  });

  test("a storm without Retry-After / four attempts / then quiet for two minutes (was: every zone and cycle joined in)", async () => {
    const { clock, ask, sent } = open();
    const asked = ask(throttled());
    await clock.advance(30_000);
    expect(await asked).toBe("RATE_LIMITED");
    expect(await ask(good)).toBe("RATE_LIMITED");
    expect(sent()).toBe(4);
    await clock.advance(2 * MINUTE);
    expect(await ask(good)).toBe("good");
  });
});
