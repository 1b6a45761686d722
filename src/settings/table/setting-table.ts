/** Every setting of ours, once: what parser, spelling check, dialects and docs/settings.md share. */

/** Where a setting stands in the documentation. */
export type SettingGroup =
  | "Cloudflare account"
  | "What is kept right"
  | "Where addresses come from"
  | "When"
  | "Attributes and ownership"
  | "Telling others"
  | "MQTT and Home Assistant"
  | "Service";

/** One line of the table; `default` is text in the setting's own grammar, empty where it is off. */
export interface Setting {
  readonly name: string;
  readonly group: SettingGroup;
  readonly default: string;
  /** Its value is never printed. */
  readonly secret: boolean;
  /** What may stand there, in a few words. */
  readonly accepted: string;
  readonly description: string;
}

const BOOLEAN = "true or false (also 1, t, T, TRUE, True, 0, f, F, FALSE, False)";
const DURATION = "a duration such as 90s, 5m or 1h30m";
const ABSOLUTE = "an absolute path";
const NAMES = "names separated by commas, each with {hostid6=…, proxied=…, ttl=…} behind it if wanted";
const SOURCE =
  "cloudflare.trace, cloudflare.doh, ipify, local, local.iface:<interface>, local.iface.stable:<interface>, url:<URL>, url.via4:<URL>, url.via6:<URL>, file:<path>, static:<addresses>, static.empty, none, command:<program>, homeassistant:<entity>, mqtt:<topic>, supervisor, first(…; …), agree(n; …; …)";
const FILTER = "keep-all, or addr-in(<range>) combined with !, &&, || and parentheses";
const PATTERN = "an RE2 pattern, (?i) in front ignores case";
const TOPIC = "a topic without wildcards, without slash at its ends";

function line<Name extends string>(
  group: SettingGroup,
  name: Name,
  accepted: string,
  initial: string,
  description: string,
  secret: "secret" | "open" = "open",
): Setting & { readonly name: Name } {
  return { name, group, default: initial, secret: secret === "secret", accepted, description };
}

