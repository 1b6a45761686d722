/** What a node put into lists, in its own context: so that a changed comment leaves no former home behind (W6), and locations know theirs (W5). */

import type { ContextScope } from "../shared/node-red.ts";

/** Prefixes that this node put into each list, by kind, account and name. */
export interface Published {
  /** Never rejects. */
  recall(list: string): Promise<ReadonlySet<string>>;
  /** Never rejects. */
  remember(list: string, prefixes: readonly string[]): Promise<void>;
}

const KEY = "published";

/** A store in memory forgets at each deployment; what was published is not to be forgotten before Node-RED ends. */
const sinceStart = new Map<string, Map<string, readonly string[]>>();

/** `warn` hears once of a store that cannot be read or written; work goes on with what is known since Node-RED started. */
export function createPublished(
  nodeId: string,
  context: ContextScope,
  warn: (text: string) => void,
): Published {
  const own = sinceStart.get(nodeId) ?? new Map<string, readonly string[]>();
  sinceStart.set(nodeId, own);
  let stored: Promise<void> | undefined;
  let warned = false;

  const trouble = (): void => {
    if (warned) return;
    warned = true;
    warn(
      "The context store of this node could not be used, so what it put into lists is known until Node-RED ends only. Check contextStorage in settings.js.",
    );
  };

  const load = (): Promise<void> =>
    new Promise((resolve) => {
      context.get(KEY, undefined, (error, found) => {
        if (error) trouble();
        for (const [list, prefixes] of readPublished(found)) if (!own.has(list)) own.set(list, prefixes);
        resolve();
      });
    });

  return {
    async recall(list) {
      stored ??= load();
      await stored;
      return new Set(own.get(list));
    },
    async remember(list, prefixes) {
      if ((own.get(list) ?? []).join() === prefixes.join()) return;
      if (prefixes.length === 0) own.delete(list);
      else own.set(list, prefixes);
      await new Promise<void>((resolve) => {
        context.set(KEY, Object.fromEntries(own), undefined, (error) => {
          if (error) trouble();
          resolve();
        });
      });
    },
  };
}

function readPublished(value: unknown): readonly (readonly [string, readonly string[]])[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([list, prefixes]) =>
    Array.isArray(prefixes) && prefixes.every((prefix) => typeof prefix === "string")
      ? [[list, prefixes] as const]
      : [],
  );
}
