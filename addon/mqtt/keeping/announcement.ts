/** What a device message on the broker says of who announced it, and where that program's topics are. */

const ORIGIN = "cloudflare-ddns";

/** Where an instance of this program announced itself. */
export interface Announcement {
  readonly instance: string;
  /** The topic of the device message. */
  readonly config: string;
  /** Above all its other topics: `cloudflare_ddns/main`. */
  readonly root: string;
}

/** Undefined where the message is none of this program, or names topics that this program would not use. */
export function readAnnouncement(config: string, payload: string): Announcement | undefined {
  const instance = /\/device\/cloudflare_ddns_([a-z0-9_]+)\/config$/.exec(config)?.[1];
  const message = parsed(payload);
  if (instance === undefined || text(member(message, "origin"), "name") !== ORIGIN) return undefined;
  const availability = member(message, "availability");
  const topic = Array.isArray(availability) ? text(availability[0], "topic") : undefined;
  const root = topic?.endsWith("/availability") ? topic.slice(0, -"/availability".length) : undefined;
  // A forged message must not lead us to topics of somebody else.
  if (root === undefined || !root.endsWith(`/${instance}`) || /[+#]/.test(root)) return undefined;
  return { instance, config, root };
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}

function member(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return Reflect.get(value, key);
}

function text(value: unknown, key: string): string | undefined {
  const found = member(value, key);
  return typeof found === "string" ? found : undefined;
}
