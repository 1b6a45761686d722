/** Does what a command asks for, and says so; a command that makes no sense changes nothing. */

import { DdnsError } from "../../../src/index.ts";
import type { Service } from "../../service/service-view.ts";
import { shownRecords } from "../device/shown.ts";
import type { Log } from "../log.ts";
import type { Topics } from "../topics.ts";
import { type CommandMessage, parseCommand } from "./words.ts";

export interface CommandContext {
  readonly service: Service;
  readonly topics: Topics;
  readonly log: Log;
}

export function runCommand(message: CommandMessage, { service, topics, log }: CommandContext): void {
  const command = parseCommand(message, topics);
  const failed = (what: string) => (error: unknown) =>
    log.warn(`MQTT: ${what} failed. ${error instanceof DdnsError ? error.message : "See the log above."}`);
  switch (command.kind) {
    case "ignored":
      log.debug(`MQTT: ignored ${command.reason}.`);
      return;
    case "update_now":
      log.info("MQTT: update asked for.");
      service.updateNow();
      return;
    case "automatic_updates":
      log.info(`MQTT: automatic updates turned ${command.on ? "on" : "off"}.`);
      service.setPaused(!command.on).catch(failed("turning automatic updates on or off"));
      return;
    case "proxied": {
      const record = shownRecords(service.config, service.view.report).find(({ key }) => key === command.key);
      if (record === undefined) {
        log.debug("MQTT: ignored a command for a record set that is not managed.");
        return;
      }
      const what = `turning the proxy of ${record.name} ${record.type} ${command.on ? "on" : "off"}`;
      log.info(`MQTT: ${what}.`);
      service.setProxied(record.name, record.type, command.on).catch(failed(what));
    }
  }
}
