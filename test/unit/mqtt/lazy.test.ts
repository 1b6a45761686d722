/** The libraries for broker and Home Assistant are loaded only where they are used. */

import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const folder = new URL("../../../addon/", import.meta.url);
const files = ["mqtt", "home-assistant", "supervisor"].flatMap((part) =>
  readdirSync(new URL(`${part}/`, folder), { recursive: true, encoding: "utf8" }).flatMap((name) =>
    name.endsWith(".ts") ? [`${part}/${name}`] : [],
  ),
);

test.each(files)("addon/%s / its static imports / no library but for types", (file) => {
  const text = readFileSync(new URL(file, folder), "utf8");
  expect(text).not.toMatch(
    /^import (?!type\b)[^;]*"(mqtt|ws|home-assistant-js-websocket|[./a-z]*\/library\.ts)";/m,
  );
});
