/** Says in one line whether all is right: what a tired person reads first. */

import { LIST_KINDS } from "../../../../src/core/list/kinds.ts";
import type { DashboardState } from "../../wire.ts";
import type { IconName } from "../look/icons.ts";
import type { LinkStatus } from "../page/connection.ts";
import { listRows, recordRows } from "./rows.ts";

/** `calm` is neither good nor bad: paused, waiting, not yet known. `gone`: nobody knows any more. */
export type Tone = "good" | "warn" | "bad" | "calm" | "gone";

export interface Verdict {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly headline: string;
  readonly detail: string;
}

/** The verdict on what was last heard; without a connection nothing is called right. */
export function verdictOn(state: DashboardState, link: LinkStatus = "live"): Verdict {
  const verdict = verdictOnView(state);
  if (link !== "lost") return verdict;
  return {
    tone: "gone",
    icon: "broken",
    headline: "Connection lost",
    detail: `Trying again. Last heard: ${verdict.headline.toLowerCase()}.`,
  };
}

function verdictOnView(state: DashboardState): Verdict {
  const { view } = state;
  if (view.waitingFor.length > 0)
    return {
      tone: "calm",
      icon: "key",
      headline: "Waiting for settings",
      detail: "Nothing is read or changed at Cloudflare until they are there.",
    };
  if (view.status === "paused" || view.paused)
    return {
      tone: "calm",
      icon: "pause",
      headline: "Paused",
      detail: `Records stay as they are until you resume. ${tally(state)}`.trim(),
    };
  if (view.report === undefined)
    return {
      tone: "calm",
      icon: "wait",
      headline: view.busy ? "Checking for the first time" : "Not checked yet",
      detail: view.busy ? "This takes a few seconds." : "The first check has not run yet.",
    };
  switch (view.status) {
    case "error":
      return {
        tone: "bad",
        icon: "cross",
        headline: "Nothing could be brought up to date",
        detail: view.lastError ?? "The log says more.",
      };
    case "degraded":
      return {
        tone: "warn",
        icon: "alert",
        headline: attention(state),
        detail: view.lastError ?? "Everything else is right.",
      };
    case "updating":
      return {
        tone: "calm",
        icon: "refresh",
        headline: "Updating",
        detail: "Changes are being written to Cloudflare.",
      };
    case "in_sync":
      return (
        unseenVerdict(state) ?? {
          tone: "good",
          icon: "check",
          headline: "All is right",
          detail: tally(state),
        }
      );
  }
}

/** All is right at Cloudflare, and yet the world does not see it; undefined where nobody said so. */
function unseenVerdict(state: DashboardState): Verdict | undefined {
  const unseen = recordRows(state).filter(({ seen }) => seen?.verdict === "no").length;
  if (unseen === 0) return undefined;
  return {
    tone: "warn",
    icon: "alert",
    headline: "Right at Cloudflare, but not seen by the world",
    detail: `${count(unseen, "record set")} ${unseen === 1 ? "is" : "are"} answered otherwise; the reason stands below.`,
  };
}

function attention(state: DashboardState): string {
  const failed =
    recordRows(state).filter((row) => row.mood === "failed").length +
    listRows(state).filter((row) => row.mood === "failed").length;
  if (failed === 0) return "An address could not be detected";
  return failed === 1 ? "One thing needs attention" : `${failed} things need attention`;
}

/** `4 record sets and 1 WAF list point home.` */
function tally(state: DashboardState): string {
  const records = recordRows(state).filter((row) => row.mood === "right").length;
  const right = listRows(state).filter((row) => row.mood === "right");
  const lists = LIST_KINDS.flatMap(({ noun }) => {
    const number = right.filter(({ facts }) => facts[0] === noun).length;
    return number > 0 ? [count(number, noun)] : [];
  });
  const parts = [...(records > 0 ? [count(records, "record set")] : []), ...lists];
  if (parts.length === 0) return "";
  const number = records + right.length;
  // With several places "home" would be only one of them.
  const where = Object.keys(state.view.report?.sites ?? {}).length === 0 ? "home" : "to where they belong";
  return `${andBetween(parts)} ${number === 1 ? "points" : "point"} ${where}.`;
}

function andBetween(parts: readonly string[]): string {
  const last = parts.at(-1) ?? "";
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(", ")} and ${last}`;
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}
