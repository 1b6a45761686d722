/** The record sets that a message is about, in the words of the engine. Pure. */

import {
  type Fqdn,
  KEEP_ALL,
  type RecordTarget,
  SELECT_ALL,
  setTo,
  type WantedRecordSet,
} from "../shared/engine.ts";
import { enforced, type WantedAttributes, type WantedContents } from "./input.ts";

export interface Wanted {
  readonly names: readonly Fqdn[];
  readonly contents: WantedContents;
  readonly attributes: WantedAttributes;
  readonly create: boolean;
}

/** One set for each name and family. */
export function recordSets({ names, contents, attributes, create }: Wanted): readonly WantedRecordSet[] {
  const { proxied = false, ttl = 1, comment = "" } = attributes;
  const shared = {
    account: "main",
    hostIds: [{ kind: "preserve" }],
    attributes: { proxied, ttl, comment, tags: [] },
    ...(attributes.proxied === undefined ? { proxiedAsSiblings: true } : {}),
    enforce: enforced(attributes),
    selector: SELECT_ALL,
    keepSurplus: false,
    create,
  } as const;
  return names.flatMap((name) =>
    [...contents].map(([family, intent]) => {
      const target: RecordTarget = {
        ...shared,
        owner: { kind: "name", name },
        type: family === 4 ? "A" : "AAAA",
        // The addresses came with the message; the engine is not to look for others.
        detector: {
          site: "",
          family,
          source: { kind: "none" },
          filter: KEEP_ALL,
          prefixLength: family === 4 ? 32 : 64,
        },
      };
      return setTo(target, intent);
    }),
  );
}
