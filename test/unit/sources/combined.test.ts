/** `first`, `agree` and the deadline, over members that say what the test wants when it wants. */

import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import type { SourceSpec } from "../../../src/core/source/spec.ts";
import type { Address, DetectedAddresses, Detection } from "../../../src/core/types.ts";
import { createBench, createPuppets, detect, known4, mqtt, never, outcome } from "./kit.ts";

const failed = (reason: string, source = "x"): Detection => ({ status: "unavailable", reason, source });
const first = (...members: SourceSpec[]): SourceSpec => ({ kind: "first", members });
const agree = (count: number, ...members: SourceSpec[]): SourceSpec => ({ kind: "agree", count, members });
const [a, b, c] = [mqtt("a"), mqtt("b"), mqtt("c")];

function createPuppetBench() {
  const { push, puppet } = createPuppets();
  return { ...createBench({ push }), puppet };
}

describe("first", () => {
  test("the first answers / detect / its answer, nobody else is asked", async () => {
    const { factory, puppet, clock } = createPuppetBench();
    const detected = detect(factory, first(a, b));
    await clock.advance(1);
    puppet("a").answer("8.8.8.8");
    expect(await detected).toMatchObject({ status: "known", source: "mqtt:a" });
    expect(puppet("b").asked).toHaveLength(0);
    expect(clock.sleeping).toBe(0);
  });

  test("the first fails at once / detect / the second has all the time that is left", async () => {
    const { factory, puppet, clock } = createPuppetBench();
    const detected = detect(factory, first(a, b));
    await clock.advance(1);
    puppet("a").answer(failed("no idea"));
    await clock.advance(4990);
    puppet("b").answer("8.8.8.8");
    expect(outcome(await detected)).toEqual(["8.8.8.8"]);
  });

  test("the first is silent / half of the time passes / it is aborted and the second asked", async () => {
    const { factory, puppet, clock } = createPuppetBench();
    const detected = detect(factory, first(a, b));
    await clock.advance(2499);
    expect(puppet("b").asked).toHaveLength(0);
    await clock.advance(1);
    expect(puppet("a").asked[0]?.aborted).toBe(true);
    expect(puppet("b").asked).toHaveLength(1);
    puppet("b").answer("8.8.8.8");
    expect(outcome(await detected)).toEqual(["8.8.8.8"]);
  });

  test("all are silent / five seconds pass / unavailable, each named", async () => {
    const { factory, clock } = createPuppetBench();
    const detected = detect(factory, first(a, b, c));
    await clock.advance(5000);
    const reason = outcome(await detected);
    for (const part of ["mqtt:a: timed out after 1.7 s", "mqtt:b", "mqtt:c"]) expect(reason).toContain(part);
    expect(clock.sleeping).toBe(0);
  });

  test("nested / silence / an inner member has a share of its group's share", async () => {
    const { factory, puppet, clock } = createPuppetBench();
    const detected = detect(factory, first(first(a, b), c));
    await clock.advance(1250);
    expect(puppet("b").asked).toHaveLength(1);
    await clock.advance(1250);
    expect(puppet("c").asked).toHaveLength(1);
    puppet("c").answer("8.8.8.8");
    expect(outcome(await detected)).toEqual(["8.8.8.8"]);
  });

  test("waiting / aborted / stopped, nobody further is asked", async () => {
    const { factory, puppet, clock } = createPuppetBench();
    const stop = new AbortController();
    const detected = factory(first(a, b)).detect(4, stop.signal);
    await clock.advance(1);
    stop.abort();
    expect(outcome(await detected)).toBe("stopped");
    expect(puppet("b").asked).toHaveLength(0);
    expect(getEventListeners(stop.signal, "abort")).toHaveLength(0);
  });
});

