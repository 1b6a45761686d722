/** Where on the broker everything of one instance lives. */

import { createHash } from "node:crypto";
import { type Config, LIST_KINDS, type ListKind, traitsOf } from "../../src/index.ts";

const DEFAULT_BASE_TOPIC = "cloudflare_ddns";
const DEFAULT_DISCOVERY_PREFIX = "homeassistant";

/** Core says here that it has started, whatever the prefix, unless its user changed that. */
const CORE_STATUS_TOPIC = "homeassistant/status";

/** The topics of one instance, all without wildcards but the `*Filter` ones. */
export interface Topics {
  /** `cloudflare_ddns/main`; everything but `config` and `birth` lies below it. */
  readonly root: string;
  readonly availability: string;
  readonly state: string;
  readonly event: string;
  /** Where we speak to ourselves, to see what the broker hands out; nothing is kept there. */
  readonly probe: string;
  /** Below it lie the command names. */
  readonly commandRoot: string;
  readonly recordRoot: string;
  /** One for each kind of lists. */
  readonly listRoots: readonly string[];
  /** The device message. */
  readonly config: string;
  /** Where Home Assistant says `online` after its start; one or two topics. */
  readonly births: readonly string[];
}

export function topicsOf(config: Pick<Config, "mqtt" | "instance">): Topics {
  const prefix = config.mqtt?.discoveryPrefix || DEFAULT_DISCOVERY_PREFIX;
  const root = `${config.mqtt?.baseTopic || DEFAULT_BASE_TOPIC}/${config.instance}`;
  return {
    root,
    availability: `${root}/availability`,
    state: `${root}/state`,
    event: `${root}/event`,
    probe: `${root}/probe`,
    commandRoot: `${root}/command/`,
    recordRoot: `${root}/record/`,
    listRoots: LIST_KINDS.map(({ kind }) => listRoot(root, kind)),
    config: `${prefix}/device/${deviceId(config)}/config`,
    births: [...new Set([CORE_STATUS_TOPIC, `${prefix}/status`])],
  };
}

/** Everything that an instance keeps below its root. */
export function documentFilters(root: string): readonly string[] {
  return [`${root}/availability`, `${root}/state`, `${root}/record/+`].concat(
    LIST_KINDS.map(({ kind }) => `${listRoot(root, kind)}+`),
  );
}

/** Below it lie the documents of the lists of one kind. */
export function listRoot(root: string, kind: ListKind): string {
  return `${root}/${traitsOf(kind).entity}/`;
}

/** Does this look like something that we keep there, rather than like anybody else's message? */
export function isDocument(payload: string): boolean {
  return (
    payload === "online" || payload === "offline" || /^\{.*"(automatic_updates|changed_at)":/s.test(payload)
  );
}

/** What the device and all its unique ids begin with. */
export function deviceId(config: Pick<Config, "instance">): string {
  return `cloudflare_ddns_${config.instance}`;
}

/**
 * The MQTT client id: one for each instance and purpose, so that a second process of the same instance is
 * thrown off (and noticed) instead of writing over the first. At most 23 characters, as old brokers want.
 */
export function clientId(
  config: Pick<Config, "mqtt" | "instance">,
  purpose: "device" | "source" | "purge",
): string {
  const suffix = { device: "", source: "_source", purge: "_purge" }[purpose];
  return `cfddns_${sha256Hex(topicsOf(config).root).slice(0, 8)}${suffix}`;
}

/** Hexadecimal SHA-256, for keys and ids. */
export function sha256Hex(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
