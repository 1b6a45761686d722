/** detect-ip: what counts as a change, and what is remembered. */

import { describe, expect, test, vi } from "vitest";
import { addressesFrom, compare, merged } from "../../../nodes/detect-ip/judgement.ts";
import { createMemory } from "../../../nodes/detect-ip/memory.ts";
import { explainFailure } from "../../../nodes/shared/message/failure.ts";
import type { ContextScope } from "../../../nodes/shared/node-red.ts";

describe("detection", () => {
  const known = (family: 4 | 6, address: string) =>
    ({ family, ms: 3, detection: { status: "known", source: "s", addresses: [{ address }] } }) as never;
  const lost = (family: 4 | 6, code?: "NO_AGREEMENT") =>
    ({
      family,
      ms: 3,
      detection: { status: "unavailable", source: "s", reason: "timed out", ...(code ? { code } : {}) },
    }) as never;

  test("one family fails / the other is sent", () => {
    const seen = [known(4, "93.184.216.34"), lost(6)];
    const found = addressesFrom(seen, "any");
    expect(found).toEqual({ ipv4: "93.184.216.34", ipv6: null });
    const previous = { ipv4: "93.184.216.34", ipv6: "2606:2800::1" };
    expect(compare(found, previous, seen)).toMatchObject({
      changed: { ipv4: false, ipv6: false },
      first: false,
      errors: [{ family: 6, code: "DETECTION_FAILED" }],
    });
    expect(merged(found, previous)).toEqual(previous);
  });

  test("the first time / counts as changed", () => {
    const seen = [known(4, "93.184.216.34")];
    expect(compare(addressesFrom(seen, "any"), undefined, seen)).toMatchObject({
      first: true,
      changed: { ipv4: true, ipv6: false },
    });
  });

  test.each([
    [[lost(4), lost(6)], "any", "DETECTION_FAILED"],
    [[lost(4, "NO_AGREEMENT"), lost(6, "NO_AGREEMENT")], "any", "NO_AGREEMENT"],
    [[lost(4, "NO_AGREEMENT"), lost(6)], "any", "DETECTION_FAILED"],
    [[known(4, "93.184.216.34"), lost(6)], [4, 6], "DETECTION_FAILED"],
    [[known(4, "93.184.216.34"), lost(6, "NO_AGREEMENT")], [6], "NO_AGREEMENT"],
  ] as const)("case %# / what is required is missing / %s %s", (seen, required, code) => {
    try {
      addressesFrom(seen, required as never);
      expect.unreachable();
    } catch (thrown) {
      expect(explainFailure(thrown).detail).toMatchObject({ code });
    }
  });

  test("memory that works / recalls what it was told", async () => {
    const values = new Map<string, unknown>();
    const scope: ContextScope = {
      get: (key, _store, callback) => callback(null, values.get(key)),
      set: (key, value, _store, callback) => {
        values.set(key, value);
        callback(null);
      },
    };
    const memory = createMemory(scope, "disk", () => expect.unreachable());
    await expect(memory.recall()).resolves.toBeUndefined();
    await memory.remember({ ipv4: "a", ipv6: null });
    expect(values.get("state")).toEqual({ v: 1, ipv4: "a", ipv6: null });
    await expect(memory.recall()).resolves.toEqual({ ipv4: "a", ipv6: null });
    values.set("state", "nonsense");
    await expect(memory.recall()).resolves.toBeUndefined();
  });

  test("memory that is broken / warns once, still knows within this deployment", async () => {
    const warn = vi.fn();
    const scope: ContextScope = {
      get: (_key, _store, callback) => callback(new Error("disk")),
      set: () => {
        throw new Error("sync");
      },
    };
    const memory = createMemory(scope, "disk", warn);
    await expect(memory.recall()).resolves.toBeUndefined();
    await memory.remember({ ipv4: "a", ipv6: null });
    await expect(memory.recall()).resolves.toEqual({ ipv4: "a", ipv6: null });
    expect(warn).toHaveBeenCalledTimes(1);
  });
});
