/** The package, built and packed from a clean copy of the tracked files, in a folder of its own. */

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface PackedCopy {
  readonly folder: string;
  /** The path of the `.tgz` that `npm pack` wrote. */
  readonly tarball: string;
}

/** Throws where the copy does not build; what it printed is shown then. */
export function packCopy(root: string): PackedCopy {
  const folder = mkdtempSync(join(tmpdir(), "release-"));
  const copy = join(folder, "copy");
  for (const file of trackedFiles(root)) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  copyPackages(join(root, "node_modules"), join(copy, "node_modules"));
  const packed = join(folder, "packed");
  mkdirSync(packed);
  // `prepack` builds.
  run(copy, "npm", ["pack", "--silent", "--pack-destination", packed]);
  const [name = ""] = readdirSync(packed);
  return { folder, tarball: join(packed, name) };
}

function trackedFiles(root: string): readonly string[] {
  const words = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const names = execFileSync("git", words, { cwd: root, encoding: "utf8" }).split("\0");
  // A tracked file may just be on its way out.
  return [...new Set(names)].filter((name) => name !== "" && existsSync(join(root, name)));
}

/** As links to the same files where one file system holds both, since they are many and nobody writes to them. */
function copyPackages(from: string, to: string): void {
  try {
    execFileSync("cp", ["-al", from, to], { stdio: "ignore" });
  } catch {
    execFileSync("cp", ["-a", from, to]);
  }
}

function run(cwd: string, program: string, words: readonly string[]): void {
  try {
    execFileSync(program, words, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`${program} ${words.join(" ")} failed in ${cwd}:\n${stdout ?? ""}${stderr ?? ""}`);
  }
}
