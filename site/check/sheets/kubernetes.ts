/** The containers of Kubernetes manifests that have settings of an updater, with the ConfigMaps that stand beside them. */

import { parseAllDocuments } from "yaml";
import { hasSettings } from "./compose.ts";
import type { EnvironmentSheet, Locate } from "./sheet.ts";

/** Does the text look like manifests? */
export function isKubernetes(text: string): boolean {
  return /^apiVersion\s*:/m.test(text) && /^kind\s*:/m.test(text);
}

/** One sheet a container, in the order of the text; undefined where a document cannot be read. */
export function containersOf(text: string): readonly EnvironmentSheet[] | undefined {
  const documents = parseAllDocuments(text, { merge: true, prettyErrors: false });
  if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) return undefined;
  const manifests: readonly unknown[] = documents.map((document) => document.toJS());
  const found = manifests.flatMap((manifest) =>
    podsIn(manifest).flatMap((container) => sheetOf(manifest, container, manifests, text)),
  );
  return found.filter(hasSettings);
}

function sheetOf(
  manifest: unknown,
  container: unknown,
  manifests: readonly unknown[],
  text: string,
): readonly EnvironmentSheet[] {
  const image = at(container, "image");
  const maps = listOf(at(container, "envFrom")).map((from) => at(from, "configMapRef", "name"));
  const shared = manifests.filter(
    (other) => at(other, "kind") === "ConfigMap" && maps.includes(at(other, "metadata", "name")),
  );
  const environment = Object.fromEntries([
    ...shared.flatMap((map) => Object.entries(at(map, "data") ?? {})),
    ...listOf(at(container, "env")).map((entry) => [at(entry, "name"), writtenIn(entry)]),
  ]);
  return [
    {
      kind: "environment",
      title: `Container ${String(at(container, "name"))}`,
      environment,
      envFiles: [],
      hasVariables: true,
      image: typeof image === "string" ? image : undefined,
      place: {
        kind: "kubernetes",
        name: `${String(at(manifest, "kind")).toLowerCase()}/${String(at(manifest, "metadata", "name"))}`,
      },
      locate: locateEntry(text),
    },
  ];
}

/** What comes from a secret is taken from elsewhere. */
function writtenIn(entry: unknown): string {
  const value = at(entry, "value");
  return value === undefined && at(entry, "valueFrom") !== undefined
    ? `\${${String(at(entry, "name"))}}`
    : String(value ?? "");
}

/** `- name: DOMAINS`, or `DOMAINS: …` of a ConfigMap. */
function locateEntry(text: string): Locate {
  const lines = text.split("\n");
  return (name) => {
    const found = lines.findIndex((line) => {
      const bare = line.replace(/["']/g, "").trim();
      return bare.endsWith(`name: ${name}`) || bare.startsWith(`${name}:`);
    });
    return found === -1 ? undefined : found + 1;
  };
}

/** The containers of a pod, wherever in the manifest it is described: Deployment, CronJob, Pod. */
function podsIn(value: unknown): readonly unknown[] {
  if (typeof value !== "object" || value === null) return [];
  const own: readonly unknown[] = listOf(at(value, "containers"));
  return own.length > 0 ? own : Object.values(value).flatMap(podsIn);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (found, key) => (typeof found === "object" && found !== null ? Reflect.get(found, key) : undefined),
    value,
  );
}
