/** One version everywhere, and a changelog that tells of it. */

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { sectionOf } from "../../scripts/release/changelog.ts";
import { compareVersions } from "../../scripts/release/versions.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const FILES = [
  "package.json",
  "package-lock.json",
  "config.yaml",
  "Dockerfile",
  "CHANGELOG.md",
  "deploy/compose/compose.yaml",
  "deploy/kubernetes/deployment.yaml",
];

test("this tree / its versions compared / all the same", () => {
  expect(compareVersions(ROOT).problems).toEqual([]);
});

test.each(FILES.slice(1))("a copy with another version in %s / compared / that file is named", (file) => {
  const { version } = compareVersions(ROOT);
  const root = copyOf(FILES);
  const path = join(root, file);
  writeFileSync(path, readFileSync(path, "utf8").replace(version, "9.9.9"));
  expect(compareVersions(root).problems).toEqual([`${file} says 9.9.9, package.json ${version}.`]);
  rmSync(root, { recursive: true });
});

test.each([
  ["# Changelog\n\n## Unreleased\n\n- More.\n\n## 1.2.0\n\n- Less.\n", /still has "Unreleased"/],
  ["# Changelog\n\n## 1.1.0\n\n- Less.\n", /no section "## 1\.2\.0"/],
  ["# Changelog\n\n## 1.2.0\n\n## 1.1.0\n\n- Less.\n", /says nothing below/],
])("a changelog %j / before the release of 1.2.0 / %s", (text, reason) => {
  expect(sectionOf(text, "1.2.0")).toEqual({ ok: false, reason: expect.stringMatching(reason) });
});

test("a changelog with the version / before its release / that section alone is the notes", () => {
  const text = "# Changelog\n\n## 1.2.0\n\n### New\n\n- More.\n\n## 1.1.0\n\n- Less.\n";
  expect(sectionOf(text, "1.2.0")).toEqual({ ok: true, text: "### New\n\n- More.\n" });
});

function copyOf(files: readonly string[]): string {
  const root = mkdtempSync(join(tmpdir(), "versions-"));
  for (const file of files) {
    mkdirSync(join(root, dirname(file)), { recursive: true });
    cpSync(join(ROOT, file), join(root, file));
  }
  return root;
}
