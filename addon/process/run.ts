/** The service from start to end: engine, monitors, MQTT, dashboard, and a clean stop. */

import { hostname } from "node:os";
import { join } from "node:path";
import {
  type Clock,
  type Config,
  type CycleListener,
  type CycleReport,
  DdnsError,
  displayName,
  formatSchedule,
  LIST_KINDS,
  namedSources,
  openReporters,
  type Reporters,
  reportAsJson,
  surveySources,
} from "../../src/index.ts";
import { isApp } from "../app/entry.ts";
import { appPage } from "../app/page.ts";
import type { Waiting } from "../app/waiting.ts";
import type { CommandContext, ExitStatus } from "../cli/context.ts";
import type { Hooks } from "../hooks/hooks.ts";
import type { Journal } from "../journal/journal.ts";
import { compose, logFor, type Whole } from "../service/compose.ts";
import type { Log } from "../service/log.ts";
import { createService, type RunningService } from "../service/service.ts";

/** Docker ends a container ten seconds after it asked; the app has thirty (`timeout` in config.yaml). */
const STOP_DEADLINE_MS = 8000;
const STOP_DEADLINE_IN_APP_MS = 24_000;

/** How long notifications may take at the end: a slow service must not cost a clean stop. */
const LAST_WORDS_MS = 30_000;
const HASTY_LAST_WORDS_MS = 1500;

/**
 * Runs until the schedule is done or the process is asked to stop. With `@once` the status tells how the cycle went.
 * With `waiting` it is all there, dashboard and broker included, but no cycle runs.
 */
export async function runService(
  config: Config,
  context: CommandContext,
  waiting?: Waiting,
): Promise<ExitStatus> {
  const { world, json, version } = context;
  const log = logFor(config, world, json);
  const isOnce = config.schedule.kind === "once";
  let service: RunningService | undefined;
  const whole = await compose({ config, world, log, remembers: true, writing: () => service?.writing() });
  const reporters = await openReporters({
    healthchecks: config.healthchecks,
    uptimeKuma: config.uptimeKuma,
    notifications: config.notifications,
    clock: world.clock,
    log: (level, text) => log[level](text),
    displayName,
  });
  const hooks = await openHooks(config, world, log);
  let last = undefined as CycleReport | undefined;
  const keep = (report: CycleReport): void => {
    last = report;
    // A service tells each cycle as one line; `once` tells its only one at the end.
    if (json && !isOnce) world.out(`${JSON.stringify(reportAsJson(report))}\n`);
  };
  const listeners: CycleListener[] = [reporters.listener, { cycleEnded: keep }];
  const journal = waiting === undefined ? await keepJournal(config, world, log) : undefined;
  for (const part of [journal, hooks]) if (part !== undefined) listeners.push(part.listener);
  service =
    waiting === undefined
      ? createService({
          config,
          engine: whole.engine,
          clock: world.clock,
          log,
          listeners,
          told: whole.connections.told,
        })
      : (await import("../app/waiting.ts")).createWaitingService(waiting, log);
  if (waiting !== undefined) log.info(`Cloudflare DDNS ${version} is not set up yet.`);
  else if (!isOnce) log.info(greeting(config, version));
  const companions = await startCompanions({ service, whole, log, listeners, journal, reporters }, context);

  if (!isOnce) void reporters.started(version);
  const stopped = onStop(world.stopping, () => log.info("Asked to stop."));
  await Promise.race([service.run(), stopped]);
  const deadline =
    world.environment["SUPERVISOR_TOKEN"] === undefined ? STOP_DEADLINE_MS : STOP_DEADLINE_IN_APP_MS;
  const removed = await service.stop(deadline);
  const allRight = last?.ok === true && removed;
  if (isOnce && json && last !== undefined)
    world.out(`${JSON.stringify(reportAsJson({ ...last, ok: allRight }), null, 2)}\n`);
  if (!isOnce) void reporters.stopped();
  await Promise.all([
    ...companions.map((stop) => stop()),
    reporters.settled(lastWords(isOnce, world.stopping)),
    journal?.settled(),
    hooks?.settled(lastTries(isOnce, world.stopping)),
  ]);
  await whole.close();
  if (isOnce) return allRight ? 0 : 1;
  log.info("Stopped.");
  return 0;
}

/** Aborts when notifications have had their time: after a stop they get little, and a stop in between ends it. */
function lastWords(isOnce: boolean, stopping: AbortSignal): AbortSignal {
  return isOnce && !stopping.aborted
    ? AbortSignal.any([stopping, AbortSignal.timeout(LAST_WORDS_MS)])
    : AbortSignal.timeout(HASTY_LAST_WORDS_MS);
}

/** Hooks end by themselves, so `once` waits for them; after a stop they get as little as notifications. */
function lastTries(isOnce: boolean, stopping: AbortSignal): AbortSignal {
  return isOnce && !stopping.aborted ? stopping : AbortSignal.timeout(HASTY_LAST_WORDS_MS);
}

/** Undefined where none is kept. */
async function keepJournal(
  { journalDays: days, stateDir }: Config,
  { clock, defaultStateDir }: CommandContext["world"],
  log: Log,
): Promise<Journal | undefined> {
  const folder = stateDir ?? defaultStateDir;
  if (days === 0 || folder === undefined) return undefined;
  const { openJournal } = await import("../journal/journal.ts");
  return openJournal({ folder, days, clock, warn: log.warn });
}

