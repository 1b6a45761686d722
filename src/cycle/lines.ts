/** Which line of the home each published content stands for, from cycle to cycle (D5). */

import type { Given, IpFamily } from "../core/types.ts";
import type { FamilyIntent } from "./wanted.ts";

/** What one target was wanted to be, and what became of what was there. */
export interface Step {
  readonly intents: readonly FamilyIntent[];
  /** Contents that made way or were removed. */
  readonly gone: readonly string[];
  readonly failed: boolean;
}

/** The lines of every content that is there or may be, after a cycle. Empty where there are no lines. */
export function givenAfter(before: Given, step: Step): Given {
  const after: Record<string, readonly string[]> = Object.fromEntries(
    retained(Object.keys(before), step).map((content) => [content, before[content] ?? []]),
  );
  for (const { intent } of step.intents)
    if (intent.kind === "set" || intent.kind === "extend") Object.assign(after, intent.given);
  return after;
}

/** Those of `contents` that stay remembered beside what is wanted now: nobody took them away, so they are still there. */
export function retained(contents: readonly string[], { intents, gone, failed }: Step): readonly string[] {
  const kept = new Set<IpFamily>(
    intents.flatMap(({ family, intent }) =>
      failed || intent.kind === "extend" || intent.kind === "abort" ? [family] : [],
    ),
  );
  return contents.filter((content) => kept.has(content.includes(":") ? 6 : 4) && !gone.includes(content));
}
