/** Files that are ours alone: nothing planted in their folder is followed, waited for or written to, and no disk holds us up. */

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmod,
  link,
  lstat,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { leaveRoot } from "../../addon/app/privileges.ts";
import { OwnFile } from "../../src/adapters/disk/own-file.ts";
import { makeFolder } from "../../src/adapters/disk/steps.ts";
import { inTime, isDiskStuck } from "../../src/adapters/disk/trouble.ts";
import { fileState } from "../../src/adapters/state.ts";

let folder = "";
let path = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ddns-own-file-"));
  path = join(folder, "main.json");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const alone = (): never => expect.fail("somebody else is said to write here");
const ours = () => new OwnFile(path, alone);
const modeOf = async (name: string) => (await stat(name)).mode & 0o777;

describe("a folder where somebody planted something", () => {
  test("a link in the place of the file / write / the link goes, its target stays as it was", async () => {
    const victim = join(folder, "victim");
    await writeFile(victim, "mine");
    await symlink(victim, path);
    await ours().replace("state");
    expect(await readFile(victim, "utf8")).toBe("mine");
    expect((await lstat(path)).isFile()).toBe(true);
    expect(await readFile(path, "utf8")).toBe("state");
  });

  test.each(["main.json.new", "main.json.000000000000.new"])(
    "a link at %s, where a draft may stand / write / nothing goes through it",
    async (name) => {
      const victim = join(folder, "victim");
      await writeFile(victim, "mine");
      await symlink(victim, join(folder, name));
      await ours().replace("state");
      expect([await readFile(victim, "utf8"), await readFile(path, "utf8")]).toEqual(["mine", "state"]);
    },
  );

  test("a link in the place of the file / read / refused", async () => {
    await writeFile(join(folder, "secret"), "{}");
    await symlink(join(folder, "secret"), path);
    await expect(ours().read()).rejects.toMatchObject({ code: "it is a symbolic link" });
  });

  test.each(["main.json", "main.json.new"])(
    "a pipe without a writer at %s / read and write / neither waits",
    async (name) => {
      execFileSync("mkfifo", [join(folder, name)]);
      const file = ours();
      if (name === "main.json")
        await expect(file.read()).rejects.toMatchObject({ code: "it is no ordinary file" });
      else expect(await file.read()).toBeNull();
      await file.replace("state");
      expect(await readFile(path, "utf8")).toBe("state");
    },
  );

  test.each([
    ["a folder", () => mkdir(path), /no ordinary file|EISDIR/],
    ["a file of 5 MB", () => writeFile(path, "").then(() => truncate(path, 5 * 1024 * 1024)), /too large/],
    ["a file of 1 TB", () => writeFile(path, "").then(() => truncate(path, 1024 ** 4)), /too large/],
  ])("%s / load / told in a sentence, starts anew, works on", async (_title, plant, expected) => {
    await plant();
    const told: string[] = [];
    const store = fileState(folder, "main", (text) => told.push(text));
    expect(await store.load()).toMatchObject({ history: [] });
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(expected);
    await store.save(await store.load());
  });

  test("a file that everybody may read and write / write / ours alone, whatever the umask", async () => {
    await writeFile(path, "old");
    await chmod(path, 0o666);
    const before = process.umask(0);
    await ours()
      .replace("state")
      .finally(() => process.umask(before));
    expect(await modeOf(path)).toBe(0o600);
  });

  test("a second name of the file / write / what has the second name stays as it was", async () => {
    await writeFile(path, "shared");
    await link(path, join(folder, "second"));
    await ours().replace("state");
    expect(await readFile(join(folder, "second"), "utf8")).toBe("shared");
  });

  test("drafts that a kill left behind, and others' files / write / old drafts go, the rest stays", async () => {
    const names = ["main.json.new", "main.json.0123456789ab.new", "main.json.bak", "other.json.new"];
    for (const name of names) {
      await writeFile(join(folder, name), "");
      await utimes(join(folder, name), 0, 0);
    }
    await writeFile(join(folder, "main.json.ba9876543210.new"), "of another process, just now");
    await ours().replace("state");
    expect((await readdir(folder)).sort()).toEqual([
      "main.json",
      "main.json.ba9876543210.new",
      "main.json.bak",
      "other.json.new",
    ]);
  });
});

