/** Keeps what clients told as one JSON file, replaced in one step so that no kill leaves half of it. */

import { mkdir, open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import type { ToldStore } from "./memory.ts";

/** `<folder>/<instance>.push.json`. `warn` hears of a file that cannot be read, and once of a folder that cannot be written. */
export function toldFile(folder: string, instance: string, warn: (text: string) => void): ToldStore {
  const file = join(folder, `${instance}.push.json`);
  let told = false;

  async function write(text: string): Promise<void> {
    const draft = `${file}.new`;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const handle = await open(draft, "w", 0o600);
    try {
      await handle.writeFile(text);
      // Without this a power cut may keep the new name and lose the content.
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  }

  return {
    async load() {
      try {
        return JSON.parse(await readFile(file, "utf8"));
      } catch (thrown) {
        if (!["ENOENT", "ENOTDIR"].includes(codeOf(thrown)))
          warn(
            `What push clients told could not be read from ${file} (${codeOf(thrown)}): they are waited for anew.`,
          );
        return {};
      }
    },
    async save(clients) {
      try {
        await write(JSON.stringify(clients));
      } catch (thrown) {
        if (!told)
          warn(
            `What push clients tell cannot be saved to ${file} (${codeOf(thrown)}) and is lost at a restart. Make the folder writable, or set STATE_DIR.`,
          );
        told = true;
      }
    },
  };
}

/** Keeps nothing beyond the life of the process. */
export const NO_STORE: ToldStore = { load: async () => ({}), save: async () => {} };

function codeOf(thrown: unknown): string {
  if (thrown instanceof SyntaxError) return "it is not JSON";
  return thrown instanceof Error && "code" in thrown ? String(thrown.code) : "unknown error";
}
