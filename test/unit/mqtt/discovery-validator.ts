/** The rules that Home Assistant holds device messages to (reference/home-assistant.md, section 13), as code. */

import {
  BLOCKED_ATTRIBUTES,
  COMPONENT_KEYS,
  DEVICE_KEYS,
  PLATFORMS,
  SENSOR_CLASSES,
  TOP_KEYS,
} from "./discovery-schema.ts";

type Fields = Readonly<Record<string, unknown>>;

export interface CheckOptions {
  /** State documents by topic: template keys and values are checked against them. */
  readonly documents?: ReadonlyMap<string, string>;
  /** Texts that must not appear. */
  readonly secrets?: readonly string[];
}

/** One problem a line, `V10 record_x: …`; empty where the message is sound. V26 and V28 are about time and are tested on a broker. */
export function checkDeviceMessage(topic: string, payload: string, options: CheckOptions = {}): string[] {
  const problems: string[] = [];
  const fail = (rule: number, text: string) => problems.push(`V${rule} ${text}`);
  if (!/^[^#+]+\/(device)\/([A-Za-z0-9_-]+\/)?[A-Za-z0-9_-]+\/config$/.test(topic)) fail(1, topic);
  if (Buffer.byteLength(topic) > 65_535) fail(16, "topic is too long");
  const message = parseObject(payload);
  if (message === undefined) return [...problems, "V2 not a JSON object"];
  for (const secret of options.secrets ?? []) if (payload.includes(secret)) fail(25, "holds a secret");
  checkTop(message, fail);
  const components = isFields(message["components"]) ? message["components"] : {};
  if (Object.keys(components).length === 0) fail(8, "no components");
  const device = isFields(message["device"]) ? message["device"] : {};
  const seen = { uniqueIds: new Set<unknown>(), entityIds: new Set<unknown>(), nameless: 0 };
  for (const [key, component] of Object.entries(components)) {
    if (/\s/.test(key)) fail(8, `${key}: spaces`);
    if (!isFields(component)) {
      fail(8, `${key}: not an object`);
      continue;
    }
    // A component with its platform alone asks for removal.
    if (Object.keys(component).length === 1 && "platform" in component) continue;
    checkComponent(key, component, { message, deviceName: device["name"], fail, seen });
    if (options.documents) checkTemplates(key, component, { message, fail, documents: options.documents });
  }
  return problems;
}

type Fail = (rule: number, text: string) => void;

function checkTop(message: Fields, fail: Fail): void {
  for (const key of Object.keys(message)) if (!TOP_KEYS.includes(key)) fail(3, key);
  const device = message["device"];
  if (!isFields(device)) {
    fail(3, "no device");
    return;
  }
  for (const [key, value] of Object.entries(device)) {
    if (!DEVICE_KEYS.includes(key)) fail(4, key);
    const texts = key === "identifiers" ? value : [value];
    if (
      key !== "connections" &&
      !(Array.isArray(texts) && texts.every((text) => typeof text === "string" && text !== ""))
    )
      fail(4, `${key} is no text`);
  }
  const { identifiers, connections, name, configuration_url: url } = device;
  if (
    !(Array.isArray(identifiers) && identifiers.length > 0) &&
    !(Array.isArray(connections) && connections.length > 0)
  )
    fail(5, "no identifier");
  if (typeof name !== "string" || name === "") fail(6, "no device name");
  checkUrl(url, fail);
  const origin = message["origin"];
  if (!isFields(origin) || typeof origin["name"] !== "string") {
    fail(7, "no origin name");
    return;
  }
  for (const key of Object.keys(origin))
    if (!["name", "sw_version", "support_url"].includes(key)) fail(7, key);
  checkUrl(origin["support_url"], fail);
  if ("availability" in message && "availability_topic" in message) fail(11, "both ways of availability");
  const { availability, availability_mode: mode } = message;
  if (
    !(Array.isArray(availability) && availability.every((item) => isFields(item) && isTopic(item["topic"])))
  )
    fail(11, "availability without topic");
  if (mode !== undefined && !["all", "any", "latest"].includes(String(mode))) fail(11, `mode ${mode}`);
  if (![undefined, 0, 1, 2].includes(message["qos"] as number | undefined)) fail(17, "qos");
}

interface ComponentContext {
  readonly message: Fields;
  readonly deviceName: unknown;
  readonly fail: Fail;
  readonly seen: { readonly uniqueIds: Set<unknown>; readonly entityIds: Set<unknown>; nameless: number };
}

function checkComponent(key: string, component: Fields, context: ComponentContext): void {
  const { message, fail, seen } = context;
  const platform = String(component["platform"]);
  if (!PLATFORMS.includes(platform)) {
    fail(9, `${key}: ${platform}`);
    return;
  }
  const uniqueId = component["unique_id"];
  if (typeof uniqueId !== "string" || uniqueId === "" || seen.uniqueIds.has(uniqueId)) fail(10, key);
  seen.uniqueIds.add(uniqueId);
  const inherited = (name: string) => component[name] ?? message[name];
  if (["sensor", "binary_sensor", "event"].includes(platform) && !isTopic(inherited("state_topic")))
    fail(12, key);
  if (["button", "switch"].includes(platform) && !isTopic(inherited("command_topic"))) fail(12, key);
  if (platform === "event" && !filledTexts(component["event_types"])) fail(12, key);
  if (platform === "event" && inherited("state_topic") === message["state_topic"])
    fail(23, `${key}: shares the state topic`);
  checkClass(key, platform, component, fail);
  const category = component["entity_category"];
  if (category !== undefined && category !== "diagnostic" && category !== "config")
    fail(14, `${key}: ${category}`);
  if (category === "config" && ["sensor", "binary_sensor"].includes(platform)) fail(14, key);
  const { icon, name } = component;
  if (icon !== undefined && !(typeof icon === "string" && /^[a-z]+:[a-z0-9-]+$/.test(icon)))
    fail(15, `${key}: ${icon}`);
  for (const [field, value] of Object.entries(component)) {
    if (/_topic$/.test(field) && !isTopic(value)) fail(16, `${key}: ${field}`);
    if (["object_id", "obj_id", "translation_key", "has_entity_name"].includes(field))
      fail(18, `${key}: ${field}`);
    if (!COMPONENT_KEYS.includes(field)) fail(29, `${key}: ${field}`);
  }
  const entityId = component["default_entity_id"];
  const legal =
    typeof entityId === "string" && new RegExp(`^${platform}\\.[a-z0-9]+(_[a-z0-9]+)*$`).test(entityId);
  if (!legal || String(entityId).length > 255 || seen.entityIds.has(entityId))
    fail(19, `${key}: ${entityId}`);
  seen.entityIds.add(entityId);
  if (name === null) seen.nameless += 1;
  if (seen.nameless > 1 || (typeof name === "string" && name.startsWith(String(context.deviceName))))
    fail(20, key);
  if (component["retain"] === true || component["optimistic"] === true) fail(30, key);
}

function checkClass(key: string, platform: string, component: Fields, fail: Fail): void {
  const {
    device_class: deviceClass,
    state_class: stateClass,
    unit_of_measurement: unit,
    options,
  } = component;
  if (platform === "sensor" && deviceClass !== undefined && !SENSOR_CLASSES.includes(String(deviceClass)))
    fail(13, `${key}: ${deviceClass}`);
  if (platform === "binary_sensor" && deviceClass !== undefined && deviceClass !== "problem")
    fail(13, `${key}: ${deviceClass}`);
  if ((options !== undefined) !== (deviceClass === "enum")) fail(13, `${key}: options`);
  if (options !== undefined && (!filledTexts(options) || unit !== undefined || stateClass !== undefined))
    fail(13, `${key}: options`);
  if (stateClass !== undefined && !["measurement", "total", "total_increasing"].includes(String(stateClass)))
    fail(13, `${key}: ${stateClass}`);
  if (
    (stateClass !== undefined || unit !== undefined) &&
    ["timestamp", "enum", "date"].includes(String(deviceClass))
  )
    fail(13, `${key}: a class that is no number has a unit`);
}

interface TemplateContext {
  readonly message: Fields;
  readonly fail: Fail;
  readonly documents: ReadonlyMap<string, string>;
}

function checkTemplates(key: string, component: Fields, { message, fail, documents }: TemplateContext): void {
  const stateTopic = component["state_topic"] ?? message["state_topic"];
  for (const [field, topic] of [
    ["value_template", stateTopic],
    ["json_attributes_template", component["json_attributes_topic"]],
  ] as const) {
    const template = component[field];
    if (typeof template !== "string") continue;
    const document = parseObject(documents.get(String(topic)) ?? "");
    if (document === undefined) {
      fail(21, `${key}: no document on ${topic}`);
      continue;
    }
    const names = [...template.matchAll(/value_json\.([a-z0-9_]+)/g)].map(([, name = ""]) => name);
    for (const name of names) {
      if (!(name in document)) fail(21, `${key}: ${name} is not in ${topic}`);
      // In Jinja these are methods of the dictionary.
      if (["items", "update", "keys", "values", "get", "copy", "pop", "clear"].includes(name))
        fail(21, `${key}: ${name}`);
      if (field === "value_template") checkValue(key, component, document[name], fail);
      else if (BLOCKED_ATTRIBUTES.includes(name)) fail(24, `${key}: ${name}`);
    }
    if (JSON.stringify(document).length > 16_384) fail(24, `${key}: larger than 16 KiB`);
  }
}

function checkValue(key: string, component: Fields, value: unknown, fail: Fail): void {
  if (value === null || component["platform"] !== "sensor") return;
  const text = Array.isArray(value) ? value.join(", ") : String(value);
  if ([...text].length > 255) fail(22, `${key}: longer than 255`);
  const { device_class: deviceClass, options, state_class: stateClass } = component;
  if (Array.isArray(options) && !options.includes(text)) fail(22, `${key}: ${text} is no option`);
  if (deviceClass === "timestamp" && !/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(text))
    fail(22, `${key}: ${text}`);
  if (stateClass !== undefined && typeof value !== "number") fail(22, `${key}: ${text} is no number`);
}

function checkUrl(url: unknown, fail: Fail): void {
  if (url !== undefined && !(typeof url === "string" && /^(https?|homeassistant):\/\/.+/.test(url)))
    fail(7, `URL ${url}`);
}

function isTopic(topic: unknown): boolean {
  return (
    typeof topic === "string" && topic !== "" && !/[+#\0]/.test(topic) && Buffer.byteLength(topic) <= 65_535
  );
}

function filledTexts(list: unknown): boolean {
  return (
    Array.isArray(list) && list.length > 0 && list.every((text) => typeof text === "string" && text !== "")
  );
}

function parseObject(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
