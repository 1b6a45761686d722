/** What axe has to say of a page (WCAG 2.0 to 2.2, levels A and AA, and good practice). */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults, ElementContext, RunOptions } from "axe-core";
import type { Frame } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES: RunOptions = {
  resultTypes: ["violations"],
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
};

/** A line for each element of `frame`, or of the part of it that `context` names, that somebody could not use. */
export async function complaintsOf(
  frame: Frame,
  context: ElementContext = { include: "html" },
): Promise<readonly string[]> {
  await frame.evaluate(AXE);
  const { violations } = await frame.evaluate(
    ([part, rules]) =>
      (window as unknown as { axe: { run(part: unknown, rules: unknown): Promise<AxeResults> } }).axe.run(
        part,
        rules,
      ),
    [context, RULES] as const,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`),
  );
}
