/**
 * The dry run of a release: `npm run release:check -- [--tag v<version>] [--out <folder>]`. Publishes nothing. With `--out`
 * it leaves what a release hands out: the tarball, its SBOM, the notes and the sums of all.
 */

import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { sectionOf } from "./changelog.ts";
import { packCopy } from "./copies.ts";
import { compareVersions } from "./versions.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const { values } = parseArgs({ options: { tag: { type: "string" }, out: { type: "string" } } });

const { version, problems } = compareVersions(ROOT);
say(problems, `All places say ${version}.`);
if (values.tag !== undefined) {
  const isSame = values.tag === `v${version}`;
  say(isSame ? [] : [`The tag is ${values.tag}; it must be v${version}.`], `The tag is ${values.tag}.`);
}
const section = sectionOf(readFileSync(join(ROOT, "CHANGELOG.md"), "utf8"), version);
say(section.ok ? [] : [section.reason], `The changelog tells of ${version}.`);

const copies = [packCopy(ROOT), packCopy(ROOT)] as const;
const [first = "", second = ""] = copies.map(({ tarball }) => sumOf(tarball));
say(
  first === second ? [] : [`Two builds of the same files differ: ${first} and ${second}.`],
  `Two builds in two folders give one tarball, sha256 ${first}.`,
);
if (values.out !== undefined && section.ok) handOut(values.out, section.text);
for (const { folder } of copies) rmSync(folder, { recursive: true });

/** What a release gives away, beside each other. */
function handOut(out: string, notes: string): void {
  mkdirSync(out, { recursive: true });
  const { folder, tarball } = copies[0];
  const files = [basename(tarball), `cloudflare-ddns-${version}.cdx.json`] as const;
  copyFileSync(tarball, join(out, files[0]));
  copyFileSync(join(folder, "copy/dist/sbom.cdx.json"), join(out, files[1]));
  writeFileSync(join(out, "NOTES.md"), notes);
  writeFileSync(
    join(out, "SHA256SUMS"),
    files.map((file) => `${sumOf(join(out, file))}  ${file}\n`).join(""),
  );
  console.log(`ok  ${files.join(", ")}, NOTES.md and SHA256SUMS are in ${out}.`);
}

function sumOf(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

function say(found: readonly string[], right: string): void {
  if (found.length > 0) process.exitCode = 1;
  for (const line of found.length > 0 ? found.map((problem) => `NO  ${problem}`) : [`ok  ${right}`])
    console.log(line);
}
