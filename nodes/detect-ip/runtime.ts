/** Entry of `detect-ip`: wires its sources and its memory to its messages. */

import { type Permitted, readPermitted } from "../shared/input/permitted.ts";
import { migrate } from "../shared/input/saved.ts";
import { answerMessages, type Work } from "../shared/message/answering.ts";
import { explainFailure } from "../shared/message/failure.ts";
import type { Red, RuntimeNode, SavedProperties } from "../shared/node-red.ts";
import { createDetecting } from "./detecting.ts";
import { createMemory } from "./memory.ts";
import { migrations } from "./migrations.ts";
import { requirePermitted } from "./permitted-sources.ts";
import { readSettings } from "./settings.ts";
import { createSources, observe } from "./sources.ts";

/** Called by Node-RED once, when it loads the palette. */
export function register(RED: Red): void {
  RED.nodes.registerType("detect-ip", function (this: RuntimeNode, config) {
    RED.nodes.createNode(this, config);
    try {
      answerMessages(this, detecting(this, config, readPermitted(RED.settings)));
    } catch (thrown) {
      // A constructor that throws makes the node vanish without a word: each message is told instead.
      answerMessages(this, () => Promise.reject(thrown), explainFailure(thrown).status);
    }
  });
}

function detecting(node: RuntimeNode, config: SavedProperties, permitted: Permitted): Work {
  const settings = readSettings(migrate(config, migrations));
  requirePermitted(settings, permitted);
  const context = node.context();
  const warn = (text: string): void => node.warn(text);
  return createDetecting({
    settings,
    observe: observe(settings, createSources(settings.timeoutMs, { global: context.global, warn })),
    memory: createMemory(context, settings.store, warn),
    now: () => Date.now(),
  });
}
