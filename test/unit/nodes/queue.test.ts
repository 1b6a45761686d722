/** Jobs of an account, one after the other. */

import { getMaxListeners } from "node:events";
import { describe, expect, test, vi } from "vitest";
import { createQueue, linkSignals } from "../../../nodes/shared/account/queue.ts";
import { deferred, never } from "./kit.ts";

describe("queue", () => {
  test("three jobs / one after the other / in the order of arrival", async () => {
    const queue = createQueue();
    const log: string[] = [];
    const gate = deferred();
    const first = queue.run(never, async () => {
      await gate.promise;
      log.push("first");
    });
    const second = queue.run(never, async () => void log.push("second"));
    const third = queue.run(never, async () => void log.push("third"));
    expect(queue.busy).toBe(true);
    gate.resolve();
    await Promise.all([first, second, third]);
    expect(log).toEqual(["first", "second", "third"]);
    expect(queue.busy).toBe(false);
  });

  test("a job that fails / the next one runs", async () => {
    const queue = createQueue();
    const bad = queue.run(never, () => Promise.reject(new Error("no")));
    const good = queue.run(never, async () => 7);
    await expect(bad).rejects.toThrow("no");
    await expect(good).resolves.toBe(7);
  });

  test("a waiting job / aborted / rejects at once, the others keep their turn", async () => {
    const queue = createQueue();
    const gate = deferred();
    const stop = new AbortController();
    const first = queue.run(never, () => gate.promise);
    const aborted = queue.run(stop.signal, async () => expect.unreachable());
    const last = queue.run(never, async () => "last");
    stop.abort();
    await expect(aborted).rejects.toMatchObject({ code: "ABORTED" });
    gate.resolve();
    await first;
    await expect(last).resolves.toBe("last");
  });

  test("a full queue / one more / RATE_LIMITED", async () => {
    const queue = createQueue(1);
    const gate = deferred();
    const running = queue.run(never, () => gate.promise);
    const waiting = queue.run(never, async () => {});
    await expect(queue.run(never, async () => {})).rejects.toMatchObject({ code: "RATE_LIMITED" });
    gate.resolve();
    await Promise.all([running, waiting]);
  });

  test("linked signals / released / leave no listener behind", () => {
    const source = new AbortController();
    const spy = vi.spyOn(source.signal, "removeEventListener");
    const link = linkSignals([source.signal]);
    link.release();
    source.abort();
    expect(link.signal.aborted).toBe(false);
    expect(spy).toHaveBeenCalledTimes(1);
  });

  test("twelve messages and more / waiting on one signal / no leak is suspected", async () => {
    const [linked, waited] = [new AbortController().signal, new AbortController().signal];
    linkSignals([linked]).release();
    const queue = createQueue();
    await Promise.all([queue.run(waited, async () => 1), queue.run(waited, async () => 2)]);
    // 0 stands for: as many as there are.
    expect([getMaxListeners(linked), getMaxListeners(waited)]).toEqual([0, 0]);
  });
});
