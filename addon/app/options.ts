/** Turns the app's options into the same Config as the environment does, every problem in the options' own names. */

import {
  type AccountConfig,
  type BuilderInput,
  buildConfig,
  type Config,
  type ConfigProblem,
  type Environment,
  Findings,
  type ParsedConfig,
  parseCertificates,
  type SecretName,
  type SettingName,
  type Written,
  type WrittenPushClient,
  type WrittenSecret,
} from "../../src/index.ts";
import { readAccounts, readSites } from "./option-places.ts";
import { type AppOptions, type PushClientOption, parseShape } from "./option-shape.ts";
import { filled, writtenAs } from "./option-text.ts";
import { readList, readRecord } from "./option-things.ts";
import { inOptionNames } from "./option-words.ts";

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Where the app keeps what it remembers, unless the image says otherwise. */
const STATE_DIR = "/data";

/** The state of an instance is kept as `<instance>.json`, in the folder where Supervisor keeps `options.json`. */
const OPTIONS_FILE_STEM = "options";

/** All that the environment still says in the app: the image's folder, Supervisor's time zone, and the API's base in tests. */
const FROM_ENVIRONMENT: readonly SettingName[] = ["STATE_DIR", "TZ", "CLOUDFLARE_BASE_URL"];

/** What was read, before it is judged; the waiting service is made of its good parts. */
export interface AppInput {
  readonly input: BuilderInput;
  readonly findings: Findings;
  /** Options that are blank and must not stay so: nobody is at fault, the app was just installed. */
  readonly missing: readonly string[];
}

/** The Config, or everything that is wrong. Nothing throws. */
export function parseAppOptions(options: unknown, environment: Environment): ParsedConfig {
  const { input, findings } = readAppOptions(options, environment);
  return finish(input, buildConfig(input, findings));
}

/** The options as the builder's one input; what is wrong with their shape or missing is in `findings`. */
export function readAppOptions(options: unknown, environment: Environment): AppInput {
  const findings = new Findings();
  const shape = parseShape(options);
  for (const { option, message } of shape.problems) findings.problem(option, message);
  const { mqtt = {}, records = [], waf_lists = [], push_clients = [] } = shape.options;
  const password = filled(mqtt.password);
  const secrets: { [Name in SecretName]?: WrittenSecret } =
    password === undefined
      ? {}
      : { MQTT_PASSWORD: { setting: "mqtt.password", secret: findings.hide(password) } };
  const accounts = readAccounts(shape.options, findings);
  const input: BuilderInput = {
    appMode: true,
    accounts,
    settings: { ...readEnvironment(environment), ...readGeneral(shape.options) },
    secrets,
    records: records.flatMap((record, index) => readRecord(record, `records[${index}]`, findings)),
    lists: waf_lists.flatMap((list, index) => readList(list, `waf_lists[${index}]`, findings)),
    sites: readSites(shape.options.sites, findings),
    pushClients: push_clients.map((client, index) =>
      readPushClient(client, `push_clients[${index}]`, findings),
    ),
    namesGoInto: "records",
    isIncomplete: records.length + waf_lists.length > 0 && findings.refusals > 0,
  };
  refuseStrayToken(accounts, input, findings);
  if (input.settings.INSTANCE?.text === OPTIONS_FILE_STEM)
    findings.problem(
      "mqtt.instance",
      `"${OPTIONS_FILE_STEM}" is taken by the app's own options; choose another name`,
    );
  const missing = [
    ...(filled(shape.options.cloudflare_api_token) === undefined ? ["cloudflare_api_token"] : []),
    ...(records.length + waf_lists.length === 0 ? ["records"] : []),
  ];
  return { input, findings, missing: shape.problems.length > 0 ? [] : missing };
}

/** What the builder answered, in the words of the options, and with what it drops where Supervisor names the broker. */
export function finish(input: BuilderInput, parsed: ParsedConfig): ParsedConfig {
  const rename = (problems: readonly ConfigProblem[]): readonly ConfigProblem[] =>
    problems.map(inOptionNames);
  return parsed.ok
    ? { ...parsed, config: withSupervisorsBroker(input, parsed.config), warnings: rename(parsed.warnings) }
    : { ...parsed, problems: rename(parsed.problems), warnings: rename(parsed.warnings) };
}

