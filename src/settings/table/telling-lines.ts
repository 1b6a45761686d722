/** The settings that only tell or show: a mistake in one of them leaves its part off. */

import { ABSOLUTE, BOOLEAN, telling } from "./setting.ts";

const TOPIC = "a topic without wildcards, without slash at its ends";

const monitor = telling("Telling others", "monitors");
const notification = telling("Telling others", "notifications");
const broker = telling("MQTT and Home Assistant", "MQTT");
const homeAssistant = telling("MQTT and Home Assistant", "Home Assistant");
const dashboard = telling("Service", "the dashboard");
const push = telling("Service", "the push endpoint");
const hook = telling("Telling others", "hooks");
const journal = telling("Service", "the journal");
const verification = telling("Service", "verification");
const log = telling("Service", "the log as it was set");

/** In the order of the documentation. */
export const TELLING_LINES = [
  monitor(
    "HEALTHCHECKS",
    "an http or https URL without query",
    "",
    "Ping URL of a Healthchecks check.",
    "secret",
  ),
  monitor("UPTIMEKUMA", "an http or https URL", "", "Push URL of an Uptime Kuma monitor.", "secret"),
  notification("SHOUTRRR", "one URL a line", "", "Services that are told of changes and failures.", "secret"),
  notification("SHOUTRRR_FILE", ABSOLUTE, "", "A file that holds them."),
  hook(
    "ON_CHANGE",
    "a command line for the shell",
    "",
    "Program that is run after an update that changed something; it reads the report on standard input, and DDNS_IPV4 and DDNS_IPV6. Not in the Home Assistant app.",
  ),
  hook(
    "WEBHOOK_URL",
    "an http or https URL",
    "",
    "The report is posted here after an update that changed something.",
    "secret",
  ),
  hook(
    "WEBHOOK_SECRET",
    "text",
    "",
    "Signs what is posted: X-Signature-256 holds the HMAC of the body.",
    "secret",
  ),
  hook("WEBHOOK_SECRET_FILE", ABSOLUTE, "", "A file that holds it."),
  broker(
    "MQTT_URL",
    "mqtt://, mqtts://, ws:// or wss:// with a host, without user and password",
    "",
    "Broker; off when unset.",
  ),
  broker("MQTT_USERNAME", "text", "", "User at the broker."),
  broker("MQTT_PASSWORD", "text", "", "Password at the broker.", "secret"),
  broker("MQTT_PASSWORD_FILE", ABSOLUTE, "", "A file that holds the password."),
  broker("MQTT_CA_FILE", ABSOLUTE, "", "Certificates to trust for the broker (PEM)."),
  broker("MQTT_CA", "one or more certificates in PEM", "", "The same as text instead of a file."),
  broker("MQTT_BASE_TOPIC", TOPIC, "cloudflare_ddns", "Topic above all of ours."),
  broker("MQTT_DISCOVERY_PREFIX", TOPIC, "homeassistant", "Topic at which Home Assistant looks for devices."),
  broker(
    "INSTANCE",
    "lower-case letters, digits and underscores",
    "main",
    "Tells several instances on one broker apart.",
  ),
  homeAssistant(
    "HOME_ASSISTANT_URL",
    "an http, https, ws or wss URL",
    "",
    "Home Assistant, for homeassistant: sources and its notifications.",
  ),
  homeAssistant(
    "HOME_ASSISTANT_TOKEN",
    "a long-lived access token",
    "",
    "Token of Home Assistant.",
    "secret",
  ),
  homeAssistant("HOME_ASSISTANT_TOKEN_FILE", ABSOLUTE, "", "A file that holds it."),
  dashboard(
    "WEB_ADDRESS",
    "host:port",
    "",
    "Dashboard and health endpoint; off when unset. Reachable from elsewhere only with a password.",
  ),
  dashboard("WEB_PASSWORD", "text", "", "Password of the dashboard.", "secret"),
  dashboard("WEB_PASSWORD_FILE", ABSOLUTE, "", "A file that holds it."),
  dashboard(
    "WEB_READ_KEY",
    "text without blanks",
    "",
    "Bearer key that opens /metrics and /api/status, and nothing else.",
    "secret",
  ),
  dashboard("WEB_READ_KEY_FILE", ABSOLUTE, "", "A file that holds it."),
  push(
    "PUSH_ADDRESS",
    "host:port",
    "",
    "Where routers and other devices may tell an address (push:<client>); off when unset.",
  ),
  push(
    "PUSH_CLIENTS",
    "one name:password a line, passwords of at least 12 characters",
    "",
    "Who may tell an address.",
    "secret",
  ),
  push("PUSH_CLIENTS_FILE", ABSOLUTE, "", "A file that holds them."),
  journal(
    "JOURNAL_DAYS",
    "a whole number of days; 0 keeps none",
    "400",
    "How long the journal of addresses is kept.",
  ),
  verification(
    "VERIFY",
    "off, authoritative or public",
    "off",
    "Whom the service asks whether the world sees what was published: nobody, the zone's own name servers, or public resolvers besides.",
  ),
  log("LOG_LEVEL", "error, warn, info or debug", "info", "How much is logged."),
  log("LOG_FORMAT", "text or json", "text", "For people or for machines."),
  log("EMOJI", BOOLEAN, "true", "Emoji in log and notifications."),
  log("QUIET", BOOLEAN, "false", "Log only errors, warnings and changes."),
] as const;
