/** Every place that says which version this is, and whether all of them say the same. */

import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Versioned {
  readonly version: string;
}

/** A file, and what it says; the first is the one that counts. */
const PLACES: readonly (readonly [file: string, read: (text: string) => readonly string[]])[] = [
  ["package.json", (text) => [(JSON.parse(text) as Versioned).version]],
  ["package-lock.json", versionsOfLock],
  ["config.yaml", matches(/^version: "([^"]+)"$/gm)],
  ["Dockerfile", matches(/^ARG BUILD_VERSION=(.+)$/gm)],
  // The newest section that has a version; "Unreleased" may stand above it between releases.
  ["CHANGELOG.md", (text) => matches(/^## (\d\S*)$/gm)(text).slice(0, 1)],
  ["deploy/compose/compose.yaml", matches(/image: \S+\/cloudflare-ddns:(\S+)$/gm)],
  ["deploy/kubernetes/deployment.yaml", matches(/image: \S+\/cloudflare-ddns:(\S+)$/gm)],
];

export interface Compared {
  readonly version: string;
  readonly problems: readonly string[];
}

/** The version of `root`'s package.json, and a sentence for each place that says another one, or none. */
export function compareVersions(root: string): Compared {
  const found = PLACES.map(([file, read]) => [file, read(readFileSync(join(root, file), "utf8"))] as const);
  const version = found[0]?.[1][0] ?? "";
  const problems = found.flatMap(([file, versions]) => {
    if (versions.length === 0) return [`${file} names no version; package.json says ${version}.`];
    const others = versions.filter((other) => other !== version);
    return others.map((other) => `${file} says ${other}, package.json ${version}.`);
  });
  return { version, problems };
}

function versionsOfLock(text: string): readonly string[] {
  const lock = JSON.parse(text) as Versioned & { readonly packages: Readonly<Record<string, Versioned>> };
  return [lock.version, lock.packages[""]?.version ?? "none"];
}

function matches(pattern: RegExp): (text: string) => readonly string[] {
  return (text) => [...text.matchAll(pattern)].map(([, version = ""]) => version);
}
