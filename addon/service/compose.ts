/** The one place that makes a working whole of a Config: accounts, sources, state, engine. */

import {
  type Config,
  type CycleReport,
  createEngine,
  createSourceFactory,
  type Engine,
  fileState,
  memoryState,
  openAccount,
  type PublishedQuestion,
  type SourceFactory,
  useEgress,
  type Verification,
  verifyPublished,
} from "../../src/index.ts";
import { type Connections, openConnections } from "./connections.ts";
import { createLog, type Log } from "./log.ts";
import { openMeters, timed } from "./meters.ts";
import { once } from "./once.ts";
import type { Meters } from "./service-view.ts";
import type { World } from "./world.ts";

export interface Whole {
  readonly engine: Engine;
  readonly sources: SourceFactory;
  readonly connections: Connections;
  readonly meters: Meters;
  readonly log: Log;
  /** Asks the witnesses whether the world sees what the report tells, while `idle` lets it. Never rejects. */
  verify(report: CycleReport, signal: AbortSignal, idle?: () => Promise<void>): Promise<Verification>;
  close(): Promise<void>;
}

export interface ComposeOptions {
  readonly config: Config;
  readonly world: World;
  readonly log: Log;
  /** False for commands that must leave no trace, such as `plan`. */
  readonly remembers: boolean;
  /** Hears that a cycle is about to write. */
  readonly writing?: () => void;
}

export async function compose({ config, world, log, remembers, writing }: ComposeOptions): Promise<Whole> {
  const { clock, environment } = world;
  for (const { variable, message } of useEgress(environment)) log.warn(`${variable}: ${message}.`);
  const stateDir = config.stateDir ?? world.defaultStateDir;
  const connections = await openConnections({ config, environment, log, clock, stateDir });
  const seconds = new Map<string, number>();
  const sources = createSourceFactory({
    clock,
    timeoutMs: config.detectionTimeoutMs,
    rejectCloudflare: config.rejectCloudflareIps,
    push: connections.push,
    ...(connections.gateway === undefined ? {} : { gateway: connections.gateway }),
    warn: once(log.warn),
    environment,
  });
  const accounts = config.accounts.map(({ key, token }) =>
    openAccount({
      key,
      token,
      clock,
      baseUrl: config.baseUrl,
      updateTimeoutMs: config.updateTimeoutMs,
      cacheExpirationMs: config.cacheExpirationMs,
    }),
  );
  const engine = await createEngine({
    records: config.records,
    lists: config.lists,
    sites: config.sites.map(({ name }) => name),
    accounts,
    sources: timed(sources, clock, seconds),
    clock,
    state:
      remembers && stateDir !== undefined ? fileState(stateDir, config.instance, log.warn) : memoryState(),
    updateTimeoutMs: config.updateTimeoutMs,
    notice: once(log.warn),
    progress: log.info,
    ...(writing === undefined ? {} : { writing }),
  });
  return {
    engine,
    sources,
    connections,
    meters: openMeters({ accounts, seconds }),
    log,
    verify: (report, signal, idle) =>
      verifyPublished({
        report,
        targets: config.records,
        accounts,
        publics: publicsFor(config, idle === undefined),
        signal,
        idle,
        clock,
        places: world.witnesses,
      }),
    close: async () => {
      for (const account of accounts) account.close();
      await connections.close();
    },
  };
}

/** Who asks by hand wants to hear all of them now. */
function publicsFor({ verify }: Config, isAsked: boolean): PublishedQuestion["publics"] {
  if (verify !== "public") return "never";
  return isAsked ? "always" : "once authorities agree";
}

/** With --json stdout belongs to the result, so the log goes to stderr. */
export function logFor(config: Config, world: World, json: boolean): Log {
  const { logLevel: level, logFormat: format, emoji, quiet } = config;
  world.useTimeZone(config.timeZone);
  return createLog({
    level,
    format,
    emoji,
    quiet,
    colour: json ? world.colour.err : world.colour.out,
    write: json ? world.err : world.out,
    now: () => world.clock.now(),
  });
}
