/** Runs the built image as Docker would: its root file system, its environment, its command, as the only thing in sight. */

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ImageConfig } from "./image.ts";

export interface Packed {
  readonly rootfs: string;
  readonly config: ImageConfig;
}

export interface PodOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Written as Supervisor does: owned by root, mode 0600. */
  readonly options?: unknown;
  /** As with `docker run --user`. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** The root file system cannot be written; /data and /tmp can. */
  readonly readOnly?: boolean;
  readonly words?: readonly string[];
  /** Put into /data, with the owner's id and mode 0600. */
  readonly secretFile?: { readonly name: string; readonly text: string; readonly owner: number };
  /** The only ones left, as with `--cap-drop all --cap-add …`, and no new privileges; default: all. */
  readonly capabilities?: readonly string[];
}

export interface Pod {
  /** The folder that is /data inside. */
  readonly data: string;
  readonly log: () => string;
  /** Of the program itself, as Linux tells it: `Uid`, `Gid`, `Groups` and so on. */
  status(): ReadonlyMap<string, string>;
  /** Runs HEALTHCHECK; its exit status. */
  health(): number;
  /** As Supervisor does for the action that writes to an app. */
  write(value: unknown): void;
  /** Sends the image's STOPSIGNAL; answers with the exit status, or the signal that ended it. */
  stop(): Promise<number | string>;
  readonly ended: Promise<number | string>;
}

/** By its full path, as the search path is the image's. */
const CHROOT = execFileSync("/bin/sh", ["-c", "PATH=$PATH:/usr/sbin:/sbin command -v chroot"], {
  encoding: "utf8",
}).trim();
const HOSTS = "127.0.0.1 localhost\n::1 localhost\n172.30.32.2 supervisor\n";

export function runPod({ rootfs, config }: Packed, options: PodOptions = {}): Pod {
  const folder = mkdtempSync(join(tmpdir(), "pod-"));
  const data = join(folder, "data");
  mkdirSync(data, { mode: 0o755 });
  if (options.options !== undefined) {
    writeFileSync(join(data, "options.json"), JSON.stringify(options.options), { mode: 0o600 });
    chownSync(join(data, "options.json"), 0, 0);
  }
  const { secretFile } = options;
  if (secretFile !== undefined) {
    writeFileSync(join(data, secretFile.name), secretFile.text, { mode: 0o600 });
    chownSync(join(data, secretFile.name), secretFile.owner, secretFile.owner);
  }
  if (options.user !== undefined) chownSync(data, options.user.uid, options.user.gid);
  writeFileSync(join(folder, "hosts"), HOSTS);

  const env = { ...environmentOf(config), HOME: "/root", ...options.env };
  const command = [...config.Entrypoint, ...(options.words ?? config.Cmd)];
  const child = spawn(
    "/usr/bin/unshare",
    ["--mount", "--propagation", "private", "/bin/sh", "-c", script(options), "pod", ...command],
    {
      env: { ...env, POD_ROOTFS: rootfs, POD_FOLDER: folder },
      stdio: ["pipe", "pipe", "pipe"],
    },
  );
  let log = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => (log += chunk.toString()));
  const ended = once(child, "exit").then(([code, signal]) => {
    rmSync(folder, { recursive: true, force: true });
    return (code ?? signal) as number | string;
  });
  return {
    data,
    log: () => log,
    status: () => statusOf(child),
    health: () => health(rootfs, config, env),
    ended,
    write: (value) => child.stdin?.write(`${JSON.stringify(value)}\n`),
    stop: () => {
      child.kill(config.StopSignal as NodeJS.Signals);
      return ended;
    },
  };
}

/** Each step replaces the shell, so that the child is the program itself and hears its signals. */
function script({ readOnly, user, capabilities }: PodOptions): string {
  const inside = [
    CHROOT,
    ...(user === undefined ? [] : [`--userspec=${user.uid}:${user.gid}`, "--groups="]),
    `"$POD_ROOTFS"`,
    "/bin/env -u POD_ROOTFS -u POD_FOLDER",
    `"$@"`,
  ].join(" ");
  return [
    "set -e",
    "PATH=$PATH:/usr/bin:/bin:/usr/sbin:/sbin",
    `mount --bind "$POD_ROOTFS" "$POD_ROOTFS"`,
    `mount --bind "$POD_FOLDER/data" "$POD_ROOTFS/data"`,
    `touch "$POD_ROOTFS/etc/hosts"`,
    `mount --bind "$POD_FOLDER/hosts" "$POD_ROOTFS/etc/hosts"`,
    `mount -t proc proc "$POD_ROOTFS/proc"`,
    `mount -t tmpfs tmpfs "$POD_ROOTFS/tmp"`,
    `mount --rbind /dev "$POD_ROOTFS/dev"`,
    ...(readOnly ? [`mount -o remount,bind,ro "$POD_ROOTFS"`] : []),
    capabilities === undefined
      ? `exec ${inside}`
      : // Without the first the program could not even be locked in.
        `exec setpriv --no-new-privs --inh-caps=-all --bounding-set=-all,${["sys_chroot", ...capabilities].map((name) => `+${name}`).join(",")} ${inside}`,
  ].join("\n");
}

function environmentOf({ Env }: ImageConfig): Record<string, string> {
  return Object.fromEntries(
    Env.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}

function statusOf({ pid }: ChildProcess): ReadonlyMap<string, string> {
  const text = execFileSync("cat", [`/proc/${pid}/status`], { encoding: "utf8" });
  return new Map(
    text
      .split("\n")
      .map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]),
  );
}

function health(rootfs: string, { Healthcheck }: ImageConfig, env: Record<string, string>): number {
  const [kind, ...words] = Healthcheck?.Test ?? [];
  if (kind !== "CMD") throw new Error(`HEALTHCHECK is ${String(kind)}, not the exec form`);
  try {
    execFileSync(CHROOT, [rootfs, ...words], { env, stdio: "ignore" });
    return 0;
  } catch (error) {
    const status = typeof error === "object" && error !== null && "status" in error ? error.status : null;
    return typeof status === "number" ? status : -1;
  }
}
