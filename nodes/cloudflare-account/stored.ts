/** What Node-RED keeps for accounts beside the flow: credentials as they were stored, and the bases they were entered for. */

import type { Red, RuntimeNode } from "../shared/node-red.ts";
import { type BaseMemory, createEnteredBases, type Destination, type EnteredBases } from "./bases.ts";

/** In the settings that Node-RED itself writes, where no flow and no request reaches. */
const REMEMBERED = "cloudflareDdnsBases";

/** Bases that follow each deployment. */
export function watchBases(RED: Red, usual: () => string): EnteredBases {
  const bases = createEnteredBases(memoryIn(RED), usual);
  RED.events.on("flows:started", () => bases.learn(storedAccounts(RED)));
  return bases;
}

/** The credential as it is stored, a variable not replaced; of an account within a subflow, that of its template. */
export function storedCredential(RED: Red, node: Pick<RuntimeNode, "id" | "_alias">): string {
  const token = RED.nodes.getCredentials(node._alias ?? node.id)?.["token"];
  return typeof token === "string" ? token : "";
}

/** Accounts of all flows, the disabled ones included. */
function storedAccounts(RED: Red): readonly Destination[] {
  const found: Destination[] = [];
  RED.nodes.eachNode(({ id, type, baseUrl }) => {
    if (type !== "cloudflare-account" || typeof id !== "string") return;
    const credential = storedCredential(RED, { id });
    if (credential !== "")
      found.push({ owner: id, credential, base: typeof baseUrl === "string" ? baseUrl : "" });
  });
  return found;
}

function memoryIn({ settings }: Red): BaseMemory {
  let saving: Promise<unknown> = Promise.resolve();
  return {
    load: () => {
      const saved = settings.get(REMEMBERED);
      return typeof saved === "object" && saved !== null
        ? Object.fromEntries(Object.entries(saved).filter((entry) => typeof entry[1] === "string"))
        : {};
    },
    // One after the other; where settings cannot be kept, tokens beyond the usual base are asked for again after a restart.
    save: (known) => {
      saving = saving.then(() => settings.set(REMEMBERED, known)).catch(() => {});
    },
  };
}
