/** `command:`: what a program may print, and that nothing of it outlives its time. */

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createBench, detect, outcome, until } from "./kit.ts";

const run = async (command: string) =>
  outcome(await detect(createBench().factory, { kind: "command", command }));

test("a program prints addresses / asked / known, named without its command line", async () => {
  const { factory } = createBench();
  const spec = {
    kind: "command",
    command: "# key=s3cret\nprintf '# wan\\n8.8.8.8/32\\n'; echo 9.9.9.9 | cat",
  } as const;
  expect(await detect(factory, spec)).toEqual({
    status: "known",
    addresses: [{ address: "8.8.8.8", prefixLength: 32 }, { address: "9.9.9.9" }],
    source: "command",
  });
});

test.each([
  ["nothing", "true", "there is no address in it"],
  ["a network wider than the default", "echo 8.8.8.8/31", "wider than /32"],
  ["nine addresses", "for i in 1 2 3 4 5 6 7 8 9; do echo 8.8.8.$i; done", "more than 8"],
  ["a private address", "echo 192.168.1.1", "private"],
  ["one of Cloudflare's", "echo 104.16.0.1", "Cloudflare"],
  ["no address", "echo hello", "not an address"],
  ["no text", "printf '\\377'", "no text"],
  ["too much", "yes 8.8.8.8", "more than 8192 bytes"],
  ["an exit status", "echo 8.8.8.8; exit 3", "the program ended with status 3"],
  ["a signal", "echo 8.8.8.8; kill -9 $$", "the program was ended by SIGKILL"],
  ["an unknown program", "no-such-program-at-all", "status 127: "],
])("a program gives %s / asked / unavailable", async (_what, command, reason) => {
  expect(await run(command)).toContain(reason);
});

test("complaints of several lines / asked / the first alone, its URL without secrets, cut short", async () => {
  const reason = await run(
    "echo 'cannot ask https://me:s3cret@host/p?token=s3cret now' >&2; echo second line >&2; exit 1",
  );
  expect(reason).toBe("the program ended with status 1: cannot ask https://host/ now");
  expect(await run("printf 'red \\033[31m\\a line' >&2; exit 1")).toBe(
    String.raw`the program ended with status 1: red \u001b[31m\u0007 line`,
  );
  expect((await run("head -c 100000 /dev/zero | tr '\\0' x >&2; exit 1")).length).toBeLessThan(250);
});

test("an environment with secrets of any name / asked / the program sees what it needs, nothing else", async () => {
  const needed = {
    PATH: process.env["PATH"],
    HOME: "/home/me",
    LANG: "C",
    LC_ALL: "C",
    TZ: "UTC",
    TMPDIR: "/tmp",
  };
  const secrets = {
    my_token: "1",
    MY_SECRET: "2",
    aws_secret_access_key: "3",
    HTTPS_PROXY: "http://u:p@h",
    LC_: "4",
  };
  const { factory } = createBench({ environment: { ...needed, ...secrets } });
  const command = "env | cut -d= -f1 | grep -vE '^(PWD|OLDPWD|SHLVL|_)$' | sort | tr '\\n' ' ' >&2; exit 1";
  expect(outcome(await detect(factory, { kind: "command", command }))).toBe(
    "the program ended with status 1: HOME LANG LC_ALL PATH TMPDIR TZ",
  );
});

test.each([
  ["the deadline passes", "timed out after 5 s"],
  ["aborted", "stopped"],
])("a program and its child hang / %s / the whole group is killed", async (how, reason) => {
  const folder = await mkdtemp(join(tmpdir(), "ddns-command-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const pids = join(folder, "pids");
  const { factory, clock } = createBench();
  const stop = new AbortController();
  const command = `trap '' TERM; sleep 1000 & echo $$ $! > ${pids}.new; mv ${pids}.new ${pids}; wait`;
  const detected = factory({ kind: "command", command }).detect(4, stop.signal);
  let text = "";
  while (text === "") {
    text = await readFile(pids, "utf8").catch(() => "");
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  if (how === "aborted") stop.abort();
  else await clock.advance(5000);
  expect(outcome(await detected)).toBe(reason);
  const running = text.trim().split(" ").map(Number);
  expect(running).toHaveLength(2);
  for (const pid of running) {
    const state = () => readFile(`/proc/${pid}/stat`, "utf8").catch(() => "gone");
    let now = await state();
    while (now !== "gone" && !/\) Z /.test(now)) now = await state();
  }
  expect(clock.sleeping).toBe(0);
});

test("a command that cannot be handed to a shell / asked / unavailable, no exception", async () => {
  expect(await run("echo \0")).toBe("failed for a reason of its own");
});

test("aborted before / asked / nothing is run", async () => {
  const folder = await mkdtemp(join(tmpdir(), "ddns-command-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const { factory } = createBench();
  const source = factory({ kind: "command", command: `echo > ${folder}/ran` });
  expect(outcome(await source.detect(4, AbortSignal.abort()))).toBe("stopped");
  await expect(readFile(`${folder}/ran`)).rejects.toMatchObject({ code: "ENOENT" });
});

test("a child in the background keeps the pipe / asked / waits for it until the deadline", async () => {
  const { factory, clock } = createBench();
  const detected = detect(factory, { kind: "command", command: "sleep 1000 & echo 8.8.8.8" });
  await until(() => clock.sleeping === 1);
  await clock.advance(5000);
  expect(outcome(await detected)).toBe("timed out after 5 s");
});
