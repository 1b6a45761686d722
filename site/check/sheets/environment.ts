/** Environments as people write them: lines of an env file, and the maps and lists of compose files. */

import { type Environment, parseEnvFile } from "../../../src/settings/index.ts";
import type { EnvironmentSheet, Locate, Recognised } from "./sheet.ts";

/** Lines of a text, from `first` to `last`, counted from 1. */
export interface Lines {
  readonly text: string;
  readonly first: number;
  readonly last: number;
}

/** An env file, or its lines that are none. */
export function readEnvLines(text: string): Recognised {
  const { values, bad } = parseEnvFile(text);
  if (bad.length > 0) return { kind: "unreadable", problems: bad };
  const locate = locateName({ text, first: 1, last: text.split("\n").length });
  return {
    kind: "sheets",
    sheets: [
      {
        kind: "environment",
        title: "Env file",
        environment: values,
        envFiles: [],
        hasVariables: false,
        image: undefined,
        place: undefined,
        locate,
      },
    ],
  };
}

/** What `environment:` says, a map or a list of `NAME=value`; of `service` come its image and its env files. */
export function fromEnvironment(
  title: string,
  environment: unknown,
  lines: Lines,
  service: ReadonlyMap<string, unknown> = new Map(),
): EnvironmentSheet {
  const [image, name] = [service.get("image"), service.get("name")];
  return {
    kind: "environment",
    title,
    environment: readEnvironment(environment),
    envFiles: envFilesOf(service.get("env_file")),
    hasVariables: true,
    image: typeof image === "string" ? image : undefined,
    place: typeof name === "string" ? { kind: "compose", name } : undefined,
    locate: locateName(lines),
  };
}

/** The first line of these on which a name stands as a key. */
export function locateName({ text, first, last }: Lines): Locate {
  const lines = text.split("\n");
  return (name) => {
    const key = new RegExp(`(?:^|[\\s"'{,])${name.replace(/[.*+?^$()|[\]{}\\]/g, "\\$&")}["']?\\s*[=:]`);
    const found = lines.findIndex((line, at) => at + 1 >= first && at < last && key.test(line));
    return found === -1 ? undefined : found + 1;
  };
}

/** A name without a value is taken from the shell that starts Compose. */
function readEnvironment(environment: unknown): Environment {
  const values: Record<string, string> = {};
  const add = (name: string, value: unknown): void => {
    values[name] = value === null || value === undefined ? `\${${name}}` : String(value);
  };
  if (Array.isArray(environment)) {
    for (const item of environment) {
      const [, name = "", value] = /^([^=]*)(?:=(.*))?$/s.exec(String(item)) ?? [];
      if (name !== "") add(name, value);
    }
  } else if (typeof environment === "object" && environment !== null)
    for (const [name, value] of Object.entries(environment)) add(name, value);
  return values;
}

function envFilesOf(written: unknown): readonly string[] {
  const files: readonly unknown[] = Array.isArray(written) ? written : [written];
  return files.flatMap((file) => {
    const path = typeof file === "object" && file !== null ? Reflect.get(file, "path") : file;
    return typeof path === "string" ? [path] : [];
  });
}
