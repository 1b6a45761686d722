/** Our copy of the shared cases is the shared cases, wherever those can be seen. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { COPY, SHARED } from "./cases.ts";

// A clone by itself has nothing to compare with, and misses nothing: it tests with the copy.
if (existsSync(SHARED))
  test("the copied cases / beside the shared ones / the same to the byte", () => {
    expect(readdirSync(COPY).sort()).toEqual(readdirSync(SHARED).sort());
    for (const name of readdirSync(SHARED)) {
      const [shared, copy] = [SHARED, COPY].map((folder) => readFileSync(new URL(name, folder), "utf8"));
      expect(copy === shared, name).toBe(true);
    }
  });

test("every file of cases / read / each case says what it is for, under an id of its own", () => {
  const files = readdirSync(COPY).filter((name) => name.endsWith(".json") && !name.startsWith("discovery"));
  const cases = files.flatMap(
    (name) => JSON.parse(readFileSync(new URL(name, COPY), "utf8")) as { id: string; why: string }[],
  );
  expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
  for (const { id, why } of cases) expect(why, id).toMatch(/./);
});
