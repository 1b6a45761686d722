/** Turns what is written of lists, whatever their kind, into lists to keep right. */

import { LIST_KINDS, type ListTraits } from "../../core/list/kinds.ts";
import type { ListTarget } from "../../core/list/target.ts";
import { SELECT_ALL } from "../../core/plan/ownership.ts";
import type { OwnershipSelector } from "../../core/types.ts";
import { parseLine } from "../grammar/attributes.ts";
import { compareLists, parseAccountId, parseListName, parseLists } from "../grammar/lists.ts";
import { orphaning, parseSelector } from "../grammar/selectors.ts";
import type { SettingName } from "../table/setting-table.ts";
import { type Findings, writtenOrDefault } from "../values/findings.ts";
import type { BuilderInput, Written, WrittenList } from "../values/written.ts";
import type { Places } from "./places.ts";

/** What holds for every list that says nothing else. */
interface General {
  readonly description: string;
  readonly comment: Written;
  readonly itemComment: string | undefined;
  readonly pattern: Written;
  readonly selector: OwnershipSelector | undefined;
}

/** The lists by kind, each sorted by account, then name. */
export function buildLists(
  input: BuilderInput,
  account: string,
  places: Places,
  findings: Findings,
): readonly ListTarget[] {
  const general = readGeneral(input, findings);
  return LIST_KINDS.flatMap((traits) => {
    const written = [...fromSetting(input, account, traits, findings), ...input.lists];
    const lists = new Map<string, ListTarget>();
    for (const list of written.filter(({ kind }) => kind === traits.kind)) {
      const target = buildList(list, traits, general, places, findings);
      if (target === undefined) continue;
      const key = `${target.accountId}/${target.name}`;
      if (lists.has(key)) findings.refuse(list.name, "this list stands here a second time; write it once");
      else lists.set(key, target);
    }
    return [...lists.values()].sort(compareLists);
  });
}

function readGeneral({ settings }: BuilderInput, findings: Findings): General {
  const of = (name: SettingName): Written => writtenOrDefault(settings, name);
  const [text, comment] = [of("WAF_LIST_DESCRIPTION"), of("WAF_LIST_ITEM_COMMENT")];
  const pattern = of("MANAGED_WAF_LIST_ITEMS_COMMENT_REGEX");
  return {
    description: findings.take(text, parseLine(text.text)) ?? "",
    comment,
    itemComment: findings.take(comment, parseLine(comment.text)),
    pattern,
    selector: findings.take(pattern, parseSelector(pattern.text)),
  };
}

/** The lists that a setting of the environment names, as if each were written by itself. */
function fromSetting(
  { settings }: BuilderInput,
  account: string,
  traits: ListTraits,
  findings: Findings,
): readonly WrittenList[] {
  const at = settings[traits.setting];
  if (at === undefined) return [];
  const names = findings.take(at, parseLists(at.text, traits)) ?? [];
  return names.map(({ accountId, name, options }) => {
    const inBraces = (option: string, text: string | undefined) =>
      text === undefined ? {} : { [option]: { setting: at.setting, text, place: `the braces of ${name}` } };
    return {
      kind: traits.kind,
      account,
      accountId: { ...at, text: accountId },
      name: { ...at, text: name },
      ...inBraces("site", options.site),
      ...inBraces("accountName", options.account),
    };
  });
}

function buildList(
  list: WrittenList,
  traits: ListTraits,
  general: General,
  places: Places,
  findings: Findings,
): ListTarget | undefined {
  const accountId = findings.take(list.accountId, parseAccountId(list.accountId.text));
  const name = findings.take(list.name, parseListName(list.name.text, traits));
  const detectors = places.detectorsOf(list.site);
  const account = places.accountOf(list.accountName, list.account);
  if (traits.holds[6] === undefined && detectors[4].source.kind === "none") {
    findings.refuse(
      list.name,
      `a ${traits.noun} takes IPv4 alone, whose source is none here, so it would never change; give IPv4 a source, or leave it out`,
    );
  }
  if (accountId === undefined || name === undefined) return undefined;
  return {
    kind: traits.kind,
    account,
    accountId,
    name,
    description: general.description,
    itemComment: itemCommentOf(list, general, findings),
    selector: general.selector ?? SELECT_ALL,
    detectors,
  };
}

function itemCommentOf({ itemComment: own }: WrittenList, general: General, findings: Findings): string {
  const { comment, pattern, selector } = general;
  const said = own === undefined ? general.itemComment : findings.take(own, parseLine(own.text));
  if (said === undefined) return "";
  const why = selector && orphaning(selector, said, (own ?? comment).setting);
  if (why !== undefined) findings.refuse(own ?? pattern, why);
  return said;
}
