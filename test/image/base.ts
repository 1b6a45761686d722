/** A stand-in for the official Node image, made of what this machine has: no registry of images is needed. */

import { chmod, copyFile, cp, mkdir, realpath, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { nodeBinary, output } from "./tools.ts";

const PASSWORDS = "root:x:0:0:root:/root:/bin/sh\nnode:x:1000:1000::/home/node:/bin/sh\n";
const GROUPS = "root:x:0:\nnode:x:1000:\n";
const CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt";

/** What the official image has for developers and for installing more; beside them stands npm, the real one. */
const FOR_DEVELOPERS = [
  "usr/local/include/node/node.h",
  "usr/local/share/man/man1/node.1",
  "usr/local/share/doc/node/gdbinit",
  "usr/local/README.md",
  "usr/local/CHANGELOG.md",
  "usr/local/lib/node_modules/corepack/dist/corepack.js",
  "usr/local/bin/corepack",
  "usr/local/bin/npx",
  "opt/yarn-v1.22.22/bin/yarn",
  "usr/local/bin/yarn",
  "usr/local/bin/yarnpkg",
  "etc/apk/repositories",
  "sbin/apk",
  "usr/lib/libapk.so.3.0.0",
];

/** Writes its files into `folder`: as in Alpine, BusyBox for a shell, Node and npm in /usr/local. */
export async function writeBase(folder: string): Promise<void> {
  for (const part of [
    "bin",
    "usr/bin",
    "usr/local/bin",
    "usr/local/lib/node_modules",
    "etc/ssl/certs",
    "root",
    "proc",
    "sys",
    "dev",
    "tmp",
  ])
    await mkdir(join(folder, part), { recursive: true });
  await chmod(join(folder, "tmp"), 0o1777);
  await addBusybox(folder);
  await addNode(folder);
  await addNpm(folder);
  for (const file of FOR_DEVELOPERS) {
    await mkdir(join(folder, dirname(file)), { recursive: true });
    await writeFile(join(folder, file), "of the base image\n");
  }
  await writeFile(join(folder, "usr/local/LICENSE"), "Node's licence\n");
  await writeFile(join(folder, "etc/passwd"), PASSWORDS);
  await writeFile(join(folder, "etc/group"), GROUPS);
  await writeFile(join(folder, "etc/nsswitch.conf"), "hosts: files dns\n");
  // The real image's entry is a shell script; ours must not run it.
  const entry = join(folder, "usr/local/bin/docker-entrypoint.sh");
  await writeFile(entry, '#!/bin/sh\necho entered through the base image >&2\nexec "$@"\n');
  await chmod(entry, 0o755);
  await copyFile(CERTIFICATES, join(folder, CERTIFICATES)).catch(() => undefined);
}

async function addBusybox(folder: string): Promise<void> {
  await copyFile((await output("which", ["busybox"])).trim(), join(folder, "bin/busybox"));
  const applets = (await output("busybox", ["--list"]))
    .split("\n")
    .filter((name) => name !== "" && name !== "busybox");
  for (const name of applets) await symlink("busybox", join(folder, "bin", name));
  await symlink("/bin/env", join(folder, "usr/bin/env"));
}

async function addNode(folder: string): Promise<void> {
  const node = nodeBinary();
  await copyFile(node, join(folder, "usr/local/bin/node"));
  await chmod(join(folder, "usr/local/bin/node"), 0o755);
  const linked = [...(await output("ldd", [node])).matchAll(/(\/\S+) \(0x/g)].map(([, path = ""]) => path);
  const libc = linked.find((path) => path.endsWith("/libc.so.6")) ?? "";
  const names = [...linked, join(dirname(libc), "libnss_dns.so.2"), join(dirname(libc), "libresolv.so.2")];
  for (const path of new Set(names)) {
    await mkdir(join(folder, dirname(path)), { recursive: true });
    await copyFile(await realpath(path), join(folder, path)).catch(() => undefined);
  }
}

async function addNpm(folder: string): Promise<void> {
  const program = await realpath((await output("which", ["npm"])).trim());
  const npm = join(folder, "usr/local/lib/node_modules/npm");
  await cp(dirname(dirname(program)), npm, { recursive: true, verbatimSymlinks: true });
  await symlink("../lib/node_modules/npm/bin/npm-cli.js", join(folder, "usr/local/bin/npm"));
}
