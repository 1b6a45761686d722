/** The pictures of the documents: small, and each shown somewhere. */

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const pictures = readdirSync(`${root}docs/images`).filter((name) => name.endsWith(".png"));
const pages = execFileSync("git", ["ls-files", "*.md"], { cwd: root, encoding: "utf8" })
  .split("\n")
  .filter((name) => name !== "")
  .map((name) => readFileSync(`${root}${name}`, "utf8"))
  .join("\n");

test.each(pictures)("%s / looked at / at most 150 kB, and on a page", (name) => {
  expect(statSync(`${root}docs/images/${name}`).size).toBeLessThanOrEqual(150_000);
  expect(pages.includes(`images/${name}`), `${name} on a page`).toBe(true);
});