describe("agree", () => {
  test("two of three are equal / detect / known before the third answers, which is aborted", async () => {
    const { factory, puppet, clock } = createPuppetBench();
    const detected = detect(factory, agree(2, a, b, c));
    await clock.advance(1);
    for (const topic of ["a", "b", "c"]) expect(puppet(topic).asked).toHaveLength(1);
    puppet("a").answer("8.8.8.8");
    puppet("c").answer("8.8.8.8");
    expect(await detected).toMatchObject({ status: "known", source: "agree(2; mqtt:a; mqtt:b; mqtt:c)" });
    expect(puppet("b").asked[0]?.aborted).toBe(true);
    await clock.advance(0);
    expect(clock.sleeping).toBe(0);
  });

  test("all differ / detect / NO_AGREEMENT, every answer named", async () => {
    const { factory, puppet, clock } = createPuppetBench();
    const detected = detect(factory, agree(2, a, b, c));
    await clock.advance(1);
    puppet("a").answer("8.8.8.8");
    puppet("b").answer(failed("no idea"));
    puppet("c").answer("9.9.9.9");
    const detection = await detected;
    expect(detection).toMatchObject({ status: "unavailable", code: "NO_AGREEMENT" });
    const reason = outcome(detection);
    for (const part of ["mqtt:a: 8.8.8.8", "mqtt:b: no idea", "mqtt:c: 9.9.9.9"])
      expect(reason).toContain(part);
  });

  test("the count cannot be reached any more / detect / unavailable before the last answers", async () => {
    const { factory, puppet, clock } = createPuppetBench();
    const detected = detect(factory, agree(3, a, b, c));
    await clock.advance(1);
    puppet("a").answer(failed("no idea"));
    expect((await detected).status).toBe("unavailable");
    expect(puppet("b").asked[0]?.aborted).toBe(true);
  });

  test("one is silent, the others differ / five seconds pass / unavailable, the silent one named", async () => {
    const { factory, puppet, clock } = createPuppetBench();
    const detected = detect(factory, agree(2, a, b, c));
    await clock.advance(1);
    puppet("a").answer("8.8.8.8");
    puppet("b").answer("9.9.9.9");
    await clock.advance(5000);
    expect(outcome(await detected)).toContain("mqtt:c: timed out after 5 s");
  });

  test("more wanted than there are / detect / unavailable at once", async () => {
    const { factory } = createPuppetBench();
    expect(await detect(factory, agree(3, a, b))).toMatchObject({ code: "NO_AGREEMENT" });
  });

  test("nested in first / no agreement / the next member answers", async () => {
    const { factory, puppet, clock } = createPuppetBench();
    const detected = detect(factory, first(agree(2, a, b), c));
    await clock.advance(1);
    puppet("a").answer("8.8.8.8");
    puppet("b").answer("9.9.9.9");
    await clock.advance(1);
    puppet("c").answer("1.2.3.4");
    expect(outcome(await detected)).toEqual(["1.2.3.4"]);
  });

  test("waiting / aborted / stopped, all members aborted", async () => {
    const { factory, puppet, clock } = createPuppetBench();
    const stop = new AbortController();
    const detected = factory(agree(2, a, b)).detect(4, stop.signal);
    await clock.advance(1);
    stop.abort();
    expect(outcome(await detected)).toBe("stopped");
    expect(puppet("a").asked[0]?.aborted).toBe(true);
    expect(getEventListeners(stop.signal, "abort")).toHaveLength(0);
    expect(outcome(await factory(agree(1, a)).detect(4, stop.signal))).toBe("stopped");
  });
});

describe("watching", () => {
  test("one member of a nest can be watched / it changes / heard, until stopped", () => {
    const heard: (() => void)[] = [];
    const { factory } = createBench({
      push: {
        mqtt: () => ({ name: "m", detect: async () => known4("8.8.8.8") }),
        homeassistant: () => ({
          name: "h",
          detect: async () => known4("8.8.8.8"),
          watch(_family, onChange) {
            heard.push(onChange);
            return () => heard.splice(0);
          },
        }),
      },
    });
    const sensor: SourceSpec = { kind: "homeassistant", entity: "sensor.wan" };
    let changes = 0;
    const stop = factory(first(a, agree(1, sensor))).watch?.(4, () => {
      changes += 1;
    });
    heard[0]?.();
    expect(changes).toBe(1);
    stop?.();
    expect(heard).toHaveLength(0);
    expect(factory(first(a, b)).watch).toBeUndefined();
  });
});

describe("the promise of every source", () => {
  test.each([
    ["rejects", () => Promise.reject(new Error("https://user:pw@host"))],
    [
      "throws",
      () => {
        throw new Error("https://user:pw@host");
      },
    ],
  ])("a push source %s / detect / unavailable, its words are not repeated", async (_what, faulty) => {
    const { factory, clock } = createBench({ push: { mqtt: () => ({ name: "m", detect: faulty }) } });
    expect(outcome(await detect(factory, a))).toBe("failed for a reason of its own");
    expect(clock.sleeping).toBe(0);
  });

  test.each([
    [a, "MQTT_URL"],
    [{ kind: "homeassistant", entity: "sensor.wan" }, "HOME_ASSISTANT_URL"],
    [{ kind: "supervisor" }, "Supervisor"],
  ] as const)("nobody supplies %o / detect / unavailable, says what is missing", async (spec, missing) => {
    expect(outcome(await detect(createBench().factory, spec))).toContain(missing);
  });

  test("static, static.empty, none / detect / known, clear, unmanaged", async () => {
    const { factory } = createBench();
    const addresses: DetectedAddresses = [{ address: "203.0.113.7" as Address, prefixLength: 28 }];
    expect(await detect(factory, { kind: "static", addresses })).toEqual({
      status: "known",
      addresses,
      source: "static",
    });
    expect((await detect(factory, { kind: "static", addresses }, 6)).status).toBe("unavailable");
    expect(await detect(factory, { kind: "static.empty" })).toEqual({ status: "clear" });
    expect(await detect(factory, { kind: "none" })).toEqual({ status: "unmanaged" });
    expect(factory({ kind: "none" }).name).toBe("none");
  });

  test("answered / the deadline would have passed / nothing is left behind", async () => {
    const { factory, clock } = createBench();
    await factory({ kind: "none" }).detect(4, never);
    expect(clock.sleeping).toBe(0);
  });
});
