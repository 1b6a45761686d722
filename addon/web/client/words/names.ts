/** How the page calls things: names in Unicode, lists by their kind. */

import { traitsOf } from "../../../../src/core/list/kinds.ts";
import type { DashboardState } from "../../wire.ts";

/** An FQDN for people. */
export function shownName(state: Pick<DashboardState, "unicodeNames">, fqdn: string): string {
  return state.unicodeNames[fqdn] ?? fqdn;
}

/** Of `home.example.org A` the name for people; of `account/list` the list, the account being 32 digits nobody reads. */
export function shownSubject(state: Pick<DashboardState, "unicodeNames" | "lists">, what: string): string {
  const [, account, list] = /^([0-9a-f]{32})\/(.+)$/.exec(what) ?? [];
  if (list === undefined) return what.replace(/^\S+/, (fqdn) => shownName(state, fqdn));
  const kinds = state.lists.filter(({ account: its, name }) => its === account && name === list);
  const [only] = kinds;
  return only !== undefined && kinds.length === 1 ? `${traitsOf(only.kind).noun} ${list}` : `list ${list}`;
}