/** The table. Its order is that of the documentation. */
export const SETTINGS = [
  line(
    "Cloudflare account",
    "CLOUDFLARE_API_TOKEN",
    "an API token",
    "",
    "The token; it needs Zone – DNS – Edit, and Account – Account Filter Lists – Edit for lists.",
    "secret",
  ),
  line("Cloudflare account", "CLOUDFLARE_API_TOKEN_FILE", ABSOLUTE, "", "A file that holds the token."),
  line(
    "Cloudflare account",
    "CF_API_TOKEN",
    "an API token",
    "",
    "Older name of CLOUDFLARE_API_TOKEN.",
    "secret",
  ),
  line("Cloudflare account", "CF_API_TOKEN_FILE", ABSOLUTE, "", "Older name of CLOUDFLARE_API_TOKEN_FILE."),
  line(
    "Cloudflare account",
    "CLOUDFLARE_BASE_URL",
    "an http or https URL",
    "https://api.cloudflare.com/client/v4",
    "Base of the API, for tests.",
  ),
  line("What is kept right", "DOMAINS", NAMES, "", "Names whose A and AAAA records are kept right."),
  line("What is kept right", "IP4_DOMAINS", NAMES, "", "Names whose A records alone are kept right."),
  line("What is kept right", "IP6_DOMAINS", NAMES, "", "Names whose AAAA records alone are kept right."),
  line(
    "What is kept right",
    "WAF_LISTS",
    "<account id>/<list name>, separated by commas",
    "",
    "WAF lists that hold this site's addresses.",
  ),
  line(
    "Where addresses come from",
    "IP4_PROVIDER",
    SOURCE,
    "cloudflare.trace",
    "Source of the IPv4 address.",
  ),
  line(
    "Where addresses come from",
    "IP6_PROVIDER",
    SOURCE,
    "cloudflare.trace",
    "Source of the IPv6 address.",
  ),
  line(
    "Where addresses come from",
    "IP4_DETECTION_FILTER",
    FILTER,
    "keep-all",
    "Which IPv4 addresses count.",
  ),
  line(
    "Where addresses come from",
    "IP6_DETECTION_FILTER",
    FILTER,
    "keep-all",
    "Which IPv6 addresses count.",
  ),
  line(
    "Where addresses come from",
    "IP4_DEFAULT_PREFIX_LEN",
    "a whole number from 8 to 32",
    "32",
    "Prefix length of an IPv4 address in a list.",
  ),
  line(
    "Where addresses come from",
    "IP6_DEFAULT_PREFIX_LEN",
    "a whole number from 12 to 128",
    "64",
    "Prefix length of an IPv6 address in a list; a host ID replaces the bits behind it.",
  ),
  line(
    "Where addresses come from",
    "REJECT_CLOUDFLARE_IPS",
    BOOLEAN,
    "true",
    "Refuse addresses of Cloudflare's own from the network.",
  ),
  line(
    "When",
    "UPDATE_CRON",
    "five cron fields, @every <duration> (at least 1s), @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually or @once",
    "@every 5m",
    "When to look.",
  ),
  line("When", "UPDATE_ON_START", BOOLEAN, "true", "Look at once at start."),
  line("When", "DELETE_ON_STOP", BOOLEAN, "false", "At the end, remove what this instance published."),
  line(
    "When",
    "CACHE_EXPIRATION",
    DURATION,
    "1h",
    "How long what was read from Cloudflare is reused; 0 never reuses it.",
  ),
  line(
    "When",
    "TZ",
    "a name of the IANA time zone database such as Europe/Berlin",
    "UTC",
    "Time zone of UPDATE_CRON.",
  ),
  line("When", "DETECTION_TIMEOUT", DURATION, "5s", "Time for one source to answer."),
  line("When", "UPDATE_TIMEOUT", DURATION, "30s", "Time for one request to Cloudflare, its answer included."),
  line(
    "Attributes and ownership",
    "PROXIED",
    "a boolean, or is(…), sub(…) combined with !, &&, || and parentheses",
    "false",
    "Which new records get the orange cloud.",
  ),
  line(
    "Attributes and ownership",
    "TTL",
    "1 (automatic), or a whole number of seconds from 30 to 86400",
    "1",
    "TTL of new records.",
  ),
  line(
    "Attributes and ownership",
    "RECORD_COMMENT",
    "text of one line, at most 500 characters",
    "",
    "Comment of new records.",
  ),
  line(
    "Attributes and ownership",
    "ENFORCE",
    "any of proxied, ttl, comment, separated by commas",
    "",
    "Attributes that are corrected on existing records too.",
  ),
  line(
    "Attributes and ownership",
    "MANAGED_RECORDS_COMMENT_REGEX",
    PATTERN,
    "",
    "Only records whose comment matches are managed; empty takes all.",
  ),
  line(
    "Attributes and ownership",
    "WAF_LIST_DESCRIPTION",
    "text of one line, at most 500 characters",
    "",
    "Description of lists that are created.",
  ),
  line(
    "Attributes and ownership",
    "WAF_LIST_ITEM_COMMENT",
    "text of one line, at most 500 characters",
    "",
    "Comment of new list items.",
  ),
  line(
    "Attributes and ownership",
    "MANAGED_WAF_LIST_ITEMS_COMMENT_REGEX",
    PATTERN,
    "",
    "Only items whose comment matches are managed; empty takes all.",
  ),
  line(
    "Telling others",
    "HEALTHCHECKS",
    "an http or https URL without query",
    "",
    "Ping URL of a Healthchecks check.",
    "secret",
  ),
  line(
    "Telling others",
    "UPTIMEKUMA",
    "an http or https URL",
    "",
    "Push URL of an Uptime Kuma monitor.",
    "secret",
  ),
  line(
    "Telling others",
    "SHOUTRRR",
    "one URL a line",
    "",
    "Services that are told of changes and failures.",
    "secret",
  ),
  line("Telling others", "SHOUTRRR_FILE", ABSOLUTE, "", "A file that holds them."),
  line(
    "MQTT and Home Assistant",
    "MQTT_URL",
    "mqtt://, mqtts://, ws:// or wss:// with a host, without user and password",
    "",
    "Broker; off when unset.",
  ),
  line("MQTT and Home Assistant", "MQTT_USERNAME", "text", "", "User at the broker."),
  line("MQTT and Home Assistant", "MQTT_PASSWORD", "text", "", "Password at the broker.", "secret"),
  line("MQTT and Home Assistant", "MQTT_PASSWORD_FILE", ABSOLUTE, "", "A file that holds the password."),
  line(
    "MQTT and Home Assistant",
    "MQTT_CA_FILE",
    ABSOLUTE,
    "",
    "Certificates to trust for the broker (PEM).",
  ),
  line("MQTT and Home Assistant", "MQTT_BASE_TOPIC", TOPIC, "cloudflare_ddns", "Topic above all of ours."),
  line(
    "MQTT and Home Assistant",
    "MQTT_DISCOVERY_PREFIX",
    TOPIC,
    "homeassistant",
    "Topic at which Home Assistant looks for devices.",
  ),
  line(
    "MQTT and Home Assistant",
    "INSTANCE",
    "lower-case letters, digits and underscores",
    "main",
    "Tells several instances on one broker apart.",
  ),
  line(
    "MQTT and Home Assistant",
    "HOME_ASSISTANT_URL",
    "an http, https, ws or wss URL",
    "",
    "Home Assistant, for homeassistant: sources and its notifications.",
  ),
  line(
    "MQTT and Home Assistant",
    "HOME_ASSISTANT_TOKEN",
    "a long-lived access token",
    "",
    "Token of Home Assistant.",
    "secret",
  ),
  line("MQTT and Home Assistant", "HOME_ASSISTANT_TOKEN_FILE", ABSOLUTE, "", "A file that holds it."),
  line(
    "Service",
    "WEB_ADDRESS",
    "host:port",
    "",
    "Dashboard and health endpoint; off when unset. Reachable from elsewhere only with a password.",
  ),
  line("Service", "WEB_PASSWORD", "text", "", "Password of the dashboard.", "secret"),
  line("Service", "WEB_PASSWORD_FILE", ABSOLUTE, "", "A file that holds it."),
  line(
    "Service",
    "STATE_DIR",
    ABSOLUTE,
    "",
    "Where history and what was published are kept; unset: /data in the image, else the user's state directory.",
  ),
  line("Service", "LOG_LEVEL", "error, warn, info or debug", "info", "How much is logged."),
  line("Service", "LOG_FORMAT", "text or json", "text", "For people or for machines."),
  line("Service", "EMOJI", BOOLEAN, "true", "Emoji in log and notifications."),
  line("Service", "QUIET", BOOLEAN, "false", "Log only errors, warnings and changes."),
  line(
    "Service",
    "DDNS_DIALECT",
    "native, timothymiller or oznu",
    "native",
    "Read the variables as that program does; oznu's, and timothymiller's config.json, are recognised by themselves.",
  ),
  line(
    "Service",
    "CONFIG_PATH",
    "a folder",
    "",
    "Where timothymiller's config.json is; unset: the current folder.",
  ),
] as const satisfies readonly Setting[];

/** Name of a setting of ours. */
export type SettingName = (typeof SETTINGS)[number]["name"];

const BY_NAME: ReadonlyMap<string, Setting> = new Map(SETTINGS.map((setting) => [setting.name, setting]));

/** The line of the table, undefined where there is none. */
export function findSetting(name: string): Setting | undefined {
  return BY_NAME.get(name);
}

/** Is it the name of a setting of ours? */
export function isSettingName(name: string): name is SettingName {
  return BY_NAME.has(name);
}

/** The default of a setting as text; empty where it is off. */
export function defaultOf(name: SettingName): string {
  return BY_NAME.get(name)?.default ?? "";
}
