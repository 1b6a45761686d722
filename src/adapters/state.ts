/** What an instance remembers: one JSON file, replaced in one step so that no kill leaves half of it. */

import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { HistoryEntry, InstanceState, StateStore } from "../ports.ts";

const EMPTY: InstanceState = { records: {}, wafLists: {}, history: [], paused: false };

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
        await handle.writeFile(JSON.stringify(state));
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
        return EMPTY;
      }
    },
    save(state) {
      saving = saving.then(() => write(state));
      return saving;
    },
  };
}

/** Keeps the state for the life of the process only. */
export function memoryState(initial: InstanceState = EMPTY): StateStore {
  let state = initial;
  return {
    load: async () => state,
    save: async (next) => {
      state = next;
    },
  };
}

/** Takes what has the right shape and leaves the rest: an older or damaged file costs memories, never a start. */
function readState(value: unknown): InstanceState {
  const stored = isObject(value) ? value : {};
  return {
    records: textLists(stored["records"]),
    wafLists: textLists(stored["wafLists"]),
    history: Array.isArray(stored["history"]) ? stored["history"].filter(isEntry) : [],
    paused: stored["paused"] === true,
    ...readTold(stored["told"]),
  };
}

function readTold(value: unknown): Pick<InstanceState, "told"> {
  if (!isObject(value)) return {};
  const { sinceMs, things } = value;
  return Number.isFinite(sinceMs) && isTexts(things) ? { told: { sinceMs: Number(sinceMs), things } } : {};
}

function textLists(value: unknown): InstanceState["records"] {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, list]) => (isTexts(list) ? [[key, list]] : [])),
  );
}

function isEntry(value: unknown): value is HistoryEntry {
  if (!isObject(value)) return false;
  const { at, what, outcome, from, to } = value;
  return [at, what, outcome].every((text) => typeof text === "string") && isTexts(from) && isTexts(to);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((text) => typeof text === "string");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function codeOf(thrown: unknown): string {
  if (thrown instanceof SyntaxError) return "it is not JSON";
  return thrown instanceof Error && "code" in thrown ? String(thrown.code) : "unknown error";
}
