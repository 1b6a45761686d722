/** The work of update-record on one message: read what is wanted, bring it about, say what became of it. */

import type { AccountSession } from "../shared/account/account-session.ts";
import { cycleContext } from "../shared/account/cycle.ts";
import { stopped } from "../shared/account/queue.ts";
import { DdnsError, reconcileRecords } from "../shared/engine.ts";
import { type Evaluate, originOf, type TypedValue } from "../shared/input/typed-value.ts";
import type { Work } from "../shared/message/answering.ts";
import { wantsReset } from "../shared/message/reset.ts";
import { WAITING, working } from "../shared/message/status.ts";
import type { FlowMessage } from "../shared/node-red.ts";
import { readComment, readContents, readNames, readProxied, readTtl } from "./input.ts";
import { answerFrom } from "./result.ts";
import type { UpdateSettings } from "./settings.ts";
import { recordSets, type Wanted } from "./targets.ts";

export interface UpdaterParts {
  readonly settings: UpdateSettings;
  readonly account: () => AccountSession | DdnsError;
  readonly evaluate: Evaluate;
  readonly notice: (text: string) => void;
}

export function createUpdating({ settings, account, evaluate, notice }: UpdaterParts): Work {
  return async (message, signal, show) => {
    const session = account();
    if (session instanceof DdnsError) throw session;
    if (session.problem !== undefined) throw session.problem;
    const sets = recordSets(await readWanted(settings, evaluate, message));
    show(session.busy("records") ? WAITING : working("status.updating"));
    const reports = await session.run("records", signal, (opened, linked) => {
      show(working("status.updating"));
      return reconcileRecords(
        opened,
        sets,
        cycleContext({ signal: linked, dryRun: settings.dryRun, fresh: wantsReset(message), notice }),
      );
    });
    if (signal.aborted) throw stopped();
    return answerFrom(reports, settings.dryRun);
  };
}

async function readWanted(
  settings: UpdateSettings,
  evaluate: Evaluate,
  message: FlowMessage,
): Promise<Wanted> {
  const optional = async <T>(typed: TypedValue, read: (value: unknown) => T): Promise<T | undefined> => {
    if (typed.type === "keep") return undefined;
    const value = await evaluate(typed, message);
    // null says the same as "keep", for one message.
    return value === null ? undefined : read(value);
  };
  const names = readNames(await evaluate(settings.record, message));
  const content = await evaluate(settings.content, message);
  return {
    names,
    contents: readContents(content, settings.families, originOf(settings.content)),
    attributes: {
      proxied: await optional(settings.proxied, readProxied),
      ttl: await optional(settings.ttl, readTtl),
      comment: await optional(settings.comment, readComment),
    },
    create: settings.create,
  };
}
