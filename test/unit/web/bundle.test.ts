/** What the built page weighs and names. */

import { beforeAll, expect, test } from "vitest";
import { bundleDashboard } from "../../../scripts/bundle-dashboard.ts";

let built: Awaited<ReturnType<typeof bundleDashboard>>;
beforeAll(async () => {
  built = await bundleDashboard();
});

test("the script / built / below 70 kB", () => {
  expect(Buffer.byteLength(built.script)).toBeLessThan(70_000);
});

test("page and script / built / no absolute path, nothing inline, no address but an XML namespace", () => {
  const addresses = `${built.html}${built.script}`.match(/(?:https?|wss?):\/\/[^\s"'`>]+/g) ?? [];
  expect(addresses.filter((address) => !address.startsWith("http://www.w3.org/"))).toEqual([]);
  expect(built.html).not.toMatch(/(?:src|href)="\//);
  expect(built.html).not.toMatch(/<style|style=|<script[^>]*>[^<]|\son\w+=/);
  expect(built.script).not.toMatch(/["'`]\/api\//);
});

test("the page's libraries / bundled / known to the notices", () => {
  for (const library of ["lit", "lit-html", "lit-element", "@lit/reactive-element"])
    expect(
      built.inputs.some((input) => input.startsWith(`node_modules/${library}/`)),
      library,
    ).toBe(true);
});
