/** Keeps what clients told as one JSON file, replaced in one step so that no kill leaves half of it. */

import { join } from "node:path";
import { FileTrouble, OwnFile } from "../../../src/index.ts";
import type { ToldStore } from "./memory.ts";

/**
 * `<folder>/<instance>.push.json`. `warn` hears of a file that cannot be read, once of a folder that cannot be written,
 * and once of another program that writes there too.
 */
export function toldFile(folder: string, instance: string, warn: (text: string) => void): ToldStore {
  const path = join(folder, `${instance}.push.json`);
  const file = new OwnFile(path, () =>
    warn(`Another program writes ${path} too. Give each its own INSTANCE, or its own STATE_DIR.`),
  );
  let told = false;

  return {
    async load() {
      try {
        return JSON.parse((await file.read()) ?? "{}");
      } catch (thrown) {
        warn(
          `What push clients told could not be read from ${path} (${reasonOf(thrown)}): they are waited for anew.`,
        );
        return {};
      }
    },
    async save(clients) {
      try {
        await file.replace(JSON.stringify(clients));
      } catch (thrown) {
        if (!told)
          warn(
            `What push clients tell cannot be saved to ${path} (${reasonOf(thrown)}) and is lost at a restart. Make the folder writable, or set STATE_DIR.`,
          );
        told = true;
      }
    },
  };
}

/** Keeps nothing beyond the life of the process. */
export const NO_STORE: ToldStore = { load: async () => ({}), save: async () => {} };

function reasonOf(thrown: unknown): string {
  return thrown instanceof FileTrouble ? thrown.code : "it is not JSON";
}
