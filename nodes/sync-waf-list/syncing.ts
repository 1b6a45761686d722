/** The work of sync-waf-list on one message: find the list, read what is wanted, bring it about. */

import type { AccountSession } from "../shared/account/account-session.ts";
import { cycleContext } from "../shared/account/cycle.ts";
import { stopped } from "../shared/account/queue.ts";
import { DdnsError, reconcileLists } from "../shared/engine.ts";
import { originOf } from "../shared/input/typed-value.ts";
import type { ActingParts } from "../shared/message/acting-node.ts";
import type { Work } from "../shared/message/answering.ts";
import { wantsReset } from "../shared/message/reset.ts";
import { WAITING, working } from "../shared/message/status.ts";
import { readItems, readListName } from "./input.ts";
import { planning } from "./plan.ts";
import { answerFrom } from "./result.ts";
import type { SyncSettings } from "./settings.ts";

export interface SyncerParts extends ActingParts {
  readonly settings: SyncSettings;
}

export function createSyncing({ settings, account, evaluate, notice }: SyncerParts): Work {
  return async (message, signal, show) => {
    const session = account();
    if (session instanceof DdnsError) throw session;
    if (session.problem !== undefined) throw session.problem;
    const named = readListName(await evaluate(settings.list, message));
    const wanted = readItems(await evaluate(settings.items, message), {
      // Whoever hands over the whole list has written it, as a block list is; the home's own item is an answer.
      origin: settings.mode === "whole" ? "written" : originOf(settings.items),
      allowEmpty: settings.allowEmpty,
    });
    show(session.busy("lists") ? WAITING : working("status.syncing"));
    const [report] = await session.run("lists", signal, async (opened, linked) => {
      show(working("status.syncing"));
      const accountId = named.accountId ?? (await onlyAccount(session, named.name, linked));
      const target = {
        kind: "waf",
        accountId,
        name: named.name,
        description: "Kept by Node-RED",
        site: "",
      } as const;
      const context = cycleContext({
        signal: linked,
        dryRun: settings.dryRun,
        fresh: wantsReset(message),
        notice,
      });
      return reconcileLists(opened, [{ target, ...planning(wanted, settings) }], context);
    });
    if (signal.aborted || report === undefined) throw stopped();
    for (const warning of report.warnings) notice(warning);
    return answerFrom(report, settings.dryRun);
  };
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
