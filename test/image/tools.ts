/** What is needed to build the image without Docker, and how it is called. */

import { execFile, execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Of this tree, as Supervisor and the release workflow pass it to the build. */
export const VERSION: string = (
  JSON.parse(readFileSync(`${ROOT}package.json`, "utf8")) as { readonly version: string }
).version;

const PROGRAMS = ["buildah", "busybox", "ip", "unshare", "ldd", "npm"];

/** In CI missing tools are a fault; elsewhere the tests are skipped with one line. */
export const hasImageTools: boolean = (() => {
  const missing = PROGRAMS.filter((program) => !isInstalled(program));
  if (process.getuid?.() !== 0) missing.push("root");
  if (missing.length === 0) return true;
  const text = `the image needs ${missing.join(", ")} (apt-get install buildah busybox-static iproute2)`;
  if (process.env["CI"] === "true") throw new Error(`CI: ${text}`);
  console.warn(`The image is not built: ${text}.`);
  return false;
})();

function isInstalled(program: string): boolean {
  try {
    execFileSync("/bin/sh", ["-c", `command -v ${program}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const run = promisify(execFile);

/** stdout of a program that must succeed; its stderr is in the error where it does not. */
export async function output(program: string, words: readonly string[]): Promise<string> {
  const { stdout } = await run(program, [...words], { maxBuffer: 256 * 1024 * 1024 });
  return stdout;
}

/** buildah with a store of its own, so that nothing of ours stays on the machine. */
export function buildahIn(store: string): (...words: readonly string[]) => Promise<string> {
  const global = ["--root", `${store}/root`, "--runroot", `${store}/run`, "--storage-driver", "vfs"];
  return (...words) => output("buildah", [...global, ...words]);
}

/** The Node that the image would bring: the development dependency where it is there. */
export function nodeBinary(): string {
  const ours = `${ROOT}node_modules/node/bin/node`;
  return existsSync(ours) ? ours : process.execPath;
}
