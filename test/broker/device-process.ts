/** A process that is nothing but the MQTT device, to be killed by a test. */

import { startMqttDevice } from "../../addon/mqtt/device/device.ts";
import { systemClock } from "../../src/adapters/clock.ts";
import { createLogRecorder } from "../fakes/log.ts";
import { createFakeService } from "../fakes/service.ts";

const url = process.argv[2] ?? "";
const device = startMqttDevice(createFakeService(), {
  broker: async () => ({ url }),
  log: createLogRecorder(),
  clock: systemClock,
  version: "1.0.0",
});
process.once("SIGTERM", () => {
  // Ends by itself when nothing is left to do: a timer or socket left behind would keep it alive.
  void device.stop();
});
