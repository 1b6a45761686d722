/** What an instance remembers: one JSON file, replaced in one step so that no kill leaves half of it. */

import { join } from "node:path";
import type { InstanceState, StateStore } from "../ports.ts";
import { OwnFile } from "./disk/own-file.ts";
import { FileTrouble } from "./disk/trouble.ts";
import { EMPTY_STATE, readState, stateAsJson } from "./state-shape.ts";

/**
 * Keeps the state in `<folder>/<instance>.json`. `warn` hears of a file that cannot be read, once of a folder that
 * cannot be written, and once of another program that writes there too.
 */
export function fileState(folder: string, instance: string, warn: (text: string) => void): StateStore {
  const path = join(folder, `${instance}.json`);
  const file = new OwnFile(path, () =>
    warn(
      `Another program writes ${path} too: two of them forget each other's changes. Give each its own INSTANCE, or its own STATE_DIR.`,
    ),
  );
  let told = false;

  return {
    async load() {
      try {
        const text = await file.read();
        return text === null ? EMPTY_STATE : readState(JSON.parse(text));
      } catch (thrown) {
        warn(`The state in ${path} could not be read (${reasonOf(thrown)}) and starts anew.`);
        return EMPTY_STATE;
      }
    },
    async save(state) {
      try {
        await file.replace(stateAsJson(state));
      } catch (thrown) {
        if (!told)
          warn(
            `The state could not be saved to ${path} (${reasonOf(thrown)}): history and published addresses are lost at a restart. Make the folder writable, or set STATE_DIR.`,
          );
        told = true;
      }
    },
  };
}

/** Keeps the state for the life of the process only. */
export function memoryState(initial: InstanceState = EMPTY_STATE): StateStore {
  let state = initial;
  return {
    load: async () => state,
    save: async (next) => {
      state = next;
    },
  };
}

function reasonOf(thrown: unknown): string {
  return thrown instanceof FileTrouble ? thrown.code : "it is not JSON";
}