/** Undefined where none is set. */
async function openHooks(
  { hooks }: Config,
  { environment, clock }: CommandContext["world"],
  log: Log,
): Promise<Hooks | undefined> {
  if ((hooks.onChange ?? hooks.webhook) === undefined) return undefined;
  const { createHooks } = await import("../hooks/hooks.ts");
  return createHooks({ hooks, environment, clock, log: (level, text) => log[level](text) });
}

function onStop(stopping: AbortSignal, tell: () => void): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      tell();
      resolve();
    };
    if (stopping.aborted) stop();
    else stopping.addEventListener("abort", stop, { once: true });
  });
}

/** What runs already when companions join it. */
interface Running {
  readonly service: RunningService;
  readonly whole: Whole;
  readonly log: Log;
  /** Companions that hear of cycles join them. */
  readonly listeners: CycleListener[];
  readonly journal: Journal | undefined;
  readonly reporters: Pick<Reporters, "tell">;
}

/** Broker, Home Assistant and dashboard, each loaded only where it is used. Answers with what ends them. */
async function startCompanions(
  { service, whole, log, listeners, journal, reporters }: Running,
  { world, version }: CommandContext,
): Promise<readonly (() => Promise<void>)[]> {
  const { config } = service;
  const { broker, homeAssistant } = whole.connections;
  const stops: (() => Promise<void>)[] = [];
  if (config.schedule.kind === "once") return stops;
  if (config.verify !== "off") {
    const { startVerification } = await import("./verification.ts");
    const eyes = startVerification({
      service,
      engine: whole.engine,
      verify: whole.verify,
      homeAssistant,
      instance: config.instance,
      reporters,
      clock: world.clock,
      log,
    });
    listeners.push(eyes.listener);
    stops.push(eyes.stop);
  }
  if (broker !== undefined) {
    const { startMqttDevice } = await import("../mqtt/device/device.ts");
    const configurationUrl = isApp(world.environment) ? appPage(hostname()) : undefined;
    const stateDir = config.stateDir ?? world.defaultStateDir;
    const device = startMqttDevice(service, {
      broker,
      log,
      clock: world.clock,
      version,
      configurationUrl,
      ranHere: async (instance) =>
        stateDir !== undefined && world.files.read(join(stateDir, `${instance}.json`)).ok,
    });
    stops.push(() => device.stop());
    if (isApp(world.environment)) {
      const { listenForCommands } = await import("../app/standard-input.ts");
      stops.push(listenForCommands({ device, broker, config, log, clock: world.clock }));
    }
  }
  if (homeAssistant !== undefined) {
    const { homeAssistantNotifications } = await import("../home-assistant/notifications.ts");
    const notifications = homeAssistantNotifications({ homeAssistant, instance: config.instance, log });
    listeners.push(notifications);
    stops.push(async () => notifications.stop());
  }
  const push = await startPush(service, whole, world.clock, log, listeners);
  if (push !== undefined) stops.push(push);
  const web = await startDashboard(service, whole, { world, version }, log, journal);
  if (web !== undefined) stops.push(web);
  return stops;
}

async function startPush(
  service: RunningService,
  { connections: { told } }: Whole,
  clock: Clock,
  log: Log,
  listeners: CycleListener[],
): Promise<(() => Promise<void>) | undefined> {
  const { push } = service.config;
  if (push === undefined || told === undefined) return undefined;
  const { startPushEndpoint } = await import("../push/endpoint.ts");
  try {
    const endpoint = await startPushEndpoint({ push, service, memory: told, clock, log });
    listeners.push(endpoint.listener);
    return () => endpoint.close();
  } catch (thrown) {
    if (!(thrown instanceof DdnsError)) throw thrown;
    // What was told before still counts, and so do all other sources.
    log.error(thrown.message);
    return undefined;
  }
}

/** Supervisor's gateway, and the port that config.yaml names to it. */
const INGRESS = { kind: "ingress", port: 8099, peer: "172.30.32.2" } as const;

async function startDashboard(
  service: RunningService,
  { sources, meters }: Whole,
  { world, version }: Pick<CommandContext, "world" | "version">,
  log: Log,
  journal: Journal | undefined,
): Promise<(() => Promise<void>) | undefined> {
  const { config } = service;
  const { web } = config;
  const inApp = world.environment["SUPERVISOR_TOKEN"] !== undefined;
  if (web === undefined && !inApp) return undefined;
  const [{ startWeb }, { assets }] = await Promise.all([
    import("../web/server/server.ts"),
    import("../web/server/assets.ts"),
  ]);
  const { clock } = world;
  const detectSurvey = async () => [
    ...(await surveySources(namedSources(config), sources, clock, AbortSignal.timeout(60_000))).sources,
  ];
  const mode = inApp || web === undefined ? INGRESS : ({ kind: "standalone", ...web } as const);
  try {
    const server = await startWeb(service, {
      mode,
      assets,
      version,
      log,
      detectSurvey,
      journal,
      meters,
      clock,
    });
    return () => server.close();
  } catch (thrown) {
    if (!(thrown instanceof DdnsError)) throw thrown;
    // The records matter more than the page about them.
    log.error(thrown.message);
    return undefined;
  }
}

function greeting(config: Config, version: string): string {
  const names = config.names.length === 1 ? "1 name" : `${config.names.length} names`;
  const lists = LIST_KINDS.flatMap(({ kind, noun, heading }) => {
    const count = config.lists.filter((list) => list.kind === kind).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? noun : heading}`];
  });
  return `Cloudflare DDNS ${version} keeps ${[names, ...lists].join(" and ")} right, ${formatSchedule(config.schedule)}.`;
}
