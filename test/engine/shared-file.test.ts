/** A file that several instances add to, one of which rewrites it now and then. */

import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { OwnFile } from "../../src/adapters/disk/own-file.ts";
import type { FilePlace } from "../../src/adapters/disk/steps.ts";

let folder = "";
let path = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ddns-shared-file-"));
  path = join(folder, "lines");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = () => new OwnFile(path, () => {});
const lines = (text: string): readonly string[] => text.split("\n").filter((line) => line !== "");

test("one rewrites while others add / 3 × 100 lines / each is there", async () => {
  await open().append("head 0\n");
  let adding = 3;
  const add = async (writer: string) => {
    const file = open();
    for (let number = 0; number < 100; number++) await file.append(`${writer} ${number}\n`);
    adding -= 1;
  };
  const rewrite = async () => {
    const file = open();
    let times = 0;
    while (adding > 0) {
      times += 1;
      await file.rewrite((text) => text.replace(/^head \d+/, `head ${times}`));
    }
    return times;
  };
  const [times] = await Promise.all([rewrite(), add("a"), add("b"), add("c")]);
  expect(times).toBeGreaterThan(10);
  const found = lines(await readFile(path, "utf8"));
  expect(found[0]).toBe(`head ${times}`);
  for (const writer of ["a", "b", "c"]) {
    // One that was rescued may come a few milliseconds late, and twice.
    const numbers = found.filter((line) => line.startsWith(writer)).map((line) => Number(line.slice(2)));
    expect([...new Set(numbers)].sort((one, other) => one - other)).toEqual(
      Array.from({ length: 100 }, (_, number) => number),
    );
  }
});

test("what was read / read on / what was added since; all of it once the file is another, was cut or holds other than text", async () => {
  const [one, other] = [open(), open()];
  const end = async (place?: FilePlace) => {
    const { bytes, from } = await one.readOn(place);
    return { text: bytes.toString("latin1"), place: { ...from, bytes: from.bytes + bytes.length } };
  };
  expect(await end()).toEqual({ text: "", place: { inode: 0, bytes: 0 } });
  await other.append("\xff é\n");
  const first = await end();
  expect(first.text).toBe(Buffer.from("\xff é\n").toString("latin1"));
  await writeFile(path, Buffer.from([0xff, 0x0a]));
  const cut = await end(first.place);
  expect(cut.text).toBe("\xff\n");
  await other.append("more\n");
  const more = await end(cut.place);
  expect(more.text).toBe("more\n");
  expect((await end(more.place)).text).toBe("");
  await other.rewrite((text) => `${text}and more\n`);
  expect((await end(more.place)).text).toMatch(/more\nand more\n$/);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test("nothing to change, or no file / rewritten / left alone", async () => {
  await open().rewrite(() => expect.fail("there is nothing to change"));
  await open().append("line\n");
  const { ino } = await stat(path);
  await open().rewrite(() => undefined);
  expect((await stat(path)).ino).toBe(ino);
});
