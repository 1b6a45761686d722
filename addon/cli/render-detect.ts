/** The source survey as a table. */

import { describeDuration, describeNat, type Survey, type SurveyEntry } from "../../src/index.ts";
import type { Paint } from "./paint.ts";

/** Lines without line ends; a star marks the configured sources. `now`: milliseconds since the epoch. */
export function renderDetect({ sources, nat }: Survey, now: number, paint: Paint): readonly string[] {
  const width = Math.max(...sources.map(({ name }) => name.length), 6);
  const siteWidth = Math.max(...sources.map(({ site }) => (site === undefined ? 0 : site.length + 1)));
  const lines = sources.map((entry) => {
    const mark = entry.configured ? "*" : " ";
    const place = (entry.site ?? "").padEnd(siteWidth);
    const head = `${mark} ${place}IPv${entry.family}  ${entry.name.padEnd(width)}  ${String(Math.round(entry.durationMs)).padStart(5)} ms  `;
    return head + answer(entry, paint) + age(entry, now);
  });
  const standing = nat === undefined ? [] : [`NAT: ${nat}. ${capitalised(describeNat(nat))}.`];
  return [...lines, "", ...standing, "* set in the configuration"];
}

function answer({ status, addresses, reason }: SurveyEntry, paint: Paint): string {
  switch (status) {
    case "known":
      return paint((addresses ?? []).join(", "), "green");
    case "unavailable":
      return paint(reason ?? "unavailable", "yellow");
    case "clear":
      return paint("cleared on purpose", "yellow");
    case "unmanaged":
      return paint("not managed", "grey");
  }
}

function age({ toldAt }: SurveyEntry, now: number): string {
  return toldAt === undefined ? "" : `, told ${describeDuration(Math.max(0, now - Date.parse(toldAt)))} ago`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