describe("two programs on one file", () => {
  test("three of them write in turn / each is told once, none fails, the file is whole", async () => {
    const told = [0, 0, 0];
    const files = told.map((_, index) => new OwnFile(path, () => (told[index] = (told[index] ?? 0) + 1)));
    for (const file of files) await file.read();
    for (let round = 0; round < 25; round++)
      await Promise.all(files.map((file, index) => file.replace(JSON.stringify([round, index]))));
    expect(told.every((times) => times <= 1)).toBe(true);
    expect(told.some((times) => times === 1)).toBe(true);
    expect(JSON.parse(await readFile(path, "utf8"))[0]).toBe(24);
    expect(await readdir(folder)).toEqual(["main.json"]);
  });

  test("one alone, its file deleted by hand / write on / nobody is told", async () => {
    const file = ours();
    await file.read();
    await file.replace("1");
    await rm(path);
    await file.replace("2");
    await file.replace("3");
    expect(await readFile(path, "utf8")).toBe("3");
  });

  test("a second instance's state / save / told what to do", async () => {
    const told: string[] = [];
    const [one, two] = ["one", "two"].map(() => fileState(folder, "main", (text) => told.push(text)));
    const state = await one?.load();
    await two?.load();
    if (state === undefined) throw new Error("no state");
    for (const paused of [true, false, true]) {
      await one?.save({ ...state, paused });
      await two?.save({ ...state, paused: !paused });
    }
    expect(told.length).toBeGreaterThan(0);
    expect(told.length).toBeLessThanOrEqual(2);
    expect(told[0]).toMatch(/Another program writes.*INSTANCE.*STATE_DIR/);
  });
});

describe("a folder that cannot be", () => {
  test.each([
    ["below a file", () => join(path, "sub", "deep")],
    ["in /proc", () => "/proc/ddns/state"],
    ["in /sys", () => "/sys/ddns/state"],
    ["behind a link into nowhere", () => join(folder, "nowhere", "sub")],
  ])("%s / save twice / told once, soon", async (_title, where) => {
    await writeFile(path, "");
    await symlink(join(folder, "gone"), join(folder, "nowhere"));
    const told: string[] = [];
    const store = fileState(where(), "main", (text) => told.push(text));
    const before = performance.now();
    const state = await store.load();
    await store.save(state);
    await store.save(state);
    expect(performance.now() - before).toBeLessThan(2000);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/could not be saved.*STATE_DIR/);
  });

  test("several levels are missing / make the folder / made, for us alone", async () => {
    await makeFolder(join(folder, "a", "b", "c"));
    expect(await modeOf(join(folder, "a", "b", "c"))).toBe(0o700);
    await makeFolder(join(folder, "a", "b", "c"));
  });
});

describe("a disk that does not answer", () => {
  test("work that never ends / in time / given up, and known to be owed", async () => {
    let end: () => void = () => {};
    const work = new Promise<void>((resolve) => (end = resolve));
    await expect(inTime(work, 20)).rejects.toMatchObject({ code: "the disk does not answer" });
    expect(isDiskStuck()).toBe(true);
    end();
    await work;
    await Promise.resolve();
    expect(isDiskStuck()).toBe(false);
  });

  test("work that ends in time / in time / its value, nothing owed", async () => {
    expect(await inTime(Promise.resolve(7), 1000)).toBe(7);
    await expect(inTime(open(join(folder, "none")), 1000)).rejects.toMatchObject({ code: "ENOENT" });
    expect(isDiskStuck()).toBe(false);
  });

  test("a thread that hangs on a pipe / end the process / it ends (was: never)", async () => {
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    const entry = join(folder, "hang.mjs");
    await build({
      stdin: {
        contents: `
          import { open } from "node:fs/promises";
          import { endProcess } from "./addon/process/end.ts";
          import { inTime } from "./src/adapters/disk/trouble.ts";
          await inTime(open(${JSON.stringify(pipe)}, "r"), 50).catch(() => {});
          endProcess(0);`,
        resolveDir: process.cwd(),
        loader: "ts",
      },
      bundle: true,
      platform: "node",
      format: "esm",
      outfile: entry,
      banner: {
        js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
      },
    });
    const child = spawn(process.execPath, [entry], { stdio: "ignore" });
    const timer = setTimeout(() => child.kill("SIGKILL"), 20_000);
    const [, signal] = await once(child, "exit");
    clearTimeout(timer);
    expect(signal).toBe("SIGKILL");
    expect(child.killed).toBe(false);
  }, 30_000);
});

test.runIf(process.getuid?.() === 0)(
  "root's files, one with a second name, a link, a pipe, the options / hand the folder over / our files alone",
  async () => {
    await writeFile(path, "");
    await writeFile(join(folder, "main.json.0123456789ab.new"), "");
    await writeFile(join(folder, "options.json"), "");
    await link(join(folder, "options.json"), join(folder, "x.json"));
    await writeFile(join(folder, "outside"), "");
    await symlink(join(folder, "outside"), join(folder, "y.json"));
    execFileSync("mkfifo", [join(folder, "z.json")]);
    const system = { getuid: () => 0, setgroups: () => {}, setgid: () => {}, setuid: () => {} };
    expect(leaveRoot({ RUN_AS: "1000:1001" }, folder, system)).toEqual({
      kind: "left",
      uid: 1000,
      gid: 1001,
    });
    const owners = await Promise.all(
      (await readdir(folder)).sort().map(async (name) => `${name} ${(await lstat(join(folder, name))).uid}`),
    );
    expect(owners).toEqual([
      "main.json 1000",
      "main.json.0123456789ab.new 1000",
      "options.json 0",
      "outside 0",
      "x.json 0",
      "y.json 0",
      "z.json 0",
    ]);
  },
);
