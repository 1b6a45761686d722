/** What an instance remembers: one JSON file, replaced in one step so that no kill leaves half of it. */

import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { InstanceState, StateStore } from "../ports.ts";
import { EMPTY_STATE, readState, stateAsJson } from "./state-shape.ts";

/** Keeps the state in `<folder>/<instance>.json`. `warn` hears of a file that cannot be read, and once of a folder that cannot be written. */
export function fileState(folder: string, instance: string, warn: (text: string) => void): StateStore {
  const file = join(folder, `${instance}.json`);
  let told = false;
  let saving: Promise<void> = Promise.resolve();
  const tellOnce = (text: string): void => {
    if (!told) warn(text);
    told = true;
  };

  async function write(state: InstanceState): Promise<void> {
    const draft = `${file}.new`;
    try {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      const handle = await open(draft, "w", 0o600);
      try {
        await handle.writeFile(stateAsJson(state));
        // Without this a power cut may keep the new name and lose the content.
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(draft, file);
    } catch (thrown) {
      tellOnce(
        `The state could not be saved to ${file} (${codeOf(thrown)}): history and published addresses are lost at a restart. Make the folder writable, or set STATE_DIR.`,
      );
    }
  }

  return {
    async load() {
      try {
        return readState(JSON.parse(await readFile(file, "utf8")));
      } catch (thrown) {
        // A folder that cannot be is told at the first save, with what to do.
        if (!["ENOENT", "ENOTDIR"].includes(codeOf(thrown)))
          warn(`The state in ${file} could not be read (${codeOf(thrown)}) and starts anew.`);
        return EMPTY_STATE;
      }
    },
    save(state) {
      saving = saving.then(() => write(state));
      return saving;
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

function codeOf(thrown: unknown): string {
  if (thrown instanceof SyntaxError) return "it is not JSON";
  return thrown instanceof Error && "code" in thrown ? String(thrown.code) : "unknown error";
}
