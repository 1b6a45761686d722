/** Puts a picture among the documents' own, small enough to be loaded at a glance. */

import { spawnSync } from "node:child_process";
import { statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("../../docs/images/", import.meta.url));
const LARGEST = 150_000;

/** `png` as the browser gives it; fails where it stays above 150 kB. */
export function savePicture(name: string, png: Buffer): void {
  const file = `${FOLDER}${name}.png`;
  writeFileSync(file, png);
  // 256 colours are enough for a page.
  const { error } = spawnSync("pngquant", [
    "--force",
    "--speed",
    "1",
    "--strip",
    "--output",
    file,
    "256",
    file,
  ]);
  if (error !== undefined) console.warn("pngquant makes them smaller: apt-get install -y pngquant");
  const { size } = statSync(file);
  console.log(`${name}.png: ${Math.round(size / 1000)} kB`);
  if (size > LARGEST) throw new Error(`${file} has more than ${LARGEST / 1000} kB.`);
}
