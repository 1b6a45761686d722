/** The history by cycles: what changed at one time stands together. */

import type { HistoryEntry } from "../../../../src/ports.ts";
import type { DashboardState } from "../../wire.ts";
import { shownSubject } from "./names.ts";

/** More are told by their number alone. */
const NAMED = 2;
const MOVES = 2;

export interface PastCycle {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** `home.example.org A, vpn.example.org A and 98 more`. */
  readonly subjects: string;
  /** `updated`, or `98 updated, 2 created`. */
  readonly outcome: string;
  /** What became of the addresses; of many the first. */
  readonly moves: readonly Move[];
  readonly furtherMoves: number;
  /** At least one. */
  readonly entries: readonly PastEntry[];
}

export interface PastEntry extends Move {
  readonly subject: string;
  readonly outcome: string;
}

export interface Move {
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** Newest first. */
export function pastCycles(
  changes: readonly HistoryEntry[],
  state: Pick<DashboardState, "unicodeNames" | "lists">,
): readonly PastCycle[] {
  return groups(changes, ({ at }) => at)
    .toReversed()
    .map(([at, all]) => {
      const entries = all.map(({ what, outcome, from, to }) => ({
        subject: shownSubject(state, what),
        outcome,
        from,
        to,
      }));
      const moves = movesOf(all);
      return {
        at,
        subjects: subjectsOf(entries),
        outcome: outcomeOf(entries),
        moves: moves.slice(0, MOVES),
        furtherMoves: Math.max(0, moves.length - MOVES),
        entries,
      };
    });
}

/** Lists hold the same addresses as prefixes, so they are asked only where no record set changed. */
function movesOf(entries: readonly HistoryEntry[]): readonly Move[] {
  const ofRecords = entries.filter(({ what }) => !what.includes("/"));
  const told = ofRecords.length > 0 ? ofRecords : entries;
  const distinct = new Map(told.map(({ from, to }) => [`${from.join()} ${to.join()}`, { from, to }]));
  return [...distinct.values()];
}

function subjectsOf(entries: readonly PastEntry[]): string {
  const subjects = entries.map(({ subject }) => subject);
  if (subjects.length <= NAMED + 1) return subjects.join(", ");
  return `${subjects.slice(0, NAMED).join(", ")} and ${subjects.length - NAMED} more`;
}

function outcomeOf(entries: readonly PastEntry[]): string {
  const counts = groups(entries, ({ outcome }) => outcome);
  const [only] = counts;
  if (only !== undefined && counts.length === 1) return only[0];
  return counts.map(([outcome, { length }]) => `${length} ${outcome}`).join(", ");
}

/** In the order of their first members. */
function groups<Member>(
  all: readonly Member[],
  keyOf: (member: Member) => string,
): readonly (readonly [key: string, members: readonly Member[]])[] {
  const byKey = new Map<string, Member[]>();
  for (const member of all) {
    const group = byKey.get(keyOf(member));
    if (group === undefined) byKey.set(keyOf(member), [member]);
    else group.push(member);
  }
  return [...byKey];
}