/** An empty URL leaves the broker to Supervisor; base topic, prefix and certificates count for that broker too. */
function withSupervisorsBroker({ settings }: BuilderInput, config: Config): Config {
  const { MQTT_BASE_TOPIC: base, MQTT_DISCOVERY_PREFIX: prefix, MQTT_CA: written } = settings;
  if (config.mqtt !== undefined || (base ?? prefix ?? written) === undefined) return config;
  const ca = parseCertificates(written?.text ?? "");
  return {
    ...config,
    mqtt: {
      url: "",
      username: undefined,
      password: undefined,
      caFile: undefined,
      ...(ca.ok ? { ca: ca.value } : {}),
      baseTopic: base?.text ?? "cloudflare_ddns",
      discoveryPrefix: prefix?.text ?? "homeassistant",
    },
  };
}

function readEnvironment(environment: Environment): BuilderInput["settings"] {
  const settings: Mutable<BuilderInput["settings"]> = {
    STATE_DIR: { setting: "STATE_DIR", text: STATE_DIR },
  };
  for (const name of FROM_ENVIRONMENT) {
    const text = filled(environment[name]);
    if (text !== undefined) settings[name] = { setting: name, text };
  }
  return settings;
}

function readGeneral(options: AppOptions): BuilderInput["settings"] {
  const { mqtt = {} } = options;
  const written: readonly (readonly [SettingName, Written | undefined])[] = [
    ["IP4_PROVIDER", writtenAs("ipv4_source", options.ipv4_source)],
    ["IP6_PROVIDER", writtenAs("ipv6_source", options.ipv6_source)],
    ["UPDATE_CRON", writtenAs("schedule", options.schedule)],
    ["DELETE_ON_STOP", writtenAs("delete_on_stop", options.delete_on_stop?.toString())],
    ["VERIFY", writtenAs("verify", options.verify)],
    ["LOG_LEVEL", writtenAs("log_level", options.log_level)],
    ["MQTT_URL", writtenAs("mqtt.url", mqtt.url)],
    ["MQTT_USERNAME", writtenAs("mqtt.username", mqtt.username)],
    ["MQTT_CA", writtenAs("mqtt.ca", mqtt.ca)],
    ["MQTT_BASE_TOPIC", writtenAs("mqtt.base_topic", mqtt.base_topic)],
    ["MQTT_DISCOVERY_PREFIX", writtenAs("mqtt.discovery_prefix", mqtt.discovery_prefix)],
    ["INSTANCE", writtenAs("mqtt.instance", mqtt.instance)],
  ];
  return Object.fromEntries(written.filter(([, value]) => value !== undefined));
}

function readPushClient(option: PushClientOption, at: string, findings: Findings): WrittenPushClient {
  const password = filled(option.password);
  return {
    name: { setting: `${at}.name`, text: filled(option.name) ?? "" },
    password:
      password === undefined ? undefined : { setting: `${at}.password`, secret: findings.hide(password) },
  };
}

/** A token in an option that is shown or published would not stay secret. */
function refuseStrayToken(
  accounts: readonly AccountConfig[],
  { settings, records, lists, pushClients = [] }: BuilderInput,
  findings: Findings,
): void {
  const tokens = accounts.map((account) => account.token.reveal());
  const shown: readonly (Written | undefined)[] = [
    ...Object.values(settings),
    ...records.flatMap(({ owner, comment, hostIds }) => [
      owner.kind === "name" ? owner.name : undefined,
      comment,
      hostIds,
    ]),
    ...lists.flatMap(({ accountId, name, itemComment }) => [accountId, name, itemComment]),
    ...pushClients.map(({ name }) => name),
  ];
  for (const written of shown)
    if (written !== undefined && tokens.some((token) => written.text.includes(token)))
      findings.problem(
        written.setting,
        "it holds the Cloudflare token, which belongs into cloudflare_api_token alone",
      );
}
