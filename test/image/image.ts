/** Builds the Dockerfile as Supervisor does, from the tracked files alone, and opens the result as a folder. */

import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { writeBase } from "./base.ts";
import { buildahIn, output, ROOT, VERSION } from "./tools.ts";

/** What Docker would be told by the image. */
export interface ImageConfig {
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly Cmd: readonly string[];
  readonly WorkingDir: string;
  readonly StopSignal: string;
  readonly Labels: Readonly<Record<string, string>>;
  readonly Healthcheck?: { readonly Test: readonly string[] };
  readonly User?: string;
}

export interface Image {
  /** The root file system of the final stage. */
  readonly rootfs: string;
  readonly config: ImageConfig;
  /** Bytes that the final stage adds to its base. */
  readonly ownBytes: number;
  remove(): Promise<void>;
}

const BASE = "localhost/node-base";

export async function buildImage(): Promise<Image> {
  const folder = mkdtempSync(join(tmpdir(), "image-"));
  const buildah = buildahIn(join(folder, "store"));
  await makeBase(folder, buildah);
  const context = await copyContext(folder);
  writeFileSync(
    join(folder, "npmrc"),
    `registry=${(await output("npm", ["config", "get", "registry"])).trim()}\n`,
    {
      mode: 0o600,
    },
  );
  const words = [
    "build",
    "--isolation",
    "chroot",
    "--format",
    "docker",
    "--pull-never",
    "--tag",
    "localhost/app",
  ];
  const values = { NODE_IMAGE: BASE, BUILD_VERSION: VERSION, BUILD_ARCH: "amd64" };
  for (const [name, value] of Object.entries(values)) words.push("--build-arg", `${name}=${value}`);
  await buildah(...words, "--secret", `id=npmrc,src=${join(folder, "npmrc")}`, context);
  const inspected = JSON.parse(await buildah("inspect", "--type", "image", "localhost/app")) as {
    readonly Docker: { readonly config: ImageConfig };
  };
  const container = (await buildah("from", "--pull-never", "localhost/app")).trim();
  const rootfs = (await buildah("mount", container)).trim();
  const [ownKilobytes = "0"] = (await output("du", ["-sk", join(rootfs, "app")])).split("\t");
  return {
    rootfs,
    config: inspected.Docker.config,
    ownBytes: Number(ownKilobytes) * 1024,
    async remove() {
      await buildah("umount", container);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function makeBase(folder: string, buildah: ReturnType<typeof buildahIn>): Promise<void> {
  const files = join(folder, "base");
  await writeBase(files);
  const container = (await buildah("from", "scratch")).trim();
  await buildah("copy", container, files, "/");
  await buildah("config", "--env", "PATH=/usr/local/bin:/usr/bin:/bin", container);
  await buildah("config", "--env", "NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt", container);
  await buildah("config", "--entrypoint", '["docker-entrypoint.sh"]', "--cmd", "node", container);
  await buildah("commit", "--rm", container, BASE);
  rmSync(files, { recursive: true });
}

/** A clone has the tracked files and nothing else; files that are about to be tracked count too. */
async function copyContext(folder: string): Promise<string> {
  const context = join(folder, "context");
  const names = await output("git", [
    "-C",
    ROOT,
    "ls-files",
    "-z",
    "--cached",
    "--others",
    "--exclude-standard",
  ]);
  for (const name of new Set(names.split("\0"))) {
    if (name === "") continue;
    mkdirSync(dirname(join(context, name)), { recursive: true });
    // A tracked file may just be on its way out.
    cpSync(join(ROOT, name), join(context, name), { force: true, recursive: true, errorOnExist: false });
  }
  return context;
}
