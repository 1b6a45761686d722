/** Reads what this program talks to besides Cloudflare: broker, Home Assistant, the visitors of its dashboard. */

import { isLoopback } from "../../core/address/reach.ts";
import { type Parsed, parsed, quote, refused } from "../../core/parsed.ts";
import type { HomeAssistantConfig, MqttConfig, WebConfig } from "../config.ts";
import { parseCertificates } from "../grammar/certificates.ts";
import {
  inClear,
  parseBrokerUrl,
  parseHomeAssistantUrl,
  parseHostPort,
  parseInstance,
  parseTopic,
} from "../grammar/urls.ts";
import type { SettingName } from "../table/setting-table.ts";
import { parsePath } from "../values/files.ts";
import { differing, type Findings, writtenOrDefault } from "../values/findings.ts";
import type { BuilderInput } from "../values/written.ts";

/** Of a password that others may try, in characters. */
const SHORTEST_PASSWORD = 12;

/** The broker, undefined where none is set. */
export function readMqtt(
  { settings, secrets, appMode }: BuilderInput,
  findings: Findings,
): MqttConfig | undefined {
  const read = <T>(name: SettingName, parse: (text: string) => Parsed<T>): T | undefined => {
    const written = settings[name];
    return written === undefined ? undefined : findings.take(written, parse(written.text));
  };
  const url = read("MQTT_URL", parseBrokerUrl);
  const base = writtenOrDefault(settings, "MQTT_BASE_TOPIC");
  const prefix = writtenOrDefault(settings, "MQTT_DISCOVERY_PREFIX");
  const isUsed = appMode || settings.MQTT_URL !== undefined;
  // What has no effect refuses nothing.
  const baseTopic = isUsed ? findings.take(base, parseTopic(base.text)) : base.text;
  const discoveryPrefix = isUsed ? findings.take(prefix, parseTopic(prefix.text)) : prefix.text;
  const caFile = read("MQTT_CA_FILE", parsePath);
  const ca = read("MQTT_CA", parseCertificates);
  const password = secrets.MQTT_PASSWORD;
  if (password !== undefined && settings.MQTT_USERNAME === undefined && settings.MQTT_URL !== undefined)
    findings.warn(
      password.setting,
      "a password without user is of no use to a broker; set MQTT_USERNAME too",
    );
  if (url !== undefined && password !== undefined)
    for (const warning of inClear(url, "the password"))
      findings.warn(settings.MQTT_URL?.setting ?? "MQTT_URL", warning);
  if (settings.MQTT_URL === undefined) {
    const unused: readonly (string | undefined)[] = [
      settings.MQTT_USERNAME?.setting,
      password?.setting,
      settings.MQTT_CA_FILE?.setting,
      ...(appMode
        ? []
        : (["MQTT_CA", "MQTT_BASE_TOPIC", "MQTT_DISCOVERY_PREFIX", ...goodInstance(settings)] as const).map(
            (name) => differing(settings, name)?.setting,
          )),
    ];
    for (const setting of unused)
      if (setting !== undefined) findings.warn(setting, "it has no effect while MQTT_URL is not set");
  }
  if (url === undefined || baseTopic === undefined || discoveryPrefix === undefined) return undefined;
  return {
    url,
    username: settings.MQTT_USERNAME?.text,
    password: password?.secret,
    caFile,
    ...(ca === undefined ? {} : { ca }),
    baseTopic,
    discoveryPrefix,
  };
}

/** A name that was refused has been told about already. */
function goodInstance({ INSTANCE: written }: BuilderInput["settings"]): readonly ["INSTANCE"] | readonly [] {
  return written === undefined || parseInstance(written.text).ok ? ["INSTANCE"] : [];
}

/** Home Assistant's websocket, undefined where none is set. */
export function readHomeAssistant(
  { settings, secrets }: BuilderInput,
  findings: Findings,
): HomeAssistantConfig | undefined {
  const written = settings.HOME_ASSISTANT_URL;
  const token = secrets.HOME_ASSISTANT_TOKEN;
  const url = written === undefined ? undefined : findings.take(written, parseHomeAssistantUrl(written.text));
  if (token !== undefined && /\s/.test(token.secret.reveal()))
    findings.problem(token.setting, "a token of Home Assistant holds no blanks; copy it again");
  if (written !== undefined && token === undefined)
    findings.refuse(
      written,
      "Home Assistant lets nobody in without a token; set HOME_ASSISTANT_TOKEN or HOME_ASSISTANT_TOKEN_FILE",
    );
  if (written === undefined && token !== undefined)
    findings.problem(token.setting, "a token for which Home Assistant? set HOME_ASSISTANT_URL too");
  if (written === undefined || url === undefined || token === undefined) return undefined;
  for (const warning of inClear(url, "the token")) findings.warn(written.setting, warning);
  return { url, token: token.secret };
}

/** Dashboard and health endpoint, undefined where they are off. */
export function readWeb({ settings, secrets }: BuilderInput, findings: Findings): WebConfig | undefined {
  const written = settings.WEB_ADDRESS;
  const password = secrets.WEB_PASSWORD;
  const readKey = secrets.WEB_READ_KEY;
  if (written === undefined) {
    for (const idle of [password, readKey])
      if (idle !== undefined) findings.warn(idle.setting, "it has no effect while WEB_ADDRESS is not set");
    return undefined;
  }
  const address = findings.take(written, parseHostPort(written.text));
  if (address === undefined) return undefined;
  if (!isLoopback(address.host) && password === undefined) {
    findings.refuse(
      written,
      "others can reach this address, so a password is needed: set WEB_PASSWORD or WEB_PASSWORD_FILE, or listen on 127.0.0.1",
    );
  }
  if (
    !isLoopback(address.host) &&
    password !== undefined &&
    password.secret.reveal().length < SHORTEST_PASSWORD
  )
    findings.warn(
      password.setting,
      `others can reach the dashboard, and a password of fewer than ${SHORTEST_PASSWORD} characters is soon guessed; write a longer one`,
    );
  if (readKey !== undefined && /\s/.test(readKey.secret.reveal()))
    findings.problem(
      readKey.setting,
      "a key that is sent as a bearer token holds no blanks; write another one",
    );
  return { ...address, password: password?.secret, readKey: readKey?.secret };
}

/** One word of several, in any case; `others` are what other programs call them. */
export function parseWord<const Word extends string>(
  words: readonly Word[],
  others: Readonly<Record<string, Word>> = {},
): (text: string) => Parsed<Word> {
  return (text) => {
    const lower = text.toLowerCase();
    const word =
      words.find((known) => known === lower) ?? (Object.hasOwn(others, lower) ? others[lower] : undefined);
    return word === undefined
      ? refused(`${quote(text)} is not known; write ${words.join(", ")}`)
      : parsed(word);
  };
}
