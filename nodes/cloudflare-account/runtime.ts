/** Entry of `cloudflare-account`: wires the token and the API base of a config node to a session that other nodes share. */

import { createAccountSession } from "../shared/account/account-session.ts";
import { readPermitted } from "../shared/input/permitted.ts";
import { migrate, textOf } from "../shared/input/saved.ts";
import type { Red, RuntimeNode } from "../shared/node-red.ts";
import { registerAdmin } from "./admin.ts";
import { migrations } from "./migrations.ts";
import { defaultBaseUrl, openingOfStored } from "./opening.ts";
import { storedCredential, watchBases } from "./stored.ts";

/** Called by Node-RED once, when it loads the palette. */
export function register(RED: Red): void {
  const defaults = {
    // Asked for when an account is opened: before that the engine need not be loaded.
    get defaultBaseUrl() {
      return defaultBaseUrl(RED.settings, process.env);
    },
  };

  const permitted = readPermitted(RED.settings);
  const bases = watchBases(RED, () => defaults.defaultBaseUrl);

  RED.nodes.registerType(
    "cloudflare-account",
    function (this: RuntimeNode, config) {
      RED.nodes.createNode(this, config);
      const saved = migrate(config, migrations);
      const session = createAccountSession(
        openingOfStored(
          { ...defaults, token: this.credentials?.["token"], baseUrl: textOf(saved, "baseUrl") },
          { owner: this._alias ?? this.id, credential: storedCredential(RED, this), bases, permitted },
        ),
      );
      // Not enumerable, so that nothing that prints or clones the node comes across the client or the token.
      Object.defineProperty(this, "session", { value: session });
      Object.defineProperty(this, "credentials", {
        value: this.credentials,
        enumerable: false,
        writable: true,
      });
      this.on("close", (done) => {
        session.close();
        done();
      });
    },
    { credentials: { token: { type: "password" } } },
  );

  registerAdmin({
    http: RED.httpAdmin,
    needsPermission: (permission) => RED.auth.needsPermission(permission),
    getNode: (id) => RED.nodes.getNode(id),
    environment: process.env,
    defaults,
    permitted,
  });
}
