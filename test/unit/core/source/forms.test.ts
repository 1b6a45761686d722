/** Every source that the program knows is told of wherever sources are listed: page, app, Node-RED and its languages. */

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { OFFERS } from "../../../../nodes/shared/input/source-text.ts";
import { SOURCE_FORMS } from "../../../../src/core/source/forms.ts";
import { parseSource } from "../../../../src/core/source/parse.ts";

const ROOT = new URL("../../../../", import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, ROOT), "utf8");

/** `url`, `url.via4`, `first`: what stands in front of an argument. */
const WORDS = SOURCE_FORMS.split(", ").map((form) => /^[a-z0-9.]+/.exec(form)?.[0] ?? form);

/** The first cells of the table of sources. */
function cellsOf(page: string): string {
  const table = read(page).split("\n| source |")[1]?.split("\n\n")[0] ?? "";
  return table
    .split("\n")
    .map((row) => row.split("|")[1] ?? "")
    .join("\n");
}

test.each(WORDS)("%s / read as a source / known, if only something has to stand behind it", (word) => {
  const parsed = parseSource(/^(?:first|agree|all)$/.test(word) ? `${word}()` : word, 4);
  expect(parsed.ok ? "" : parsed.reason).not.toContain("is not a source; accepted");
});

describe.each([
  ["docs/sources.md", ["first", "agree", "all"]],
  // The app sees neither interfaces nor files nor programs of the host.
  ["DOCS.md", ["local", "local.iface", "local.iface.stable", "url.via4", "url.via6", "file", "command"]],
])("%s", (page, elsewhere) => {
  const cells = cellsOf(page);
  test.each(WORDS.filter((word) => !elsewhere.includes(word)))("%s / looked for / in the table", (word) => {
    expect(cells).toMatch(new RegExp(`\`${word.replaceAll(".", "\\.")}(?:[:(][^\`]*)?\``));
  });
});

describe("Node-RED's chooser", () => {
  /** A flow has MQTT nodes, no Supervisor and no push endpoint; these two are written as text. */
  const NOT_OFFERED = ["mqtt", "supervisor", "push", "static.empty", "all"];
  const OTHERWISE = ["none", "first", "agree"];

  test("its kinds / compared with the sources / all that a flow can use", () => {
    const offered = [...OFFERS.map(({ kind }) => kind), ...OTHERWISE, ...NOT_OFFERED];
    expect(offered.sort()).toEqual([...WORDS].sort());
  });

  test.each(readdirSync(new URL("nodes/detect-ip/locales", ROOT)))(
    "%s / its words / one for each kind",
    (file) => {
      const { source } = JSON.parse(read(`nodes/detect-ip/locales/${file}`)) as { readonly source: object };
      for (const { kind } of OFFERS) expect(source).toHaveProperty([kind.replaceAll(".", "_")]);
    },
  );
});
