/** A disk that does not answer holds up neither a detection nor a save, and is not asked again meanwhile. */

import { expect, test, vi } from "vitest";

const asked: ((end: unknown) => void)[] = [];
vi.mock("node:fs/promises", async (original) => ({
  ...(await original<typeof import("node:fs/promises")>()),
  open: () => new Promise((_, reject) => asked.push(reject)),
}));

const { OwnFile } = await import("../../../src/adapters/disk/own-file.ts");
const { isDiskStuck } = await import("../../../src/adapters/disk/trouble.ts");
const { createBench } = await import("./kit.ts");

const never = new AbortController().signal;
const gone = Object.assign(new Error("gone"), { code: "ENOENT" });

test("a file that is never opened / detect twice, then the disk is back / given up, not asked again, then asked", async () => {
  vi.useFakeTimers();
  const source = createBench().factory({ kind: "file", path: "/mnt/ip" });
  const first = source.detect(4, never);
  await vi.advanceTimersByTimeAsync(6000);
  expect(await first).toMatchObject({ status: "unavailable", reason: "the disk does not answer" });
  expect(isDiskStuck()).toBe(true);
  expect(await source.detect(4, never)).toMatchObject({ reason: "the disk does not answer" });
  expect(asked).toHaveLength(1);
  for (const end of asked.splice(0)) end(gone);
  await vi.advanceTimersByTimeAsync(1);
  expect(isDiskStuck()).toBe(false);
  const back = source.detect(4, never);
  await vi.advanceTimersByTimeAsync(1);
  for (const end of asked.splice(0)) end(gone);
  expect(await back).toMatchObject({ reason: "there is no such file" });
  vi.useRealTimers();
});

test("a state that is never written / save three times / each ends, one write is owed, the newest text waits", async () => {
  vi.useFakeTimers();
  const file = new OwnFile("/mnt/main.json", () => {});
  const saves = ["1", "2"].map((text) => file.replace(text).catch((thrown: unknown) => thrown));
  await vi.advanceTimersByTimeAsync(6000);
  for (const save of saves) expect(await save).toMatchObject({ code: "the disk does not answer" });
  const at = performance.now();
  await expect(file.replace("3")).rejects.toMatchObject({ code: "the disk does not answer" });
  expect(performance.now() - at).toBeLessThan(1000);
  expect(asked).toHaveLength(1);
  vi.useRealTimers();
});
