/** The public face of the engine, and the one place that joins it with its adapters. */

import { systemClock } from "./adapters/clock.ts";
import { type CloudflareAccount, OFFICIAL_BASE_URL, openCloudflare } from "./adapters/cloudflare/index.ts";
import type { WitnessPlaces } from "./adapters/witnesses/context.ts";
import type { Secret } from "./core/secret.ts";
import type { Verification } from "./core/witness/verification.ts";
import { type Account, createAccount } from "./cycle/account.ts";
import type { Reporters, ReportersOptions } from "./notify/send/index.ts";
import type { Clock } from "./ports.ts";
import type { VerifyOptions } from "./verification/verify.ts";

export { systemClock } from "./adapters/clock.ts";
export { REQUEST_OUTCOMES, type RequestOutcome } from "./adapters/cloudflare/guard.ts";
export { OFFICIAL_BASE_URL } from "./adapters/cloudflare/index.ts";
export { OwnFile } from "./adapters/disk/own-file.ts";
export { type FilePlace, makeFolder } from "./adapters/disk/steps.ts";
export { FileTrouble, inTime, isDiskStuck } from "./adapters/disk/trouble.ts";
export { type EgressProblem, useEgress, wayOut } from "./adapters/egress/egress.ts";
export { runShell } from "./adapters/sources/home/shell.ts";
export {
  createSourceFactory,
  type Survey,
  type SurveyEntry,
  surveySources,
} from "./adapters/sources/index.ts";
export { fileState, memoryState } from "./adapters/state.ts";
export type { WitnessPlaces } from "./adapters/witnesses/context.ts";
export * from "./core/address/address.ts";
export * from "./core/address/filter.ts";
export { formatHostId } from "./core/address/host-id.ts";
export { chooseAddresses } from "./core/address/interface-choice.ts";
export * from "./core/address/prefix.ts";
export { isLoopback } from "./core/address/reach.ts";
export { upTo, withoutTrailing } from "./core/cut.ts";
export * from "./core/errors.ts";
export * from "./core/foreign-text.ts";
export { journalKey, newLines } from "./core/journal/changes.ts";
export { compacted, MOST_LINES } from "./core/journal/compact.ts";
export { type AddressHistory, type FamilyHistory, historyOf, withLine } from "./core/journal/history.ts";
export { formatLine, type JournalLine, parseJournal } from "./core/journal/line.ts";
export { describeRhythm, type Rhythm, rhythmOf } from "./core/journal/rhythm.ts";
export { LIST_KINDS, type ListKind, type ListTraits, traitsOf } from "./core/list/kinds.ts";
export type * from "./core/list/list.ts";
export { type ListPlan, type ListPolicy, planList } from "./core/list/plan.ts";
export type { ListTarget } from "./core/list/target.ts";
export * from "./core/name/fqdn.ts";
export { SELECT_ALL } from "./core/plan/ownership.ts";
export type * from "./core/plan/target.ts";
export { programEnvironment } from "./core/program-environment.ts";
export { type Alert, nextAlert, startAlerts, type ToldFailure } from "./core/report/alerting.ts";
export {
  type Description,
  type DisplayName,
  describeReport,
  type ReportDescription,
} from "./core/report/describe.ts";
export { describeAlert, describeDuration, describeFlapping } from "./core/report/describe-alert.ts";
export { listKey, recordKey } from "./core/report/entity-key.ts";
export { failingIn } from "./core/report/failing.ts";
export { type AddressChanges, NO_CHANGES, noteCycle, notePush } from "./core/report/flapping.ts";
export { reportAsJson } from "./core/report/json.ts";
export { describeNat } from "./core/report/nat-words.ts";
export { familyTitle, type Observation, observationsOf } from "./core/report/observations.ts";
export { hasChanged } from "./core/report/outcome.ts";
export type * from "./core/report/report.ts";
export type { Permission, TokenCheck } from "./core/report/token-check.ts";
export * from "./core/secret.ts";
export { silentLines } from "./core/source/answers.ts";
export { describeSource, formatSource, sourceUses } from "./core/source/format.ts";
export { MOST_ADDRESSES, parseJudged } from "./core/source/judgement.ts";
export { onNews } from "./core/source/news.ts";
export * from "./core/source/parse.ts";
export type * from "./core/source/spec.ts";
export { type EntityState, readEntity, readMessage } from "./core/source/told.ts";
export * from "./core/types.ts";
export { unpublished, unpublishedIn } from "./core/witness/unpublished.ts";
export type * from "./core/witness/verification.ts";
export type { Account } from "./cycle/account.ts";
export type { CycleContext } from "./cycle/context.ts";
export { setTo } from "./cycle/intentions.ts";
export { reconcileLists } from "./cycle/lists/reconcile.ts";
export { reconcileRecords } from "./cycle/records/reconcile.ts";
export type { WantedList, WantedRecordSet } from "./cycle/wanted.ts";
export { createEngine, type Engine, type EngineOptions } from "./engine.ts";
export { escapeMarkdown } from "./notify/message/harmless.ts";
export { createSend, type Send } from "./notify/send/http.ts";
export type { Reporters, ReportersOptions } from "./notify/send/index.ts";
export type * from "./ports.ts";
export type { Trigger } from "./schedule/queue.ts";
export { createRetries } from "./schedule/retries.ts";
export { createScheduler, type Following, type Scheduler } from "./schedule/scheduler.ts";
export { createTurns } from "./schedule/turns.ts";
export * from "./settings/index.ts";

