/** Entry of `sync-waf-list`: wires its properties and its account to its messages. */

import { migrate, textOf } from "../shared/input/saved.ts";
import { connectActingNode } from "../shared/message/acting-node.ts";
import type { Red, RuntimeNode } from "../shared/node-red.ts";
import { createPublished } from "./memory.ts";
import { migrations } from "./migrations.ts";
import { readSettings } from "./settings.ts";
import { createSyncing } from "./syncing.ts";

/** Called by Node-RED once, when it loads the palette. */
export function register(RED: Red): void {
  const surroundings = {
    getNode: (id: string) => RED.nodes.getNode(id),
    evaluateNodeProperty: RED.util.evaluateNodeProperty,
  };
  RED.nodes.registerType("sync-waf-list", function (this: RuntimeNode, config) {
    RED.nodes.createNode(this, config);
    const saved = migrate(config, migrations);
    connectActingNode(this, textOf(saved, "account"), surroundings, (parts) =>
      createSyncing({
        settings: readSettings(saved, this.id),
        published: createPublished(this.id, this.context(), parts.notice),
        isDeployed: (id) => RED.nodes.getNode(id) != null,
        ...parts,
      }),
    );
  });
}
