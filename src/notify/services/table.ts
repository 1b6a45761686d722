/** Every notification service, by the schemes of its URL. */

import { discord } from "./chat/discord.ts";
import { googlechat } from "./chat/googlechat.ts";
import { lark } from "./chat/lark.ts";
import { matrix } from "./chat/matrix.ts";
import { mattermost } from "./chat/mattermost.ts";
import { rocketchat } from "./chat/rocketchat.ts";
import { signal } from "./chat/signal.ts";
import { slack } from "./chat/slack.ts";
import { teams } from "./chat/teams.ts";
import { telegram } from "./chat/telegram.ts";
import { wecom } from "./chat/wecom.ts";
import { zulip } from "./chat/zulip.ts";
import { generic } from "./generic.ts";
import { logger } from "./logger.ts";
import { bark } from "./push/bark.ts";
import { gotify } from "./push/gotify.ts";
import { ifttt } from "./push/ifttt.ts";
import { join } from "./push/join.ts";
import { ntfy } from "./push/ntfy.ts";
import { opsgenie } from "./push/opsgenie.ts";
import { pagerduty } from "./push/pagerduty.ts";
import { pushbullet } from "./push/pushbullet.ts";
import { pushover } from "./push/pushover.ts";
import type { Service } from "./service.ts";
import { smtp } from "./smtp.ts";

/** Those that know their web addresses by host come before those that know them by path. */
export const SERVICES: readonly Service[] = [
  ...[discord, slack, telegram, teams, googlechat, zulip, lark, wecom, matrix, signal],
  ...[ntfy, pushover, pushbullet, bark, join, ifttt, opsgenie, pagerduty],
  ...[gotify, mattermost, rocketchat],
  ...[smtp, generic, logger],
];

/** Each service by each of its schemes. */
export const SERVICE_BY_SCHEME: ReadonlyMap<string, Service> = new Map(
  SERVICES.flatMap((service) => [service.scheme, ...service.aliases].map((scheme) => [scheme, service])),
);

/** Services that other programs know by these schemes and this one does not write to, each with another way to it. */
export const NOT_SPOKEN: Readonly<Record<string, string>> = {
  mqtt: "set MQTT_URL, and the broker hears of everything",
  mqtts: "set MQTT_URL, and the broker hears of everything",
  homeassistant: "set HOME_ASSISTANT_URL, and failures show there as notifications",
  xmpp: "use another service",
  twilio: "use another service",
  dingding: "use generic+https:// with the address of its bot",
  discourse: "use another service",
  notifiarr: "use generic+https:// with the address of its integration",
  pinglet: "use another service",
  signalgrid: "use another service",
  webex: "use another service",
};
