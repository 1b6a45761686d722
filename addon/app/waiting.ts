/** The service of an app that cannot work yet: it stays, says through log, dashboard and MQTT what it needs, and touches nothing. */

import {
  type BuilderInput,
  buildConfig,
  type Config,
  type ConfigProblem,
  DdnsError,
  KEEP_ALL,
  MAIN_ACCOUNT,
  type RecordTarget,
  SELECT_ALL,
} from "../../src/index.ts";
import type { Log } from "../service/log.ts";
import type { RunningService } from "../service/service.ts";
import type { ServiceView } from "../service/service-view.ts";
import { type AppInput, finish } from "./options.ts";

/** Why the service waits, and with what it does so. */
export interface Waiting {
  /** The good parts of the options: broker, topics, log level. Its only record set stands for names not known yet. */
  readonly config: Config;
  readonly problems: readonly ConfigProblem[];
  /** Nothing is wrong, only missing: the app was just installed. */
  readonly isFresh: boolean;
}

const WHERE = "Settings > Apps > Cloudflare DDNS > Configuration";

/**
 * Made of what is good, so that broker, topics and time zone are the user's wherever they can be read.
 *
 * A record set whose name nobody knows yet keeps the entities of earlier starts in Home Assistant: a slip in one
 * option must not take away what dashboards and automations use.
 */
export function waitingFor(
  { input, missing }: Pick<AppInput, "input" | "missing">,
  problems: readonly ConfigProblem[],
): Waiting {
  const wrong = new Set(problems.map(({ setting }) => setting));
  const good = Object.entries(input.settings).filter(
    ([name, written]) => !wrong.has(written.setting) && !name.endsWith("_PROVIDER"),
  );
  const config =
    configOf({ ...input, settings: Object.fromEntries(good) }) ??
    configOf({ ...input, settings: {}, secrets: {} });
  if (config === undefined) throw new Error("a Config of defaults alone was refused");
  const isFresh = problems.every(({ setting }) => missing.includes(setting));
  return { config, problems, isFresh };
}

function configOf(input: BuilderInput): Config | undefined {
  const bare = { ...input, accounts: [], records: [], lists: [], isIncomplete: true };
  const parsed = finish(bare, buildConfig(bare));
  return parsed.ok ? { ...parsed.config, records: [UNKNOWN_NAME] } : undefined;
}

const UNKNOWN_NAME: RecordTarget = {
  account: MAIN_ACCOUNT,
  owner: { kind: "in-zone", zoneId: "", label: "@" },
  type: "A",
  detector: { site: "", family: 4, source: { kind: "none" }, filter: KEEP_ALL, prefixLength: 32 },
  hostIds: [{ kind: "preserve" }],
  attributes: { ttl: 1, proxied: false, comment: "", tags: [] },
  enforce: new Set(),
  selector: SELECT_ALL,
  keepSurplus: true,
  create: false,
};

/** Waits until it is stopped: only a restart reads the options again. */
export function createWaitingService({ config, problems, isFresh }: Waiting, log: Log): RunningService {
  const missing = [...new Set(problems.map(({ setting }) => setting))];
  const view: ServiceView = {
    status: "error",
    paused: false,
    busy: false,
    writing: false,
    report: undefined,
    passing: false,
    lastCheck: undefined,
    lastChange: undefined,
    lastError: isFresh
      ? undefined
      : problems.map(({ setting, message }) => `${setting}: ${message}`).join("; "),
    history: [],
    nextCheck: undefined,
    waitingFor: missing,
  };
  let end = (): void => {};
  const stopped = new Promise<void>((resolve) => {
    end = resolve;
  });
  const refuse = (what: string): void => log.warn(`${what}: first the options need ${missing.join(", ")}.`);
  return {
    config,
    view,
    logTail: log.tail,
    subscribe: () => () => {},
    updateNow: () => refuse("Nothing was updated"),
    setPaused: async () => refuse("Nothing was paused or resumed"),
    setProxied: async () => {
      throw new DdnsError(
        "CONFIG_INVALID",
        `The orange cloud stays as it is: first the options need ${missing.join(", ")}.`,
      );
    },
    trouble: () => {},
    plan: async () => {
      throw new DdnsError(
        "CONFIG_INVALID",
        `There is no plan: first the options need ${missing.join(", ")}.`,
      );
    },
    run: async () => {
      if (isFresh) for (const { message } of problems) log.warn(sentence(message));
      else for (const { setting, message } of problems) log.error(`${setting}: ${message}`);
      log.warn(
        `${isFresh ? "Waiting for" : "Waiting until these are right"}: ${missing.join(", ")}. Open ${WHERE}, correct and save, then restart the app. Until then nothing is read or changed at Cloudflare.`,
      );
      await stopped;
    },
    stop: async () => {
      end();
      return true;
    },
    writing: () => {},
    verified: () => {},
  };
}

function sentence(message: string): string {
  const text = `${message.charAt(0).toUpperCase()}${message.slice(1)}`;
  return text.endsWith(".") ? text : `${text}.`;
}
