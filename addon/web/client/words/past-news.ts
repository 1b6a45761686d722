/** What has been, kept up to date. */

import type { DashboardPast } from "../../wire.ts";

/** More than the server keeps. */
const MOST_CHANGES = 1000;

/** `past` once `news` came: changes behind the others, each strip in the place of the one before. */
export function withNews(past: DashboardPast, news: DashboardPast): DashboardPast {
  return {
    changes: [...past.changes, ...news.changes].slice(-MOST_CHANGES),
    strips: past.strips.map(
      (strip) =>
        news.strips.find(({ site, family }) => site === strip.site && family === strip.family) ?? strip,
    ),
  };
}
