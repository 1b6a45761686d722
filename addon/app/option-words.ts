/** Says in the names of the app's options what the settings say in those of the environment. */

import type { ConfigProblem } from "../../src/index.ts";

/** Setting → option, for what messages mention. */
const OPTIONS: ReadonlyMap<string, string> = new Map([
  ["CLOUDFLARE_API_TOKEN", "cloudflare_api_token"],
  ["WAF_LISTS", "waf_lists"],
  ["ZERO_TRUST_LISTS", "waf_lists"],
  ["ZERO_TRUST_LOCATIONS", "waf_lists"],
  ["SITES", "sites"],
  ["ACCOUNTS", "accounts"],
  ["IP4_PROVIDER", "ipv4_source"],
  ["IP6_PROVIDER", "ipv6_source"],
  ["UPDATE_CRON", "schedule"],
  ["DELETE_ON_STOP", "delete_on_stop"],
  ["PUSH_CLIENTS", "push_clients"],
  ["VERIFY", "verify"],
  ["LOG_LEVEL", "log_level"],
  ["MQTT_URL", "mqtt.url"],
  ["MQTT_USERNAME", "mqtt.username"],
  ["MQTT_PASSWORD", "mqtt.password"],
  ["MQTT_CA", "mqtt.ca"],
  ["MQTT_BASE_TOPIC", "mqtt.base_topic"],
  ["MQTT_DISCOVERY_PREFIX", "mqtt.discovery_prefix"],
  ["INSTANCE", "mqtt.instance"],
]);

/** The app has no options that name files. */
const FILE_HINT = / \(or [A-Z_]+_FILE\)| or [A-Z_]+_FILE\b/g;

export function inOptionNames({ setting, message }: ConfigProblem): ConfigProblem {
  return {
    setting: OPTIONS.get(setting) ?? setting,
    message: message
      .replace(FILE_HINT, "")
      // A name in quotation marks is what somebody wrote.
      .replace(/(?<!["\w])[A-Z][A-Z0-9_]+(?!["\w])/g, (name) => OPTIONS.get(name) ?? name),
  };
}
