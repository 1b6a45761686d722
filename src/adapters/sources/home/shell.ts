/** Runs one shell command within limits and leaves no process of its group behind when it is stopped. */

import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { foreignText } from "../../../core/foreign-text.ts";
import { describeUrl } from "../describe.ts";
import { BODY_LIMIT } from "../remote/http.ts";

const STDERR_LIMIT = 4096;

export interface ShellRun {
  /** Kills the command with its whole process group. */
  readonly signal: AbortSignal;
  readonly env: NodeJS.ProcessEnv;
  /** What it reads on its standard input; absent: nothing. */
  readonly input?: string;
  /** Where nobody asks what it prints, it may print as much as it likes. */
  readonly output?: "ignored";
}

/** What it wrote to its standard output, or why that does not count. */
export type ShellResult =
  | { readonly ok: true; readonly output: Buffer }
  | { readonly ok: false; readonly reason: string };

/** Runs `command` by `sh -c`. Output beyond 8 KiB that somebody asks for and exit statuses other than 0 are failures. Never rejects. */
export function runShell(command: string, { signal, env, input, output }: ShellRun): Promise<ShellResult> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve({ ok: false, reason: "stopped" });
    // Detached: a process group of its own, so that what the shell started can be killed with it.
    const child = spawn("sh", ["-c", command], {
      detached: true,
      stdio: [input === undefined ? "ignore" : "pipe", output === undefined ? "pipe" : "ignore", "pipe"],
      env,
    });
    let closed = false;
    const end = (result: ShellResult) => {
      signal.removeEventListener("abort", onAbort);
      if (!closed) killGroup(child);
      resolve(result);
    };
    const onAbort = () => end({ ok: false, reason: "stopped" });
    signal.addEventListener("abort", onAbort, { once: true });
    // A program need not read what it is given.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input);
    child.on("error", () => end({ ok: false, reason: "the shell could not be started" }));

    const stdout = collect(child.stdout, BODY_LIMIT, () =>
      end({ ok: false, reason: `the program printed more than ${BODY_LIMIT} bytes` }),
    );
    const stderr = collect(child.stderr, STDERR_LIMIT);
    child.on("close", (status, killedBy) => {
      closed = true;
      if (status === 0) return end({ ok: true, output: stdout() });
      const how = killedBy === null ? `ended with status ${status}` : `was ended by ${killedBy}`;
      end({ ok: false, reason: `the program ${how}${describeComplaint(stderr())}` });
    });
  });
}

/** Gathers the first `limit` bytes and goes on reading, so that the program does not get stuck. Without a process there is no stream. */
function collect(stream: Readable | null, limit: number, onTooMuch?: () => void): () => Buffer {
  const chunks: Buffer[] = [];
  let size = 0;
  stream?.on("data", (chunk: Buffer) => {
    if (size <= limit) chunks.push(chunk);
    if (size <= limit && size + chunk.length > limit) onTooMuch?.();
    size += chunk.length;
  });
  stream?.on("error", () => undefined);
  return () => Buffer.concat(chunks).subarray(0, limit);
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // Nobody of the group is left.
  }
  // Something that left the group may still hold the pipes, and with them this process.
  child.stdin?.destroy();
  child.stdout?.destroy();
  child.stderr?.destroy();
  child.unref();
}

/** The first line that the program complained with, made harmless, its URLs without what may be secret. */
function describeComplaint(stderr: Buffer): string {
  const [line = ""] = stderr.toString().trimStart().split(/\r?\n/, 1);
  const harmless = foreignText(
    line.replace(/\b[a-z][a-z\d+.-]{0,20}:\/\/[^\s"'<>]+/gi, (url) => describeUrl(url)),
  );
  return harmless === "" ? "" : `: ${harmless}`;
}
