/** What is new of what the world sees: each problem once, its change and its end (T6), over restarts. */

import {
  type Clock,
  type Description,
  describeDuration,
  type ToldFailure,
  unpublishedIn,
  type Verification,
} from "../../src/index.ts";

export interface SeenNews {
  readonly isProblem: boolean;
  readonly description: Description;
  /** What is told from now on; undefined where all is right. */
  readonly told: ToldFailure | undefined;
}

/** So many problems are told by name. */
const MOST_LINES = 5;

/** `told`: before a restart. The function answers with what is to be told of a verdict, undefined where that is nothing. */
export function createSeenNews(
  clock: Pick<Clock, "now">,
  told: ToldFailure | undefined,
): (found: Verification) => SeenNews | undefined {
  let standing = told;
  return (found) => {
    const problems = unpublishedIn(found);
    const things = problems.map(({ thing }) => thing).sort();
    const before = standing;
    if (problems.length === 0) {
      // Silence of all witnesses says nothing, so it ends nothing.
      if (before === undefined || !found.ok) return undefined;
      standing = undefined;
      const lasted = describeDuration(Math.max(0, clock.now() - before.sinceMs));
      const title = `the world sees what was published again, after ${lasted}`;
      return { isProblem: false, description: { title, lines: [] }, told: undefined };
    }
    if (before?.things.join() === things.join()) return undefined;
    standing = { sinceMs: before?.sinceMs ?? clock.now(), things };
    return { isProblem: true, description: describe(problems), told: standing };
  };
}

function describe(problems: ReturnType<typeof unpublishedIn>): Description {
  const shown = problems.slice(0, MOST_LINES).map(({ text }) => text);
  const left = problems.length - shown.length;
  const more = left > 0 ? [`${left} more; "cloudflare-ddns verify" tells all.`] : [];
  return {
    title: "the world does not see what was published",
    lines: [...shown, ...more, "You will be told when this changes or is over."],
  };
}
