/** Does what a command asks for, and says so; a command that makes no sense changes nothing. */

import { type Clock, DdnsError } from "../../../src/index.ts";
import type { Service } from "../../service/service-view.ts";
import { shownRecords } from "../device/shown.ts";
import type { Log } from "../log.ts";
import type { Topics } from "../topics.ts";
import { type CommandMessage, parseCommand } from "./words.ts";

export interface CommandContext {
  readonly service: Service;
  readonly topics: Topics;
  readonly log: Log;
  readonly clock: Clock;
}

/** The same line is news again after so long: a thousand presses of one button are one line in the log. */
const QUIET_MS = 10_000;

/** What runs one command after another; what is asked for and then taken back is the service's care. */
export function createCommandRunner({
  service,
  topics,
  log,
  clock,
}: CommandContext): (message: CommandMessage) => void {
  const told = new Map<string, number>();
  const tell = (level: "info" | "warn", text: string): void => {
    const now = clock.monotonic();
    const isNews = now - (told.get(text) ?? Number.NEGATIVE_INFINITY) >= QUIET_MS;
    if (isNews) told.set(text, now);
    log[isNews ? level : "debug"](text);
  };
  const failed = (what: string) => (error: unknown) =>
    tell(
      "warn",
      `MQTT: ${what} failed. ${error instanceof DdnsError ? error.message : "See the log above."}`,
    );

  return (message) => {
    const command = parseCommand(message, topics);
    switch (command.kind) {
      case "ignored":
        log.debug(`MQTT: ignored ${command.reason}.`);
        return;
      case "update_now":
        tell("info", "MQTT: update asked for.");
        service.updateNow();
        return;
      case "automatic_updates":
        tell("info", `MQTT: automatic updates turned ${command.on ? "on" : "off"}.`);
        service.setPaused(!command.on).catch(failed("turning automatic updates on or off"));
        return;
      case "proxied": {
        const record = shownRecords(service.config, service.view.report).find(
          ({ key }) => key === command.key,
        );
        if (record === undefined) {
          log.debug("MQTT: ignored a command for a record set that is not managed.");
          return;
        }
        const what = `turning the proxy of ${record.name} ${record.type} ${command.on ? "on" : "off"}`;
        tell("info", `MQTT: ${what}.`);
        service.setProxied(record.name, record.type, command.on).catch(failed(what));
      }
    }
  };
}
