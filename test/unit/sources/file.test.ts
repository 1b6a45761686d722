/** `file:`: what is read, and that no way of changing the file goes unnoticed. */

import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rename, rm, symlink, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createBench, detect, never, outcome, until } from "./kit.ts";

async function place(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "ddns-file-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, "address");
}

describe("reading", () => {
  test("the file changes / asked again / the new content", async () => {
    const path = await place();
    const { factory } = createBench();
    const source = factory({ kind: "file", path });
    expect(outcome(await source.detect(4, never))).toBe("there is no such file");
    await writeFile(path, "203.0.113.7/28\n203.0.113.8 # other\n");
    expect(await source.detect(4, never)).toMatchObject({
      addresses: [{ address: "203.0.113.7", prefixLength: 28 }, { address: "203.0.113.8" }],
      source: `file:${path}`,
    });
    await writeFile(path, "\uFEFF198.51.100.1");
    expect(outcome(await source.detect(4, never))).toEqual(["198.51.100.1"]);
  });

  test.each(["\n", "\r\n", "\r", "\u2028"])(
    "lines that end with %j / read / a comment ends with its line",
    async (end) => {
      const path = await place();
      await writeFile(path, ["# my list", "203.0.113.7 # one", "", "203.0.113.8", "nonsense"].join(end));
      const source = createBench().factory({ kind: "file", path });
      expect(outcome(await source.detect(4, never))).toMatch(/^line 5: "nonsense"/);
      await writeFile(path, ["# my list", "203.0.113.7 # one", "", "203.0.113.8"].join(end));
      expect(outcome(await source.detect(4, never))).toEqual(["203.0.113.7", "203.0.113.8"]);
    },
  );

  test("a private address / asked twice / known, warned once", async () => {
    const path = await place();
    await writeFile(path, "192.168.1.10");
    const { factory, warnings } = createBench();
    for (let time = 0; time < 2; time++)
      expect(outcome(await detect(factory, { kind: "file", path }))).toEqual(["192.168.1.10"]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(path);
  });

  test("too large, no text, a folder, a pipe / asked / unavailable", async () => {
    const path = await place();
    const { factory } = createBench();
    const ask = (at: string) => detect(factory, { kind: "file", path: at });
    await writeFile(path, "203.0.113.7\n".padEnd(8193, " "));
    expect(outcome(await ask(path))).toContain("larger than 8192");
    await writeFile(path, "203.0.113.7\n".padEnd(8192, " "));
    expect((await ask(path)).status).toBe("known");
    await writeFile(path, Buffer.from([0xff, 0xfe]));
    expect(outcome(await ask(path))).toBe("the file holds no text");
    expect(outcome(await ask(dirname(path)))).toBe("this is not a file");
    expect(outcome(await ask(join(path, "below")))).toBe("there is no such file");
    execFileSync("mkfifo", [`${path}.pipe`]);
    expect(outcome(await ask(`${path}.pipe`))).toBe("this is not a file");
  });
});

describe("watching", () => {
  const watch = (path: string) => {
    let changes = 0;
    const stop = createBench()
      .factory({ kind: "file", path })
      .watch?.(4, () => {
        changes += 1;
      });
    onTestFinished(() => stop?.());
    return { count: () => changes, stop };
  };

  test("written in place, replaced twice, removed, made anew / watched / heard each time", async () => {
    const path = await place();
    await writeFile(path, "203.0.113.1");
    const { count } = watch(path);
    const steps = [
      () => writeFile(path, "203.0.113.2"),
      ...["3", "4"].map((digit) => async () => {
        await writeFile(`${path}.new`, `203.0.113.${digit}`);
        await rename(`${path}.new`, path);
      }),
      () => unlink(path),
      () => writeFile(path, "203.0.113.5"),
    ];
    for (const step of steps) {
      const before = count();
      await step();
      await until(() => count() > before);
    }
  });

  test("behind a symbolic link that is turned, as Kubernetes does / watched / heard", async () => {
    const path = await place();
    const folder = dirname(path);
    for (const version of ["one", "two"]) {
      await mkdir(join(folder, version));
      await writeFile(join(folder, version, "address"), `203.0.113.${version.length}`);
    }
    await symlink("one", join(folder, "current"));
    await symlink("current/address", path);
    const { count } = watch(path);
    await symlink("two", join(folder, "next"));
    await rename(join(folder, "next"), join(folder, "current"));
    await until(() => count() > 0);
  });

  test("the folder is made later / five seconds pass / heard through the poll", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    onTestFinished(() => void vi.useRealTimers());
    const path = join(dirname(await place()), "later", "address");
    const { count, stop } = watch(path);
    await mkdir(dirname(path));
    await writeFile(path, "203.0.113.1");
    vi.advanceTimersByTime(5000);
    await until(() => count() === 1);
    stop?.();
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a link that leads to itself / watched and turned / no exception, heard", async () => {
    const path = await place();
    await symlink("address", path);
    const { count } = watch(path);
    await unlink(path);
    await writeFile(path, "203.0.113.1");
    await until(() => count() > 0);
  });

  test("stopped / changed / not heard; another file of the folder / changed / not heard", async () => {
    const path = await place();
    await writeFile(path, "203.0.113.1");
    const [stopped, other, witness] = [watch(path), watch(`${path}.other`), watch(path)];
    stopped.stop?.();
    await writeFile(path, "203.0.113.2");
    await until(() => witness.count() > 0);
    expect([stopped.count(), other.count()]).toEqual([0, 0]);
  });
});
