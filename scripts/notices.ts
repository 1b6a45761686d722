/** Writes THIRD-PARTY-NOTICES: every bundled library with its licence, found out from what the bundler really took in. */

import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What a run of the bundler wrote, and all files that went into it, relative to the root: a library among them needs its notice. */
export interface Bundle {
  readonly files: readonly string[];
  readonly inputs: readonly string[];
}

/** `inputs` are the bundled files, relative to `root`. */
export async function writeNotices(root: string, inputs: readonly string[]): Promise<void> {
  await writeFile(join(root, "dist", "THIRD-PARTY-NOTICES.txt"), `${await noticesOf(root, inputs)}\n`);
}

/** The text of all notices for these files. */
export async function noticesOf(root: string, inputs: readonly string[]): Promise<string> {
  const notices = await Promise.all(packageFolders(inputs).map((folder) => noticeOf(join(root, folder))));
  return ["This package contains the following libraries, each under its own licence.", ...notices].join(
    "\n\n",
  );
}

/** The packages that these files are of, each once: their folders relative to the root. */
export function packageFolders(inputs: readonly string[]): readonly string[] {
  return [...new Set(inputs.flatMap(packageFolder))].sort();
}

/** `node_modules/x` or `node_modules/@scope/x`, also where packages are nested. */
function packageFolder(input: string): readonly string[] {
  const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
  return match?.[1] === undefined ? [] : [match[1]];
}

async function noticeOf(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(
    await readFile(join(folder, "package.json"), "utf8"),
  ) as Record<string, unknown>;
  const file = (await readdir(folder)).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const text =
    file !== undefined && existsSync(join(folder, file)) ? await readFile(join(folder, file), "utf8") : "";
  return `${"-".repeat(72)}\n${name} ${version} (${String(license)})\n\n${text.trim()}`;
}
