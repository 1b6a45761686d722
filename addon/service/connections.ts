/** What the service is connected with besides Cloudflare: broker, Home Assistant, Supervisor. Each part is loaded only where it is set. */

import {
  type AddressSource,
  type Clock,
  type Config,
  configUses,
  type Environment,
  Secret,
  type SourceSpec,
} from "../../src/index.ts";
import type { HomeAssistant } from "../home-assistant/connection.ts";
import type { FindBroker } from "../mqtt/connection/broker.ts";
import type { PushMemory } from "../push/told/memory.ts";
import type { Supervisor } from "../supervisor/client.ts";
import type { Log } from "./log.ts";
import { once } from "./once.ts";

type PushMakers = Partial<
  Record<"homeassistant" | "mqtt" | "supervisor" | "push", (spec: SourceSpec) => AddressSource>
>;

export interface Connections {
  readonly supervisor: Supervisor | undefined;
  /** Undefined where MQTT is off. */
  readonly broker: FindBroker | undefined;
  readonly homeAssistant: HomeAssistant | undefined;
  /** What push clients told; undefined where nobody may tell anything. */
  readonly told: PushMemory | undefined;
  /** Makers of the sources that need one of these. */
  readonly push: PushMakers;
  /** The home's router as the Supervisor knows it; undefined outside of the app. */
  readonly gateway: ((signal: AbortSignal) => Promise<string>) | undefined;
  close(): Promise<void>;
}

interface Needs {
  readonly config: Config;
  readonly environment: Environment;
  readonly log: Log;
  readonly clock: Clock;
  /** Where what was told is kept; undefined where there is no such folder. */
  readonly stateDir: string | undefined;
}

export async function openConnections(needs: Needs): Promise<Connections> {
  const supervisor = await openSupervisor(needs);
  const broker = await openBroker(needs, supervisor);
  const homeAssistant = await openHomeAssistant(needs);
  const told = await openTold(needs);
  const closers: (() => Promise<void>)[] = homeAssistant === undefined ? [] : [() => homeAssistant.stop()];
  if (told !== undefined) closers.push(() => told.settled());
  const push: PushMakers = {
    ...(await mqttSources(needs, broker, closers)),
    ...(homeAssistant === undefined ? {} : await homeAssistantSources(needs.config, homeAssistant)),
    ...(supervisor === undefined ? {} : await supervisorSources(needs, supervisor)),
    ...(told === undefined ? {} : await pushSources(needs.config, told)),
  };
  const gateway =
    supervisor && configUses(needs.config, "router") ? await routerOf(supervisor, needs) : undefined;
  return {
    supervisor,
    broker,
    homeAssistant,
    told,
    push,
    gateway,
    close: async () => {
      await Promise.all(closers.map((close) => close()));
    },
  };
}

async function openSupervisor({ environment }: Needs): Promise<Supervisor | undefined> {
  if (environment["SUPERVISOR_TOKEN"] === undefined) return undefined;
  const { supervisorFrom } = await import("../supervisor/client.ts");
  return supervisorFrom(environment);
}

async function routerOf(supervisor: Supervisor, { clock }: Needs) {
  const { hostGateway } = await import("../supervisor/gateway.ts");
  return hostGateway(supervisor, clock);
}

async function openBroker(
  { config }: Needs,
  supervisor: Supervisor | undefined,
): Promise<FindBroker | undefined> {
  const isOff = config.partsOff.includes("MQTT");
  if (isOff || (config.mqtt === undefined && supervisor === undefined)) return undefined;
  const { findBroker } = await import("../mqtt/connection/broker.ts");
  return findBroker(config, supervisor);
}

/** Inside the app the Supervisor passes the websocket on, with its own token. */
async function openHomeAssistant({
  config,
  environment,
  log,
  clock,
}: Needs): Promise<HomeAssistant | undefined> {
  const token = environment["SUPERVISOR_TOKEN"];
  const inApp = token === undefined ? undefined : { url: "http://supervisor/core", token: new Secret(token) };
  const access = config.homeAssistant ?? inApp;
  if (access === undefined) return undefined;
  const { connectHomeAssistant } = await import("../home-assistant/connection.ts");
  return connectHomeAssistant({ access, log, clock });
}

async function mqttSources(
  { config, log, clock }: Needs,
  broker: FindBroker | undefined,
  closers: (() => Promise<void>)[],
): Promise<PushMakers> {
  if (broker === undefined || !configUses(config, "mqtt")) return {};
  const { createMqttSources } = await import("../mqtt/source/source.ts");
  const sources = createMqttSources({ broker, config, log, clock });
  closers.push(() => sources.stop());
  return {
    mqtt: (spec) => sources.source(spec as Extract<SourceSpec, { readonly kind: "mqtt" }>),
  };
}

async function homeAssistantSources(config: Config, homeAssistant: HomeAssistant): Promise<PushMakers> {
  if (!configUses(config, "homeassistant")) return {};
  const { homeAssistantSource } = await import("../home-assistant/source.ts");
  const options = { homeAssistant, rejectCloudflare: config.rejectCloudflareIps };
  return {
    homeassistant: (spec) =>
      homeAssistantSource(spec as Extract<SourceSpec, { readonly kind: "homeassistant" }>, options),
  };
}

async function supervisorSources({ config, log }: Needs, supervisor: Supervisor): Promise<PushMakers> {
  if (!configUses(config, "supervisor")) return {};
  const { supervisorSource } = await import("../supervisor/source.ts");
  return {
    supervisor: (spec) =>
      supervisorSource(spec as Extract<SourceSpec, { readonly kind: "supervisor" }>, {
        supervisor,
        warn: once(log.warn),
      }),
  };
}

async function openTold({ config, clock, log, stateDir }: Needs): Promise<PushMemory | undefined> {
  if (config.push === undefined && !configUses(config, "push")) return undefined;
  const [{ openPushMemory }, { NO_STORE, toldFile }] = await Promise.all([
    import("../push/told/memory.ts"),
    import("../push/told/file.ts"),
  ]);
  const store = stateDir === undefined ? NO_STORE : toldFile(stateDir, config.instance, log.warn);
  const names = (config.push?.clients ?? []).map(({ name }) => name);
  return await openPushMemory(store, names, clock);
}

async function pushSources(config: Config, memory: PushMemory): Promise<PushMakers> {
  const { pushSource } = await import("../push/told/source.ts");
  const options = { memory, rejectCloudflare: config.rejectCloudflareIps };
  return { push: (spec) => pushSource(spec.kind === "push" ? spec.client : "", options) };
}
