/** Brings saved detect-ip nodes of older versions up to date. */

import type { Migration } from "../shared/input/saved.ts";

export const migrations: readonly Migration[] = [
  // 0: written by hand, without version.
  (saved) => ({
    name: "",
    ipv4: "cloudflare.trace",
    ipv6: "cloudflare.trace",
    required: "any",
    timeout: "5",
    store: "",
    ...saved,
  }),
];
