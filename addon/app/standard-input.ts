/** Commands that reach the app by its standard input: Home Assistant's action writes them there, one JSON value a line. */

import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { type Clock, type Config, DdnsError } from "../../src/index.ts";
import type { FindBroker } from "../mqtt/connection/broker.ts";
import type { MqttDevice } from "../mqtt/device/device.ts";
import type { Log } from "../service/log.ts";

export interface InputOptions {
  readonly device: MqttDevice;
  readonly broker: FindBroker;
  readonly config: Config;
  readonly log: Log;
  readonly clock: Clock;
  /** Default: of this process. */
  readonly input?: Readable;
}

/** Understands `purge` alone: the device goes for good, which no running device can do itself. Answers with what ends the listening. */
export function listenForCommands(options: InputOptions): () => Promise<void> {
  const { input = process.stdin, log } = options;
  const lines = createInterface({ input });
  let purging: Promise<void> | undefined;
  lines.on("line", (line) => {
    if (parseCommand(line) === "purge") purging ??= purgeBroker(options);
    else log.debug("Ignored a line of standard input; purge is all that is understood.");
  });
  return async () => {
    lines.close();
    await purging;
  };
}

/** The command of `{"command": "purge"}`, of `"purge"` (texts arrive in quotation marks), or of the bare word. */
export function parseCommand(line: string): string | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const command = typeof value === "object" && value !== null && "command" in value ? value.command : value;
    return typeof command === "string" ? command.trim() : undefined;
  } catch {
    return line.trim();
  }
}

async function purgeBroker({ device, broker, config, log, clock }: InputOptions): Promise<void> {
  try {
    // A device that still runs would write again what is taken away.
    await device.stop();
    const { purge } = await import("../mqtt/keeping/purge.ts");
    const topics = await purge(broker, config, { clock });
    log.info(
      `MQTT: emptied ${topics.length} topics; the device is gone from Home Assistant and comes back when the app is started again.`,
    );
  } catch (thrown) {
    const why = thrown instanceof DdnsError ? thrown.message : "the broker could not be reached.";
    log.warn(`MQTT: the broker was not purged: ${why}`);
  }
}
