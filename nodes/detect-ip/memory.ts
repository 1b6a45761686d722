/** The addresses of last time, in the context store of the user's choice. An optimisation: losing them only repeats a "changed". */

import type { ContextScope } from "../shared/node-red.ts";

/** Null: not known yet, or not asked for. */
export interface Addresses {
  readonly ipv4: string | null;
  readonly ipv6: string | null;
}

export interface Memory {
  /** Undefined where nothing is remembered. Never rejects. */
  recall(): Promise<Addresses | undefined>;
  /** Never rejects. */
  remember(addresses: Addresses): Promise<void>;
}

const KEY = "state";

/** `warn` hears once of a store that cannot be read or written; work goes on without it. */
export function createMemory(
  context: ContextScope,
  store: string | undefined,
  warn: (text: string) => void,
): Memory {
  let warned = false;
  /** What a store that fails would have held: good until the node is deployed anew. */
  let own: Addresses | undefined;
  let broken = false;

  const report = (verb: string): void => {
    broken = true;
    if (warned) return;
    warned = true;
    warn(
      `The context store "${store ?? "default"}" could not be ${verb}. Addresses are remembered until the next deployment only; check contextStorage in settings.js.`,
    );
  };

  return {
    recall: async () => {
      try {
        const value = await new Promise<unknown>((resolve, reject) =>
          context.get(KEY, store, (error, found) => (error ? reject(error) : resolve(found))),
        );
        return broken ? own : readState(value);
      } catch {
        report("read");
        return own;
      }
    },
    remember: async (addresses) => {
      own = addresses;
      try {
        await new Promise<void>((resolve, reject) =>
          context.set(KEY, { v: 1, ...addresses }, store, (error) => (error ? reject(error) : resolve())),
        );
        broken = false;
      } catch {
        report("written");
      }
    },
  };
}

function readState(value: unknown): Addresses | undefined {
  if (typeof value !== "object" || value === null || !("v" in value) || value.v !== 1) return undefined;
  const address = (entry: unknown): string | null => (typeof entry === "string" ? entry : null);
  return {
    ipv4: address("ipv4" in value ? value.ipv4 : null),
    ipv6: address("ipv6" in value ? value.ipv6 : null),
  };
}
