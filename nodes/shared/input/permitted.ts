/** What `settings.js` permits under `cloudflareDdns`: without it, nobody who may only deploy flows gets a shell, a file, or a variable. */

import type { SavedProperties } from "../node-red.ts";

export interface Permitted {
  /** `allowCommands`: sources that run a program. */
  readonly commands: boolean;
  /** `allowFiles`: folders or files, by whole path, that sources may read. */
  readonly files: readonly string[];
  /** `allowVariables`: names that a token may be taken from, besides CLOUDFLARE_… and CF_…. */
  readonly variables: readonly string[];
}

/** `settings` as Node-RED hands it to nodes. What is not written as documented permits nothing. */
export function readPermitted(settings: SavedProperties): Permitted {
  const given: unknown = settings["cloudflareDdns"];
  const { allowCommands, allowFiles, allowVariables }: Readonly<Record<string, unknown>> =
    typeof given === "object" && given !== null ? { ...given } : {};
  return { commands: allowCommands === true, files: texts(allowFiles), variables: texts(allowVariables) };
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string" && each !== "") : [];
}

/** Variables that are named for Cloudflare hold its tokens; any other might hold a secret that is none of its business. */
export function mayHoldToken(variable: string, { variables }: Permitted): boolean {
  return /^(?:CLOUDFLARE|CF)_/.test(variable) || variables.includes(variable);
}