/** Monitors and notification services; their part of the program is loaded only where one of them is set. */
export async function openReporters(options: ReportersOptions): Promise<Reporters> {
  const isSet = options.healthchecks ?? options.uptimeKuma ?? options.notifications[0];
  if (isSet === undefined) return SILENT;
  const { createReporters } = await import("./notify/send/index.ts");
  return createReporters(options);
}

const nothing = async (): Promise<void> => {};
const SILENT: Reporters = {
  listener: { cycleEnded: () => {} },
  tell: () => {},
  started: nothing,
  stopped: nothing,
  settled: nothing,
};

export interface PublishedQuestion extends Omit<VerifyOptions, "witnesses"> {
  readonly clock: Clock;
  /** Resolves when nothing more important is under way, such as a cycle: nothing new is asked before. Default: at once. */
  readonly idle?: (() => Promise<void>) | undefined;
  /** Where tests have their witnesses. */
  readonly places?: WitnessPlaces | undefined;
}

/** Asks the witnesses once; their part of the program is loaded only where somebody asks. Never rejects. */
export async function verifyPublished({
  clock,
  places,
  idle = async () => {},
  ...question
}: PublishedQuestion): Promise<Verification> {
  const [{ verify }, { openWitnesses }] = await Promise.all([
    import("./verification/verify.ts"),
    import("./adapters/witnesses/index.ts"),
  ]);
  const { report, signal } = question;
  await idle();
  const witnesses = openWitnesses({ clock, places, signal, idle, questions: report.records.length });
  try {
    return await verify({ ...question, witnesses });
  } finally {
    witnesses.close();
  }
}

export interface OpenAccountOptions {
  /** Default `main`. */
  readonly key?: string;
  readonly token: Secret;
  /** Default: the official API. */
  readonly baseUrl?: string;
  /** Milliseconds that one zone or list may take; a single request gets at most two fifths of it, but 5 s where there is room. */
  readonly updateTimeoutMs?: number;
  /** Milliseconds for which what was read is reused; 0 = never. */
  readonly cacheExpirationMs?: number;
  readonly clock?: Clock;
}

/** An account with what only its owner needs: the accounts behind it, the test of its token, and the end of its connections. */
export type OpenedAccount = Account &
  Pick<CloudflareAccount, "accountIds" | "checkToken" | "outcomes" | "close">;

/** One token with its client, rate budget and cache, as engine and nodes use it. */
export function openAccount(options: OpenAccountOptions): OpenedAccount {
  const { clock = systemClock, updateTimeoutMs = 30_000, cacheExpirationMs = 3_600_000 } = options;
  const cloudflare = openCloudflare({
    token: options.token,
    baseUrl: options.baseUrl ?? OFFICIAL_BASE_URL,
    clock,
    requestTimeoutMs: Math.min(updateTimeoutMs, Math.max(5000, updateTimeoutMs * 0.4)),
  });
  const account = createAccount(options.key ?? "main", cloudflare, { clock, cacheExpirationMs });
  const { accountIds, checkToken, outcomes, close } = cloudflare;
  return { ...account, accountIds, checkToken, outcomes, close };
}
