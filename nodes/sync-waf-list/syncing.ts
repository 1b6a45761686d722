/** The work of sync-waf-list on one message: find the list, read what is wanted, bring it about. */

import type { AccountSession } from "../shared/account/account-session.ts";
import { cycleContext } from "../shared/account/cycle.ts";
import { stopped } from "../shared/account/queue.ts";
import {
  DdnsError,
  type ListItem,
  type ListReport,
  type OpenedAccount,
  reconcileLists,
  type WantedList,
} from "../shared/engine.ts";
import { originOf } from "../shared/input/typed-value.ts";
import type { ActingParts } from "../shared/message/acting-node.ts";
import type { Work } from "../shared/message/answering.ts";
import { wantsReset } from "../shared/message/reset.ts";
import { WAITING, working } from "../shared/message/status.ts";
import { readItems, readListName, type WantedItems } from "./input.ts";
import type { Published } from "./memory.ts";
import { isOwn, planning } from "./plan.ts";
import { answerFrom } from "./result.ts";
import { markedBy, type SyncSettings } from "./settings.ts";

export interface SyncerParts extends ActingParts {
  readonly settings: SyncSettings;
  readonly published: Published;
  /** Is there such a node, deployed? */
  readonly isDeployed: (nodeId: string) => boolean;
}

export function createSyncing(parts: SyncerParts): Work {
  const { settings, account, evaluate, notice } = parts;
  return async (message, signal, show) => {
    const session = account();
    if (session instanceof DdnsError) throw session;
    if (session.problem !== undefined) throw session.problem;
    const named = readListName(await evaluate(settings.list, message), settings.kind);
    const wanted = readItems(await evaluate(settings.items, message), {
      // Whoever hands over the whole list has written it, as a block list is; the home's own item is an answer.
      origin: settings.mode === "whole" ? "written" : originOf(settings.items),
      allowEmpty: settings.allowEmpty,
    });
    show(session.busy("lists") ? WAITING : working("status.syncing"));
    const report = await session.run("lists", signal, async (opened, linked) => {
      show(working("status.syncing"));
      const accountId = named.accountId ?? (await onlyAccount(session, named.name, linked));
      const target = { kind: settings.kind, accountId, name: named.name };
      return bringAbout(parts, opened, target, wanted, { signal: linked, fresh: wantsReset(message) });
    });
    if (signal.aborted || report === undefined) throw stopped();
    for (const warning of report.warnings) notice(warning);
    return answerFrom(report, settings.dryRun);
  };
}

/** Plans, writes, and remembers what this node put there: before it is sent, since a lost answer may have been made. */
async function bringAbout(
  { settings, published, isDeployed, notice }: SyncerParts,
  account: OpenedAccount,
  list: Pick<WantedList["target"], "kind" | "accountId" | "name">,
  wanted: WantedItems,
  asked: { readonly signal: AbortSignal; readonly fresh: boolean },
): Promise<ListReport | undefined> {
  const key = `${list.kind} ${list.accountId}/${list.name}`;
  const before = await published.recall(key);
  const { plan, whollyOurs } = planning(wanted, { ...settings, published: before });
  const context = cycleContext({
    ...asked,
    dryRun: settings.dryRun,
    notice,
    publishing: (_target, prefixes) => published.remember(key, [...new Set([...before, ...prefixes])]),
  });
  const target = { ...list, description: "Kept by Node-RED", site: "" };
  const watched: WantedList["plan"] = (items) => {
    for (const warning of orphans(items, settings, isDeployed)) notice(warning);
    return plan(items);
  };
  const [report] = await reconcileLists(account, [{ target, whollyOurs, plan: watched }], context);
  if (report !== undefined && report.error === null && !settings.dryRun && settings.mode === "own")
    await published.remember(key, [...report.kept, ...report.added]);
  return report;
}

/** Items of nodes that are gone: nobody takes them out any more, and a former home may be among them (W6). */
export function orphans(
  items: readonly ListItem[],
  { comment: own, formerComment }: SyncSettings,
  isDeployed: (nodeId: string) => boolean,
): readonly string[] {
  const gone = new Map<string, number>();
  for (const { comment } of items) {
    const id = markedBy(comment);
    if (id === undefined || isOwn(comment, own) || isOwn(comment, formerComment) || isDeployed(id)) continue;
    gone.set(id, (gone.get(id) ?? 0) + 1);
  }
  return [...gone].map(
    ([id, count]) =>
      `${count === 1 ? "1 item of the list carries" : `${count} items of the list carry`} the comment "node-red ${id}" of a node that is not deployed. Give this node that comment to take over, or remove the items at Cloudflare.`,
  );
}

/** The account of a list that is named without one: the only one that the token sees. */
async function onlyAccount(session: AccountSession, name: string, signal: AbortSignal): Promise<string> {
  const [only, ...others] = await session.accountIds(signal);
  if (only !== undefined && others.length === 0) return only;
  throw new DdnsError(
    "BAD_INPUT",
    only === undefined
      ? `It cannot be told whose list ${name} is, since the token shows neither a zone nor an account. Write <account id>/${name}; the id stands in the address of Cloudflare's dashboard.`
      : `The token sees ${others.length + 1} accounts, so ${name} alone does not say which list is meant. Write <account id>/${name}.`,
  );
}
